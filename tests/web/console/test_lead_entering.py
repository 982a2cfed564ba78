"""A lead that one of us writes down: is it there, once, with who wrote it; and is nobody made twice?"""

import re
from html import unescape

import pytest
from bot import Bot
from web.api.api_tools import ADA, ask
from web.console.colleagues import FIELD, Colleague
from werkzeug.test import TestResponse

PATH = "/console/leads/new"
NEW = {"phone": "+44 20 7946 0958", "name": "Grace Hopper", "email": "Grace@Example.com", "budget": "USD 250,000",
       "interest": "Malta", "country_of_interest": "Malta", "stage": "contacted", "notes": "Phoned"}  # fmt: skip
COUNT = "SELECT count(*) AS n FROM whatsapp_leads"


def add(one: Colleague, page: str = "", **fields: str) -> TestResponse:
    """Fill in the form, or send one that is open."""
    hidden = {name: value for name, value, _ in FIELD.findall(page or one.client.get(PATH).text)}
    return one.client.post(PATH, data={**hidden, **fields})


def test_who_phoned_is_a_lead(bot: Bot, maya: Colleague) -> None:
    answer = add(maya, **NEW, owner_id=str(maya.id))
    assert answer.status_code == 303
    page = maya.client.get(answer.location).text
    lead = ask(bot, "GET", f"/api/leads/{answer.location.rpartition('/')[2]}")
    assert (lead["phone"], lead["name"], lead["email"]) == ("442079460958", "Grace Hopper", "Grace@example.com")
    assert (lead["budget"], lead["stage"], lead["owner"]) == (250_000, "contacted", "Maya")
    assert (lead["source"], lead["notes"]) == ("hand", "Phoned")
    assert "written down by Maya" in page
    assert "wrote a lead down" in page
    id = lead["contact_id"]
    assert bot.rows("SELECT 1 FROM outbox WHERE carrier = 'whatsapp' AND contact_id = :id", id=id) == []
    assert bot.one("SELECT marketing_consent_at AS at FROM contacts WHERE id = :id", id=id)["at"] is None


def test_what_nobody_sees_is_no_name_and_does_not_spoil_a_number(bot: Bot, maya: Colleague) -> None:
    """Address books copy marks of direction along, and some keyboards write other digits."""
    answer = add(maya, name="\u200b", phone="\u202a+٩٧١ ٥٠ ١٢٣ ٤٥٦٧\u202c")
    lead = ask(bot, "GET", f"/api/leads/{answer.location.rpartition('/')[2]}")
    assert (lead["phone"], lead["name"]) == ("971501234567", None)


def test_a_form_that_comes_twice_makes_one(bot: Bot, maya: Colleague) -> None:
    page = maya.client.get(PATH).text
    before = bot.one(COUNT)["n"]
    places = {add(maya, page, **NEW).location for _ in range(2)}
    assert (len(places), bot.one(COUNT)["n"]) == (1, before + 1)


@pytest.mark.parametrize("told", [{"phone": f"+{ADA}"}, {"email": "ADA@example.com"}])
def test_who_is_known_is_offered(bot: Bot, maya: Colleague, told: dict[str, str]) -> None:
    answer = add(maya, **{"name": "Somebody", **told})
    assert answer.status_code == 409
    assert 'href="/console/leads/1"' in answer.text
    assert "Ada Lovelace" in answer.text
    assert ask(bot, "GET", "/api/leads/1")["name"] == "Ada Lovelace"


def test_who_wrote_and_is_no_lead_becomes_one_when_that_is_said(bot: Bot, maya: Colleague) -> None:
    bot.rows("DELETE FROM lead_enquiries")
    bot.rows("DELETE FROM whatsapp_leads")
    answer = add(maya, **{**NEW, "phone": f"+{ADA}"})
    assert (answer.status_code, bot.one(COUNT)["n"]) == (409, 0)
    assert 'value="Grace Hopper"' in answer.text
    assert add(maya, answer.text, **{**NEW, "phone": f"+{ADA}"}).status_code == 303
    assert bot.one("SELECT l.phone, c.phone AS theirs FROM whatsapp_leads l JOIN contacts c ON c.id = contact_id") == {
        "phone": ADA, "theirs": ADA}  # fmt: skip


@pytest.mark.parametrize(
    ("odd", "words"),
    [
        ({"phone": "", "email": ""}, "without either nobody can be reached"),
        ({"phone": "12"}, "with its country code"),
        ({"email": "grace@gmial.com"}, "Is it grace@gmail.com?"),
        ({"budget": "250k"}, "in digits"),
        ({"stage": "x"}, "Choose a stage"),
        ({"owner_id": "99"}, "not in the team"),
        ({"due_on": "3/4"}, "like 2026-11-30"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_typed_is_lost(
    bot: Bot, maya: Colleague, odd: dict[str, str], words: str
) -> None:
    before = bot.one(COUNT)["n"]
    answer = add(maya, **{**NEW, **odd})
    assert (answer.status_code, words in unescape(answer.text)) == (422, True)
    assert 'value="Grace Hopper"' in answer.text
    assert bot.one(COUNT)["n"] == before


def test_who_only_reads_adds_nothing(bot: Bot, people: dict[str, int]) -> None:
    viewer = Colleague(bot, "Vera", "viewer")
    assert "Add a lead" not in viewer.client.get("/console/leads").text
    assert viewer.client.get(PATH).status_code == 403
    sign = re.findall(r'name="csrf_token" value="([^"]*)"', viewer.client.get("/console/leads/1").text)[0]
    assert viewer.client.post(PATH, data={"csrf_token": sign, "key": "x", **NEW}).status_code == 403
