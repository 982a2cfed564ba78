"""Can staff see who did what, and who read whom; find it; and take it as a sheet?"""

import re
from datetime import UTC, datetime, timedelta

import pytest
from bot import Bot
from sqlalchemy import update
from web.api.api_tools import ask, furnished, sign_in

from relaystack.models import AuditEntry
from relaystack.services.contacts import consent
from relaystack.services.staff import tokens
from relaystack.settings import ROOT
from relaystack.web.console.audit_words import ACTIONS

PAGE = "/console/settings/audit"
NAMES = re.compile(r'"([a-z]+\.[a-z_]+)"')  # how actions are called


@pytest.fixture
def office(bot: Bot) -> Bot:
    """A lead was moved on, and somebody is signed in who may read the audit."""
    furnished(bot)
    lead = ask(bot, "GET", "/api/leads")["items"][0]["id"]
    ask(bot, "PATCH", f"/api/leads/{lead}", json={"stage": "qualified", "notes": "=HYPERLINK(1)"})
    as_layla(bot, "audit:read", "conversations:read")
    return bot


def as_layla(bot: Bot, *scopes: str) -> None:
    """Sign in."""
    _, secret = tokens.create(bot.parts.database, "Layla", list(scopes))
    sign_in(bot, secret)


def entries(bot: Bot, **asked: str) -> list[str]:
    """What the page lists."""
    text = bot.client.get(PAGE, query_string=asked).text
    found = re.findall(r'<div class="line entry">(.*?)</div></li>', text, re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", " ", one).split()) for one in found]


def reads(bot: Bot) -> list[str]:
    """Who read whom."""
    rows = bot.rows("SELECT by, subject FROM audit WHERE action = 'conversation.read' ORDER BY id")
    return [f"{row['by']} {row['subject']}" for row in rows]


def test_who_what_old_and_new_in_words(office: Bot) -> None:
    [changed] = entries(office, action="lead.change")
    assert changed.startswith("API_TOKEN changed a lead Ada Lovelace · lead:1 ")
    assert "stage: new → qualified" in changed
    assert "notes: nothing → =HYPERLINK(1)" in changed
    assert entries(office)[0].startswith("Layla (token 1) signed in")


def test_it_is_found_by_who_and_of_what_and_day(office: Bot) -> None:
    zone = office.parts.conversation_settings.house.zone
    today = datetime.now(zone).date()
    assert {one.split(" (")[0] for one in entries(office, by="layla")} == {"Layla"}
    assert len(entries(office, subject="lead:1")) == 1
    assert len(entries(office, day=str(today))) == len(entries(office)) > 2
    assert entries(office, day=str(today - timedelta(days=1))) == []
    assert entries(office, by="100%") == []
    assert office.client.get(PAGE, query_string={"day": "9999-12-31"}).status_code == 404
    assert office.client.get(PAGE, query_string={"day": "x"}).status_code == 404


def test_long_lists_come_in_pages(office: Bot) -> None:
    office.rows("INSERT INTO audit (at, by, action, subject, changes) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL "
                "SELECT i + 1 FROM n WHERE i < 60) SELECT '2026-01-01 00:00:00', 'Omar', 'lead.change', 'lead:7', '{}' "
                "FROM n")  # fmt: skip
    first = office.client.get(PAGE, query_string={"subject": "lead:7"}).text
    older = re.search(r'<p class="more"><a href="([^"]+)"', first)
    assert older
    second = office.client.get(older[1].replace("&amp;", "&")).text
    assert (first.count("line entry"), second.count("line entry")) == (50, 10)


def test_the_sheet_holds_words_and_no_formulas(office: Bot) -> None:
    answer = office.client.get(f"{PAGE}.csv", query_string={"action": "lead.change"})
    lines = answer.text.removeprefix("\ufeff").splitlines()
    assert lines[0] == '"at","by","action","subject","changes"'
    assert len(lines) == 2
    assert "stage: new → qualified" in lines[1]
    assert entries(office, action="audit.export")[0].startswith("Layla (token 1) took the audit as a sheet")
    office.rows("UPDATE audit SET by = '=1+1' WHERE action = 'lead.change'")
    assert '"\'=1+1"' in office.client.get(f"{PAGE}.csv", query_string={"action": "lead.change"}).text


def test_a_read_is_noted_once_for_each_reader_and_hour(office: Bot) -> None:
    before = reads(office)
    for _ in range(3):
        assert office.client.get("/console/conversations/1").status_code == 200
    assert reads(office) == [*before, "Layla (token 1) contact:1"]
    ask(office, "GET", "/api/conversations/1/messages")
    ask(office, "GET", "/api/conversations/2/messages")
    assert reads(office)[-2:] == ["API_TOKEN contact:1", "API_TOKEN contact:2"]
    with office.parts.database.transaction() as connection:
        connection.execute(update(AuditEntry).values(at=datetime.now(UTC) - timedelta(hours=1)))
    office.client.get("/console/conversations/1")
    assert reads(office)[-1] == "Layla (token 1) contact:1"
    assert len(reads(office)) == len(before) + 4


def test_consent_and_settled_questions_are_noted(office: Bot) -> None:
    [question] = ask(office, "GET", "/api/unanswered")["items"]
    ask(office, "POST", f"/api/unanswered/{question['id']}/done")
    with office.parts.database.transaction() as connection:
        consent.record(connection, 1, "by phone", "Omar", datetime.now(UTC))
        consent.withdrawn(connection, 1, "Omar", datetime.now(UTC))
    given_back, given = entries(office, action="contact.consent")
    assert "marketing consent how: nothing → by phone" in given
    assert "marketing consent how: by phone → nothing" in given_back
    assert len(entries(office, action="unanswered.settle")) == 1


def test_it_is_for_its_scope_alone(bot: Bot) -> None:
    as_layla(bot, "conversations:read")
    assert bot.client.get(PAGE).status_code == 403
    assert bot.client.get(f"{PAGE}.csv").status_code == 403


def test_every_action_has_its_words(office: Bot) -> None:
    sources = (path.read_text() for path in (ROOT / "relaystack" / "services").rglob("*.py"))
    noted = {name for source in sources if "audit" in source for name in NAMES.findall(source)}
    assert noted == set(ACTIONS)
