"""Programmes in the console: does the bot say what staff keep, and is what does not fit refused in words?"""

import re
from datetime import UTC, date, datetime, timedelta
from html import unescape

import pytest
from bot import Bot
from web.api.api_tools import ask
from web.console.colleagues import Colleague
from web.console.programme_tools import (
    API,
    DEARER,
    GREECE,
    LOOKED,
    PAGE,
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

CLOSE, OPEN, HIDE, SHOW, RENEW = (f"{GREECE}/{way}" for way in ("close", "open", "hide", "show", "renew"))


def test_all_stand_by_category_with_what_is_due(bot: Bot, mona: Colleague) -> None:
    bot.rows("UPDATE investment_programs SET review_by = '2026-01-31' WHERE code = 'gr-golden-visa'")
    today = datetime.now(UTC).date()
    for day, value in ((today, 3), (today - timedelta(days=29), 4), (today - timedelta(days=31), 100)):
        values = "VALUES (:day, 'interest', 'gr-golden-visa', 'PT', '', :value)"
        bot.rows(f"INSERT INTO daily_numbers (day, name, a, b, c, value) {values}", day=day, value=value)
    page, items = unescape(look(mona)), ask(bot, "GET", "/api/programs")["items"]
    assert all(f"<bdi>{one['category']}</bdi>" in page for one in items)
    row = words_of(page.split('id="gr-golden-visa"')[1].split("</tr>")[0])
    wanted = ("USD 285,000", "EUR 250,000", "01 Feb 2026", "past since 31 Jan 2026", "open 7")
    assert [part for part in wanted if part not in row] == []


def test_a_new_price_is_what_the_bot_says(bot: Bot, mona: Colleague) -> None:
    answer = send(mona, minimum_investment="342,000", **LOOKED, **DEARER)
    assert answer.status_code == 303, troubles(answer)
    shown = page_of_greece(bot)
    assert [words in shown for words in ("USD 342,000", "November 2026", "285")] == [True, True, False]
    after = greece(bot)
    assert after["details"]["sources"][0] == {"title": "Gazette", "url": PAGE, "looked_at": "2026-11-01"}
    assert (after["as_of"], after["review_by"]) == ("2026-11-01", "2027-11-01")
    assert "Mona" in ask(bot, "GET", f"{API}/changes")["items"][0]["by"]
    assert "USD 342,000" in look(mona, GREECE)


def test_a_form_that_changes_nothing_keeps_nothing(bot: Bot, mona: Colleague) -> None:
    for one in ask(bot, "GET", "/api/programs")["items"]:
        path = f"/{one['code']}"
        answer = send(mona, path, at=path)
        assert answer.status_code == 303, (path, troubles(answer))
        assert ask(bot, "GET", f"/api/programs{path}") == one


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"minimum_investment": "342,000", **DEARER}, "A figure needs its source and its day"),
        ({"minimum_investment": "342,000", **DEARER, "looked_at": PAGE}, "On which day did you look?"),
        ({"minimum_investment": "342,000", **DEARER, "as_of": "2026-11-01"}, "A figure needs its source and its day"),
        ({"minimum_investment": "342,000", **LOOKED}, "No route costs USD 342,000"),
        ({"route-2-amount_usd": "1,000", **LOOKED}, "must change together"),
        ({"fact-family-children_under": "25"}, "A figure needs its source and its day"),
        ({"fact-presence": "At least 7 days a year."}, "A figure needs its source and its day"),
        ({"source-0-title": "Another page"}, "A figure needs its source and its day"),
        ({"minimum_investment": "much"}, "Write a whole amount"),
        ({"looked_at": "javascript:x", "as_of": "2026-11-01"}, "Write the whole address"),
        ({"looked_at": PAGE, "as_of": "2999-01-01"}, "has not come yet"),
        ({"review_by": "2020-01-01"}, "Choose a day after"),
        ({"review_by": "soon"}, "Write the day like"),
        ({"name": ""}, "cannot be empty"),
        ({"short": "x" * 21}, "20 characters"),
        ({"fact-family-children_under": "many", **LOOKED}, "Write a number"),
        ({"fact-family-children_under": "99", **LOOKED}, "This cannot be"),
    ],
    ids=str,
)
def test_what_does_not_fit_is_refused_beside_its_field(
    typed: dict[str, str], told: str, bot: Bot, mona: Colleague
) -> None:
    before = greece(bot)
    answer = send(mona, **typed)
    assert answer.status_code == 422
    assert any(told in words for words in troubles(answer)), troubles(answer)
    assert greece(bot) == before
    again = fields(answer.text, GREECE)
    assert {name: again[name] for name in typed} == typed  # what was typed is not lost


