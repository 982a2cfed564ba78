"""Writing first to somebody new: does it go once, to the right person, and to nobody who wants none?"""

import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from bot import Bot
from services.template_tools import approved
from web.api.api_tools import ADA, EVE, say
from web.console.colleagues import FIELD, Colleague
from werkzeug.test import TestResponse

from metatwin import Twin
from relaystack.services.inbox import writing_first
from relaystack.services.inbox.authors import Operator

NEW = "/console/people/new"
NINA = "971501234567"


@pytest.fixture
def wilma(bot: Bot, twin: Twin, people: dict[str, int], maya: Colleague) -> Colleague:
    """A consultant who has templates."""
    approved(bot, twin)
    twin.customer("Nina", NINA)
    return maya


def shown(one: Colleague, phone: str, **asked: str) -> TestResponse:
    """What they would read."""
    return one.client.get(NEW, query_string={"phone": phone, "template": "follow_up", **asked})


def send(one: Colleague, page: str, **fields: Any) -> TestResponse:
    """Send the form that is open."""
    hidden = {name: value for name, value, _ in FIELD.findall(page)}
    filled = {"value.first_name": "Nina", "value.topic": "Greece"}
    return one.client.post(NEW, data={**hidden, **filled, **fields})


def test_somebody_new_is_written_to_once_and_has_the_name(bot: Bot, twin: Twin, wilma: Colleague) -> None:
    page = shown(wilma, "+971 50 123 4567", name="Nina Haddad", language="en")
    assert page.status_code == 200
    assert 'value="Nina"' in page.text
    assert 'What <bdi dir="ltr">+971501234567</bdi> will read, in English' in page.text
    sent = send(wilma, page.text)
    assert (sent.status_code, sent.location) == (303, "/console/inbox/3")
    again = send(wilma, page.text)
    assert (again.status_code, again.location) == (303, "/console/inbox/3")
    bot.deliver()
    [row] = bot.rows("SELECT contact_id, phone, author FROM whatsapp_messages WHERE kind = 'template'")
    assert dict(row) == {"contact_id": 3, "phone": NINA, "author": f"member {wilma.id}"}
    assert [one.body["to"] for one in twin.sent if one.body["type"] == "template"] == [f"+{NINA}"]
    assert "Nina Haddad" in wilma.client.get("/console/people").text
    say(bot, NINA, "hello")  # it is them who answer, and Maya has the conversation
    [person] = bot.rows("SELECT id, assignee_id FROM contacts WHERE phone = :phone", phone=NINA)
    assert dict(person) == {"id": 3, "assignee_id": wilma.id}


def test_a_known_number_leads_to_the_person_and_a_stop_holds(bot: Bot, wilma: Colleague) -> None:
    known = shown(wilma, f"+1 {ADA[1:]}")
    assert (known.status_code, known.location) == (303, "/console/people/1")
    assert "This number is known already" in wilma.client.get(known.location).text
    say(bot, EVE, "stop", "1")
    page = shown(wilma, NINA).text
    for is_forged in (False, True):
        answer = send(wilma, page, phone=EVE) if is_forged else shown(wilma, EVE)
        assert (answer.status_code, answer.location) == (303, "/console/people/2")
        assert "asked for no more messages, so nothing may be sent" in wilma.client.get(answer.location).text
    assert bot.rows("SELECT 1 FROM whatsapp_messages WHERE kind = 'template'") == []


def test_what_cannot_go_adds_nobody(bot: Bot, wilma: Colleague) -> None:
    page = shown(wilma, NINA).text
    missing = send(wilma, page, **{"value.topic": " "})
    assert (missing.status_code, "topic must be filled in" in missing.text) == (409, True)
    bot.rows("UPDATE whatsapp_templates SET status = 'PAUSED'")
    assert send(wilma, page).status_code == 409
    for number in ("0501234567", "12", "9" * 20, "+971 x", "'; --"):
        assert "with its country code" in shown(wilma, number).text, number
    assert shown(wilma, NINA, language="xx").status_code == shown(wilma, NINA, name="x" * 201).status_code == 422
    assert "approved none yet" in wilma.client.get(NEW).text
    assert bot.one("SELECT count(*) AS n FROM contacts")["n"] == 2


def test_two_of_us_at_once_write_to_one_person(bot: Bot, wilma: Colleague) -> None:
    parts, name = bot.parts, "follow_up"
    settings, whom = parts.conversation_settings, writing_first.newcomer(NINA, "Nina", None)
    values, by = {"first_name": "Nina", "topic": "Greece"}, _writer(wilma)

    def write(key: str) -> Any:
        return writing_first.send(parts.database, settings, parts.templates[name], whom, values, key, None, by)

    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(write, ["a", "b"]))
    assert sorted(type(one).__name__ for one in done) == ["Known", "int"]
    assert bot.one("SELECT count(*) AS n FROM contacts WHERE phone = :phone", phone=NINA)["n"] == 1
    assert bot.one("SELECT count(*) AS n FROM whatsapp_messages WHERE kind = 'template'")["n"] == 1


def _writer(one: Colleague) -> Operator:
    return Operator(f"member {one.id}", one.name, one.id)


def test_who_only_reads_writes_to_nobody(bot: Bot, wilma: Colleague) -> None:
    vera = Colleague(bot, "Vera", "viewer")
    assert "Write to somebody new" not in vera.client.get("/console/people").text
    refused = vera.client.get(NEW)
    sign = re.findall(r'name="csrf_token" value="([^"]+)"', refused.text)[0]
    assert refused.status_code == vera.client.post(NEW, data={"csrf_token": sign, "key": "a"}).status_code == 403
