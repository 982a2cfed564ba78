"""Are ready answers at hand in the person's language, and kept by whom they serve?"""

import pytest
from bot import Bot
from web.api.api_tools import sign_of
from web.console.colleagues import Colleague
from werkzeug.test import TestResponse

PAGE = "/console/settings/ready"


def put(one: Colleague, **fields: str) -> TestResponse:
    """Write one."""
    usual = {"name": "papers", "language": "en", "text": "We need your passport."}
    sign = sign_of(one.client.get(PAGE))
    return one.client.post(PAGE, data={"csrf_token": sign, **usual, **fields})


def test_an_answer_is_at_hand_in_the_persons_language(bot: Bot, maya: Colleague) -> None:
    bot.rows("UPDATE contacts SET language = 'es' WHERE id = 1")
    for language, text in (("en", "We need your passport."), ("es", "Necesitamos su <pasaporte>.")):
        assert put(maya, language=language, text=text).status_code == 303
    put(maya, name="greeting", text="Good morning")
    page = maya.look()
    assert ("Necesitamos su <pasaporte>." in page, "Good morning" in page) == (True, True)
    assert "We need your passport" not in page
    assert "Necesitamos su <pasaporte>.</textarea>" in maya.look("/1?answer=2")
    assert "<pasaporte>" not in maya.client.get("/console/inbox/1").text


def test_there_is_one_of_a_name_in_a_language(bot: Bot, maya: Colleague) -> None:
    put(maya)
    again = put(maya, text="Other words")
    assert (again.status_code, "Other words</textarea>" in again.text) == (409, True)
    assert bot.one("SELECT count(*) AS n FROM canned_replies") == {"n": 1}


def test_it_is_changed_by_who_saw_it_and_removed(bot: Bot, maya: Colleague) -> None:
    put(maya)
    page = maya.client.get(PAGE).text
    fields = maya.form(page, "ready/1")
    for text, status in (("Your passport, please.", 303), ("Overwritten", 409)):
        assert maya.client.post(f"{PAGE}/1", data={**fields, "text": text}).status_code == status
    assert bot.one("SELECT text FROM canned_replies") == {"text": "Your passport, please."}
    assert maya.client.post(f"{PAGE}/1/remove", data=fields).status_code == 303
    assert maya.client.post(f"{PAGE}/1/remove", data=fields).status_code == 404
    assert maya.client.post(f"{PAGE}/{'9' * 30}/remove", data=fields).status_code == 404


@pytest.mark.parametrize(
    "odd", [{"name": ""}, {"text": " "}, {"language": "xx"}, {"name": "x" * 61}, {"text": "x" * 4097}]
)
def test_an_odd_one_is_refused(bot: Bot, maya: Colleague, odd: dict[str, str]) -> None:
    assert put(maya, **odd).status_code == 422
    assert bot.rows("SELECT 1 FROM canned_replies") == []


def test_who_may_not_write_has_no_such_page(bot: Bot) -> None:
    assert Colleague(bot, "Vera", "viewer").client.get(PAGE).status_code == 403