def test_a_fact_is_said_in_every_language_with_its_numbers(bot: Bot, mona: Colleague) -> None:
    """The translations are shown with what is wrong; once they are mended it is kept, and customers read them."""
    old = "Spouse or registered partner, unmarried children under 21, and the parents of both spouses."
    assert fields(look(mona, GREECE), GREECE)["fact-family"] == old
    changed = {"fact-family": old.replace("21", "23"), "fact-family-children_under": "23", **LOOKED}
    answer = send(mona, **changed)
    assert answer.status_code == 422
    languages = ("Arabic", "Spanish", "French", "Portuguese", "Russian", "Chinese", "Hindi")
    wrong = re.findall(r">(\w+) <span class=\"trouble\">", answer.text)
    assert sorted(wrong) == sorted(languages)
    form = fields(answer.text, GREECE)
    proposed = {name: words for name, words in form.items() if name.startswith("words-")}
    assert len(proposed) == 7
    still = send(mona, page=answer.text, **proposed)
    assert still.status_code == 422
    assert "Translations hold other numbers" in " ".join(troubles(still))
    mended = {name: words.replace("21", "23").replace("٢١", "٢٣") for name, words in proposed.items()}
    kept = send(mona, page=still.text, **mended)
    assert kept.status_code == 303, troubles(kept)
    assert "under 23" in page_of_greece(bot)
    spanish = said(bot, "español", "menu", "1", "A", "1")
    assert "menores de 23" in spanish or "23 años" in spanish
    assert "children" not in spanish


def test_the_preview_is_the_message_itself_and_keeps_nothing(bot: Bot, mona: Colleague) -> None:
    before = greece(bot)
    typed = {"minimum_investment": "342,000", **LOOKED, **DEARER}
    form = fields(look(mona, GREECE), GREECE) | typed
    part = mona.client.post(f"{PATH}{GREECE}/preview", data=form, headers={"HX-Request": "true"})
    assert part.status_code == 200
    messages = [words_of(one) for one in re.findall(r"<article.*?</article>", part.text, re.DOTALL)]
    assert len(messages) == 8
    assert all("342" in one or "3,42" in one for one in messages)
    assert greece(bot) == before
    whole = mona.client.post(f"{PATH}{GREECE}/preview", data=form)  # without a script
    assert 'value="342,000"' in whole.text
    assert send(mona, **typed).status_code == 303
    shown = page_of_greece(bot).translate(str.maketrans("", "", "*[]"))  # bold, and what can be tapped
    assert "".join(shown.split()) == "".join(messages[0].split())


def test_a_message_that_is_too_long_is_told(mona: Colleague) -> None:
    form = fields(look(mona, GREECE), GREECE) | {"cautions": "Mind this. " * 100}
    part = mona.client.post(f"{PATH}{GREECE}/preview", data=form, headers={"HX-Request": "true"})
    assert "characters, and a message with something to tap has at most 1024" in unescape(part.text)


def test_two_people_never_overwrite_each_other_unseen(bot: Bot, mona: Colleague, otto: Colleague) -> None:
    seen = look(otto, GREECE)
    assert send(mona, description="By Mona").status_code == 303
    answer = send(otto, page=seen, description="By Otto", name="Greece, by Otto")
    assert answer.status_code == 409
    assert "Mona has changed this, look" in words_of(answer.text)
    assert "Now: By Mona" in words_of(answer.text)
    assert greece(bot)["description"] == "By Mona"
    assert send(otto, page=answer.text).status_code == 303  # keeps theirs, having looked
    assert greece(bot)["description"] == "By Otto"


