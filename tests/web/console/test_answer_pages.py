"""Answers in the console: is a question taught, tried and said; is what clashes told; who may see whom?"""

import re
from html import unescape
from typing import Any

from bot import Bot
from web.api.api_tools import say
from web.console.colleagues import Colleague
from web.console.programme_tools import fields, words_of
from werkzeug.test import TestResponse

PATH = "/console/answers"
CUSTOMER = "15550210001"
ZOO = {"title": "Zoo", "asks-en": "Do you have a zoo?", "say-en": "We have no zoo.", "say-es": "No tenemos zoo."}


def look(one: Colleague, path: str = "", status: int = 200) -> str:
    answer = one.client.get(PATH + path)
    assert answer.status_code == status, answer.text
    return unescape(answer.text)


def send(one: Colleague, action: str, at: str | None = None, **typed: Any) -> TestResponse:
    """Fill in a form of the page and send it."""
    told = fields(look(one, action if at is None else at), f"{PATH}{action}") | {
        n.replace("_", "-"): v for n, v in typed.items()
    }
    return one.client.post(PATH + action, data={name: value for name, value in told.items() if value is not None})


def teach(one: Colleague, **typed: Any) -> TestResponse:
    return send(one, "/new", **{**ZOO, **typed})


def said(bot: Bot, *asked: str, by: str = CUSTOMER) -> str:
    """What the bot answers last."""
    say(bot, by, *asked)
    [row] = bot.rows("SELECT message FROM whatsapp_messages WHERE direction = 'outgoing' ORDER BY id DESC LIMIT 1")
    return str(row["message"])


def test_an_open_question_is_taught_and_the_bot_answers_it(bot: Bot, mona: Colleague) -> None:
    assert "no zoo" not in said(bot, "hi", "Do you have a zoo?")
    page = look(mona)
    assert "1 time" in words_of(page)
    assert "Do you have a zoo?" in page
    [form] = re.findall(r'href="/console/answers(/new\?question=\d+)"', page)
    assert "do you have a zoo" in look(mona, form)
    answer = send(mona, "/new", at=form, title="Zoo", say_en="We have no zoo.", leads="booking")
    assert answer.status_code == 303, words_of(answer.text)
    assert "We have no zoo." in said(bot, "so do you really have a zoo")
    assert "We have no zoo." in said(bot, "Do you have a zoo?", by="15550210002")
    assert "found an answer to everything" in look(mona)
    assert "taught the bot an answer" in look(mona, "/zoo")


def test_the_languages_that_were_left_empty_are_answered_in_english(bot: Bot, mona: Colleague) -> None:
    teach(mona, asks_es="tienen zoológico", asks_pt="tem zoológico")
    assert "No tenemos zoo." in said(bot, "hola", "¿Tienen zoologico?")
    assert "We have no zoo." in said(bot, "oi", "Tem zoológico?", by="15550210003")


UNFIT = [
    ({"asks_en": "zoo, pay cash|card|by"}, "'pay cash|card|by' already stands under 'payment'"),
    ({"asks_en": "how"}, "'how' alone stands in many messages"),
    ({"asks_en": "th* wh*"}, "'th* wh*' alone stands in many messages"),
    ({"asks_en": "@"}, "'@' alone stands in many messages"),
    ({"asks_en": "stop"}, "'stop' is the command stop"),
    ({"asks_en": "zoo | park"}, "has a place without a word"),
    ({"asks_en": " ?"}, "Write how people ask for it"),
    ({"say_en": ""}, "no answer in en"),
    ({"say_en": "{{ 7 * 7 }}"}, "Two braces"),
    ({"say_en": "x" * 1000}, "shorten it to 924"),
    ({"leads": "nowhere"}, "intents.yaml has no such wish"),
    ({"title": " "}, "Give it a name"),
]


def test_what_does_not_fit_is_said_and_not_kept(bot: Bot, mona: Colleague) -> None:
    for typed, told in UNFIT:
        answer = teach(mona, **typed)
        assert answer.status_code == 422, typed
        beside = [words_of(one) for one in re.findall(r'<p class="trouble" id=.*?</p>', answer.text)]
        assert any(told in words for words in beside), (typed, beside)
    assert bot.rows("SELECT 1 FROM taught_answers") == []


def test_what_has_its_questions_today_is_told_before_it_is_kept(bot: Bot, mona: Colleague) -> None:
    answer = teach(mona, asks_en="Office parking")
    assert answer.status_code == 409
    assert "office parking (English): today the answer “Office”; from then on yours" in words_of(answer.text)
    assert bot.rows("SELECT 1 FROM taught_answers") == []
    assert teach(mona, asks_en="Office parking", anyway="1").status_code == 303
    assert "We have no zoo." in said(bot, "hi", "office parking")


