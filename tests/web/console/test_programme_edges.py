"""Programmes in the console under people who mean no good, or who hurry: what cannot be is refused, nothing is lost."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from bot import Bot
from web.api.api_tools import ask
from web.console.colleagues import Colleague
from web.console.programme_tools import (
    API,
    CUSTOMER,
    DEARER,
    GREECE,
    LOOKED,
    PATH,
    fields,
    greece,
    look,
    page_of_greece,
    said,
    send,
    troubles,
    words_of,
)
from werkzeug.test import TestResponse

from metatwin import Twin

EUROPE = "Europe Golden Visa"
SIGNS = "{{ brand.name }} {% if %} <b>x</b>"


def order(bot: Bot) -> list[str]:
    """The codes of a category, as they are shown."""
    return [one["code"] for one in ask(bot, "GET", "/api/programs")["items"] if one["category"] == EUROPE]


def kept(one: Colleague, own: str, **typed: str) -> TestResponse:
    """Change it, and write the same in each language that asks for words."""
    answer = send(one, **typed)
    if answer.status_code == 422:
        words = {name: own for name in fields(answer.text, GREECE) if name.startswith("words-")}
        answer = send(one, page=answer.text, **words)
    assert answer.status_code == 303, troubles(answer)
    return answer


def put_back(one: Colleague, number: int = 0) -> TestResponse:
    """Take back a change of its history, the newest first."""
    ways = re.findall(r'action="/console/programmes(/gr-golden-visa/put-back/\d+)"', look(one, GREECE))
    return send(one, ways[number])


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"minimum_investment": "0" * 19 + "1" + "0" * 30, **LOOKED}, "Write a whole amount"),
        ({"minimum_investment": "0" * 19 + "1" + "0" * 5000, **LOOKED}, "Write a whole amount"),
        ({"minimum_investment": "342,000", **LOOKED, **DEARER, "route-2-amount": ""}, "must change together"),
        ({"fact-eligibility-assets_eur": "1e30", **LOOKED}, "This cannot be"),
        ({"fact-validity-years": "1e30", **LOOKED}, "This cannot be"),
        ({"fact-processing_time-unit": "parsecs", **LOOKED}, "This cannot be"),
        ({"route-4-words": "Start-up investment", "route-4-amount_usd": "285,000", **LOOKED}, "same words"),
        ({"description": ""}, "fill them in: description"),
        ({"what_investor_gets": "", "fact-benefits": ""}, "fill them in: what investor gets"),
        ({"link": ""}, "cannot be empty"),
        ({"link": "javascript:alert(1)"}, "Write the whole address"),
        ({"source-0-url": "javascript:alert(1)", **LOOKED}, "Write the whole address"),
    ],
    ids=lambda typed: str(typed)[:60],
)
def test_what_cannot_be_is_refused_and_the_page_stays_whole(
    typed: dict[str, str], told: str, bot: Bot, mona: Colleague
) -> None:
    before = greece(bot)
    form = fields(look(mona, GREECE), GREECE) | typed
    answer = mona.client.post(PATH + GREECE, data=form)
    assert answer.status_code == 422
    assert any(told in words for words in troubles(answer)), troubles(answer)
    assert mona.client.post(f"{PATH}{GREECE}/preview", data=form).status_code == 200
    assert greece(bot) == before


def test_fields_that_the_form_does_not_have_change_nothing(bot: Bot, mona: Colleague) -> None:
    before = greece(bot)
    forged = {
        "category": "X",
        "code": "x",
        "rank": "9",
        "hidden": "on",
        "status": "closed",
        "words-xx-0123456789ab": "x",
    }
    form = fields(look(mona, GREECE), GREECE) | forged
    assert mona.client.post(PATH + GREECE, data=form).status_code == 303
    assert greece(bot) == before


def test_a_programme_is_moved_by_its_number_too(bot: Bot, mona: Colleague) -> None:
    was, sign = order(bot), fields(look(mona), "gr-golden-visa/down")
    assert mona.client.post(f"{PATH}/{greece(bot)['id']}/down", data=sign).status_code == 303
    assert order(bot) == [was[1], was[0], *was[2:]]


def test_putting_back_keeps_what_was_done_since(bot: Bot, mona: Colleague) -> None:
    """Another fact than the one of the change stays as a colleague has made it since."""
    before = greece(bot)["details"]["facts"]
    assert send(mona, **{"fact-processing_time-most": "15", **LOOKED}).status_code == 303
    assert send(mona, **{"fact-family-siblings": "yes"}, **LOOKED).status_code == 303
    assert put_back(mona, 1).status_code == 303
    facts = greece(bot)["details"]["facts"]
    assert (facts["processing_time"], facts["family"]) == (
        before["processing_time"], {**before["family"], "siblings": True},
    )  # fmt: skip


def test_what_was_changed_again_since_is_not_put_back(bot: Bot, mona: Colleague) -> None:
    for words in ("First", "Second"):
        assert send(mona, description=words).status_code == 303
    before = greece(bot)
    refused = put_back(mona, 1)
    assert refused.status_code == 422
    assert "This was changed again since then: description." in " ".join(troubles(refused))
    assert greece(bot) == before
    assert put_back(mona).status_code == 303
    assert greece(bot)["description"] == "First"


def test_a_move_goes_back_by_the_arrows_alone(bot: Bot, mona: Colleague) -> None:
    was = order(bot)
    sign = fields(look(mona), f"{was[0]}/down")
    assert mona.client.post(f"{PATH}/{was[0]}/down", data=sign).status_code == 303
    assert "moved a programme" in look(mona, GREECE)
    assert "Put back" not in look(mona, GREECE)


def test_of_two_at_the_same_moment_one_is_kept_and_the_other_is_told(
    bot: Bot, mona: Colleague, otto: Colleague
) -> None:
    for turn in range(4):
        sent = [
            (one, {**fields(look(one, GREECE), GREECE), "description": f"By {one.name}, {turn}"})
            for one in (mona, otto)
        ]
        with ThreadPoolExecutor(2) as pool:
            answers = list(pool.map(lambda one: one[0].client.post(PATH + GREECE, data=one[1]), sent))
        assert sorted(answer.status_code for answer in answers) == [303, 409]
        [won] = [one.name for (one, _), answer in zip(sent, answers, strict=True) if answer.status_code == 303]
        [told] = [answer for answer in answers if answer.status_code == 409]
        assert f"{won} has changed this, look" in words_of(told.text)
        assert greece(bot)["description"] == f"By {won}, {turn}"
        assert len(ask(bot, "GET", f"{API}/changes")["items"]) == turn + 1


def test_two_who_move_at_the_same_moment_both_have_moved(bot: Bot, mona: Colleague, otto: Colleague) -> None:
    was = order(bot)
    ways = ((mona, f"/{was[0]}/down"), (otto, f"/{was[4]}/down"))
    signs = [(one, way, fields(look(one), way)) for one, way in ways]
    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(lambda one: one[0].client.post(PATH + one[1], data=one[2]).status_code, signs))
    assert done == [303, 303]
    assert order(bot) == [was[1], was[0], was[2], was[3], was[5], was[4], *was[6:]]


def test_two_who_add_the_same_have_two(bot: Bot, mona: Colleague, otto: Colleague) -> None:
    new = {"category": EUROPE, "name": "Nauru", "short": "Nauru", "country": "Nauru", "country_code": "NR"}
    forms = [(one, {**fields(look(one), "/add"), **new}) for one in (mona, otto)]
    with ThreadPoolExecutor(2) as pool:
        made = list(pool.map(lambda one: one[0].client.post(f"{PATH}/add", data=one[1]), forms))
    assert sorted(str(answer.location) for answer in made) == [f"{PATH}/nr-nauru", f"{PATH}/nr-nauru-2"]
    assert len({row["rank"] for row in bot.rows("SELECT rank FROM investment_programs WHERE name = 'Nauru'")}) == 2


def test_signs_of_templates_are_said_as_they_are(bot: Bot, mona: Colleague) -> None:
    typed = {"name": f"Greece {SIGNS}", "short": "{{ item }}", "cautions": SIGNS, "fact-benefits": SIGNS}
    kept(mona, "{{ brand.name }}{% x %}", title=SIGNS, looked_at="https://example.com", as_of="2026-11-01", **typed)
    assert page_of_greece(bot).count(SIGNS) == 2
    assert SIGNS in said(bot, "what are the benefits of the greek golden visa?")
    assert SIGNS in said(bot, "where do the figures of the greek golden visa come from?")
    assert "{{ brand.name }}{% x %}" in said(bot, "español", "menu", "1", "A", "1")
    assert words_of(look(mona, GREECE)).count(SIGNS) > 2
    assert "<b>x" not in look(mona, GREECE)


def test_what_is_too_long_for_whatsapp_is_sent_all_the_same(bot: Bot, mona: Colleague, twin: Twin) -> None:
    """Meta's twin refuses what Meta would."""
    twin.says(twin.customer(name="Ada", phone=CUSTOMER), "hi")
    typed = {"name": "N" * 200, "short": "S" * 20, "cautions": "\n".join(["Mind this. " * 30] * 12)}
    kept(mona, "W" * 300, **typed, **{"fact-benefits": "b" * 350})
    for language in ("english", "español"):
        said(bot, "hi", language, "menu", "1", "A", "1", "benefits of the greek golden visa?", "menu", "5")
        said(bot, "compare the greek and the portuguese golden visa", "the cheapest in europe?", "menu", "1", "A")
    [waiting] = bot.rows("SELECT count(*) AS n FROM outbox WHERE carrier = 'whatsapp'")
    bot.deliver()
    assert (bot.rows("SELECT key, reason FROM given_up"), len(twin.sent)) == ([], waiting["n"])