def test_renewing_takes_the_address_that_was_looked_at(bot: Bot, mona: Colleague) -> None:
    answer = send(mona, RENEW)
    assert answer.status_code == 422
    assert "A figure needs its source" in " ".join(troubles(answer))
    known = greece(bot)["details"]["sources"][1]
    for url in (PAGE, known["url"]):
        form = fields(look(mona, GREECE), RENEW)
        assert mona.client.post(PATH + RENEW, data={**form, "page": url}).status_code == 303
    after, today = greece(bot), datetime.now(UTC).date()
    assert [page["url"] for page in after["details"]["sources"][:2]] == [known["url"], PAGE]
    assert after["details"]["sources"][0] == {**known, "looked_at": after["as_of"]}
    assert date.fromisoformat(after["review_by"]) > today + timedelta(days=360)
    assert after["minimum_investment"] == 285_000


def test_closing_needs_a_reason_that_customers_read(bot: Bot, mona: Colleague) -> None:
    assert "Say why" in " ".join(troubles(send(mona, CLOSE)))
    assert send(mona, CLOSE, reason="The quota of the year is used up.").status_code == 303
    told = said(bot, "hi", "greece golden visa")
    assert "The quota of the year is used up." in told
    assert send(mona, OPEN).status_code == 303
    assert (greece(bot)["status"], greece(bot)["status_reason"]) == ("open", None)


def test_what_is_hidden_no_customer_sees(bot: Bot, mona: Colleague) -> None:
    assert "Greece" in said(bot, "hi", "menu", "1", "A")
    send(mona, HIDE)
    assert "Greece" not in said(bot, "menu", "1", "A")
    assert ">hidden<" in look(mona, GREECE)
    send(mona, SHOW)
    assert "Greece" in said(bot, "menu", "1", "A")


def test_a_change_is_put_back(bot: Bot, mona: Colleague, otto: Colleague) -> None:
    before = greece(bot)
    send(mona, minimum_investment="342,000", **LOOKED, **DEARER)
    page = look(otto, GREECE)
    [back] = re.findall(r'action="/console/programmes(/gr-golden-visa/put-back/\d+)"', page)
    assert "Put back" in page
    assert send(otto, back).status_code == 303
    after = greece(bot)
    assert {**after, "updated_at": before["updated_at"]} == before
    assert "put a change of a programme back" in words_of(look(mona, GREECE))
    assert "USD 285,000" in page_of_greece(bot)


def test_putting_back_what_does_not_fit_any_more_is_refused(bot: Bot, mona: Colleague) -> None:
    send(mona, minimum_investment="342,000", **LOOKED, **DEARER)
    [back] = re.findall(r'action="/console/programmes(/gr-golden-visa/put-back/\d+)"', look(mona, GREECE))
    sign = fields(look(mona, GREECE), back)
    assert mona.client.post(f"{PATH}{GREECE}/put-back/999", data=sign).status_code == 404
    send(mona, description="Later")
    assert mona.client.post(PATH + back, data=sign).status_code == 409  # the page is not the one of now
    assert greece(bot)["minimum_investment"] == 342_000


def test_the_order_is_that_of_the_bot(bot: Bot, mona: Colleague) -> None:
    def first_two() -> list[str]:
        return re.findall(r'<tr id="([^"]+)"', look(mona).split("Europe Golden Visa</bdi>")[1])[:2]

    was = first_two()
    sign = fields(look(mona), f"{was[0]}/down")
    assert mona.client.post(f"{PATH}/{was[0]}/down", data=sign).status_code == 303
    assert first_two() == was[::-1]
    told = said(bot, "hi", "menu", "1", "A")
    assert told.index("Portugal") < told.index("Greece")
    assert mona.client.post(f"{PATH}/{was[0]}/up", data=sign).status_code == 303
    assert first_two() == was
    assert mona.client.post(f"{PATH}/{was[0]}/up", data=sign).status_code == 303  # the first stays the first