def test_the_phone_says_what_is_typed_and_nothing_is_kept(bot: Bot, mona: Colleague) -> None:
    form = fields(look(mona, "/new"), f"{PATH}/new") | ZOO | {"try": "well, do you have a zoo", "try-language": "es"}
    whole = mona.client.post(f"{PATH}/new/try", data=form)
    assert '<p class="words" dir="auto">No tenemos zoo.</p>' in whole.text
    part = mona.client.post(f"{PATH}/new/try", data={**form, "say-es": ""}, headers={"HX-Request": "true"})
    assert part.text.lstrip().startswith('<div id="phone"')
    assert "We have no zoo." in part.text
    assert bot.rows("SELECT 1 FROM taught_answers") == []


def test_a_change_is_said_and_can_be_put_back_and_silenced(bot: Bot, mona: Colleague, otto: Colleague) -> None:
    teach(mona)
    stale = fields(look(otto, "/zoo"), f"{PATH}/zoo")
    assert send(mona, "/zoo", say_en="The zoo is closed.").status_code == 303
    assert "The zoo is closed." in said(bot, "hi", "do you have a zoo")
    both = otto.client.post(f"{PATH}/zoo", data={**stale, "say-en": "Another."})
    assert both.status_code == 409
    assert "Mona has changed this" in unescape(both.text)
    [entry] = re.findall(r"/zoo(/put-back/\d+)", look(mona, "/zoo"))
    assert send(mona, f"/zoo{entry}", at="/zoo").status_code == 303
    assert "We have no zoo." in said(bot, "do you have a zoo")
    assert send(mona, "/zoo/silence", at="/zoo").status_code == 303
    assert "zoo" not in said(bot, "do you have a zoo")
    assert send(mona, "/zoo/say", at="/zoo").status_code == 303
    assert "We have no zoo." in said(bot, "do you have a zoo")


def test_two_who_teach_the_same_keep_one(bot: Bot, mona: Colleague, otto: Colleague) -> None:
    pages = {one: fields(look(one, "/new"), f"{PATH}/new") | ZOO for one in (mona, otto)}
    answers = [one.client.post(f"{PATH}/new", data=form) for one, form in pages.items()]
    assert [answer.status_code for answer in answers] == [303, 422]
    assert "already stands under 'Zoo'" in unescape(answers[1].text)


def test_who_asked_is_named_to_who_may_read_it_and_gone_when_erased(
    bot: Bot, mona: Colleague, maya: Colleague, people: dict[str, int]
) -> None:
    page = look(maya)  # a consultant, who answers them
    assert "/console/inbox/1#write" in page or f"{people['15550120001']}#write" in page
    assert "Ada Lovelace" in page
    assert Colleague(bot, "Mark", "marketing").client.get(PATH).status_code == 403
    assert bot.client.delete(
        f"/api/contacts/{people['15550120001']}", headers={"Authorization": "Bearer test-api-token"}
    ).status_code in (200, 204)
    assert "Ada Lovelace" not in look(mona)
    assert "found an answer to everything" in look(mona)


def test_not_ours_takes_it_away_with_all_that_is_alike(bot: Bot, mona: Colleague) -> None:
    said(bot, "hi", "Do you have a zoo?", "do you have a ZOO")
    assert "2 times" in look(mona)
    [action] = re.findall(r'action="/console/answers(/questions/\d+/not-ours)"', look(mona))
    assert send(mona, action, at="").status_code == 303
    assert "found an answer to everything" in look(mona)


def test_hostile_forms_are_refused_in_words(bot: Bot, mona: Colleague) -> None:
    teach(mona, title="New")
    assert bot.one("SELECT name FROM taught_answers") == {"name": "new_2"}  # /answers/new is the form
    form = fields(look(mona, "/new"), f"{PATH}/new") | ZOO
    hostile = {
        "asks-en": ", ".join(f"animals {n}" for n in range(400)),
        "asks-zz": "x", "question": "9" * 30, "title": "\0", "leads": "\0",
    }  # fmt: skip
    for name, typed in hostile.items():
        answer = mona.client.post(f"{PATH}/new", data={**form, "asks-en": "animal park", name: typed})
        assert answer.status_code in (303, 400, 422), name
    for path in ("/no_such", f"/{'x' * 3000}", "/new?question=" + "9" * 40, "/new?question=x"):
        assert mona.client.get(PATH + path).status_code == 404, path
    assert mona.client.post(f"{PATH}/new", data={**form, "csrf_token": "forged"}).status_code == 403


def test_a_viewer_reads_and_keeps_nothing(bot: Bot, mona: Colleague) -> None:
    teach(mona)
    vera = Colleague(bot, "Vera", "viewer")
    page = look(vera, "/zoo")
    assert "We have no zoo." in page
    assert "Keep" not in page
    token = re.findall(r'name="csrf_token" value="([^"]+)"', page)[0]
    for action in ("/new", "/zoo", "/zoo/try", "/zoo/silence", "/questions/1/not-ours"):
        assert vera.client.post(PATH + action, data={**ZOO, "csrf_token": token}).status_code == 403
    assert bot.one("SELECT version FROM taught_answers") == {"version": 1}