def test_a_form_that_cannot_be_read_says_so_beside_the_message(mona: Colleague) -> None:
    form = fields(look(mona, GREECE), GREECE) | {"minimum_investment": "much", "cautions": "Mind this."}
    part = mona.client.post(f"{PATH}{GREECE}/preview", data=form, headers={"HX-Request": "true"})
    assert "Write a whole amount, like 250,000. Until then, this is what customers read now." in words_of(part.text)
    assert "Mind this." not in part.text


def test_the_history_is_read_as_words(bot: Bot, mona: Colleague) -> None:
    """Pages by their title alone stand beside others; of what is made of parts only what changed is told."""
    assert send(mona, **{"source-0-url": "", "source-0-title": "A law", **LOOKED}).status_code == 303
    assert send(mona, **{"source-1-title": "", **LOOKED, "title": "Another"}).status_code == 303
    history = words_of(look(mona, GREECE).split('id="history"')[1])
    assert "{" not in history
    assert "Put back" in history
    assert "sources, A law: nothing → A law" in history.replace(" becomes ", " ")


def test_a_name_is_one_line(bot: Bot, mona: Colleague) -> None:
    """A button with two lines in its title would be refused by WhatsApp."""
    kept(mona, "Una línea", short="Gre\nece", name="Greece\r\n\tagain")
    assert (greece(bot)["name"], greece(bot)["details"]["short"]) == ("Greece again", "Gre ece")


def test_the_file_loaded_twice_changes_nothing_of_the_staff(bot: Bot, mona: Colleague) -> None:
    new = {"category": EUROPE, "name": "Nauru", "short": "Nauru", "country": "Nauru", "country_code": "NR"}
    assert send(mona, minimum_investment="342,000", **LOOKED, **DEARER).status_code == 303
    assert mona.client.post(f"{PATH}/add", data={**fields(look(mona), "/add"), **new}).status_code == 303
    assert send(mona, "/pt-golden-visa/hide", at="/pt-golden-visa").status_code == 303
    before = ask(bot, "GET", "/api/programs")
    for _ in range(2):
        assert bot.app.test_cli_runner().invoke(args=["seed-programs"]).exit_code == 0
        after = ask(bot, "GET", "/api/programs")
        assert [{**one, "updated_at": ""} for one in after["items"]] == [
            {**one, "updated_at": ""} for one in before["items"]
        ]