def test_a_new_programme_is_hidden_until_it_is_complete(bot: Bot, mona: Colleague) -> None:
    new = {"category": "Caribbean Citizenship", "name": "Nauru Citizenship", "short": "Naurü", "country": "Nauru"}
    sign = fields(look(mona), "/add")
    refused = mona.client.post(f"{PATH}/add", data={**sign, **new, "country_code": "N1"})
    assert refused.status_code == 422
    assert 'value="Nauru Citizenship"' in refused.text
    made = mona.client.post(f"{PATH}/add", data={**sign, **new, "country_code": "nr"})
    assert made.location == f"{PATH}/nr-nauru"
    path = "/nr-nauru"
    for page in ("", path):
        words = words_of(look(mona, page))
        assert ("no figures yet" in words, "01 Jan 2000" in words, "USD 0" in words) == (True, False, False)
    answer = send(mona, f"{path}/show", at=path)
    assert answer.status_code == 422
    assert "Customers cannot see it without these, so fill them in" in " ".join(troubles(answer))
    complete = {
        "minimum_investment": "105,000", "description": "Citizenship by a contribution.", "looked_at": PAGE,
        "as_of": "2026-11-01", "what_investor_gets": "A passport.", "route-0-words": "Contribution",
        "route-0-amount_usd": "105,000", "fact-family": "Spouse and children.",
    }  # fmt: skip
    kept = send(mona, path, at=path, **complete)
    assert kept.status_code == 303, troubles(kept)
    assert "USD 105,000" not in said(bot, "hi", "how much is nauru?")
    shown = send(mona, f"{path}/show", at=path)
    assert shown.status_code == 303, troubles(shown)
    assert "USD 105,000" in said(bot, "how much is nauru?")
    assert mona.client.post(f"{PATH}/add", data={**sign, **new, "country_code": "nr"}).location == f"{PATH}/nr-nauru-2"


def test_who_only_reads_changes_nothing(bot: Bot, mona: Colleague) -> None:
    sign = {"csrf_token": ""}
    for role in ("consultant", "viewer", "marketing"):
        reader = Colleague(bot, role.capitalize(), role)
        page = look(reader, GREECE)
        assert "<textarea" not in page
        assert "What the bot says" in page
        assert "/up" not in look(reader)
        sign = {"csrf_token": re.findall(r'name="csrf_token" value="([^"]*)"', page)[0]}
        for path in (GREECE, CLOSE, HIDE, RENEW, f"{GREECE}/up", f"{GREECE}/preview", "/add", f"{GREECE}/put-back/1"):
            assert reader.client.post(PATH + path, data=sign).status_code == 403, path
    assert greece(bot)["edited"] == []


@pytest.mark.parametrize("code", ["no-such", "9" * 30, "..."])
def test_what_is_not_there_is_not_found(code: str, mona: Colleague) -> None:
    look(mona, f"/{code}", 404)
    sign = fields(look(mona, GREECE), GREECE)
    for way in ("", "/renew", "/close", "/up", "/preview", "/put-back/1"):
        assert mona.client.post(f"{PATH}/{code}{way}", data=sign | {"page": PAGE}).status_code == 404, way


def test_what_is_written_is_words(mona: Colleague) -> None:
    send(mona, description="</textarea><script>x</script>", name='"><script>x</script>')
    assert "<script>x" not in look(mona, GREECE)
    assert "<script>x" not in look(mona)


def test_what_staff_keep_outlives_the_file(bot: Bot, mona: Colleague) -> None:
    send(mona, minimum_investment="342,000", **LOOKED, **DEARER)
    before = greece(bot)
    assert bot.app.test_cli_runner().invoke(args=["seed-programs"]).exit_code == 0
    assert {**greece(bot), "updated_at": before["updated_at"]} == before


def test_words_about_a_price_go_with_that_price(bot: Bot, mona: Colleague) -> None:
    """What staff write beside a new price is said, and no more once the price is another one."""
    changed = {"minimum_investment": "342,000", **LOOKED, **DEARER, "fact-price": "Since the law of November."}
    looked_at = send(mona, **changed)
    assert looked_at.status_code == 422
    mended = {name: "Ley nueva." for name in fields(looked_at.text, GREECE) if name.startswith("words-")}
    kept = send(mona, page=looked_at.text, **mended)
    assert kept.status_code == 303, troubles(kept)
    assert "Since the law of November." in said(bot, "hi", "how much is the greek golden visa?")
    assert "Ley nueva." in said(bot, "español", "¿cuánto cuesta la golden visa de grecia?")
    more = {name: value.replace("3", "4", 1) for name, value in DEARER.items()}
    again = send(mona, minimum_investment="442,000", **LOOKED, **more)
    assert again.status_code == 303, troubles(again)
    assert "Ley nueva." not in said(bot, "¿cuánto cuesta la golden visa de grecia?")
    assert "words" not in greece(bot)["details"] or greece(bot)["details"]["words"] == {}
