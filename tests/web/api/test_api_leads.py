"""Can leads be found, moved on and exported, and is it known who did what?"""

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest
from bot import Bot
from sqlalchemy import update
from web.api.api_tools import ADA, ask, furnished, say

from relaystack.models import Lead

FAITH = "15550120009"


@pytest.fixture
def leads(bot: Bot) -> Bot:
    """A bot with two leads."""
    furnished(bot)
    say(bot, FAITH, "hi", "3", "Faith Moyo", "faith@example.org")
    return bot


def names(bot: Bot, query: str = "") -> list[str]:
    return [lead["name"] for lead in ask(bot, "GET", f"/api/leads?{query}")["items"]]


def test_leads_are_listed_and_filtered(leads: Bot) -> None:
    assert names(leads) == ["Faith Moyo", "Ada Lovelace"]
    ask(leads, "PATCH", "/api/leads/1", json={"stage": "qualified"})
    assert names(leads, "stage=qualified") == ["Ada Lovelace"]
    assert names(leads, "stage=new") == ["Faith Moyo"]
    assert names(leads, "search=FAITH@") == ["Faith Moyo"]
    assert names(leads, f"search={ADA}") == ["Ada Lovelace"]
    assert names(leads, "search=%25") == names(leads, "search=_") == []
    assert names(leads, "created_since=2020-01-01&limit=1") == ["Faith Moyo"]
    assert names(leads, "created_since=9999-12-31") == []


def test_a_lead_is_shown_with_all_that_was_told(leads: Bot) -> None:
    lead = ask(leads, "GET", "/api/leads/1")
    assert (lead["phone"], lead["email"], lead["stage"], lead["notes"]) == (ADA, "ada@example.com", "new", "")
    assert any(told["told"].get("name") == "Ada Lovelace" for told in lead["enquiries"])


def test_a_change_keeps_the_rest_and_says_who(leads: Bot) -> None:
    ask(leads, "PATCH", "/api/leads/1", json={"notes": "Call on Monday"})
    lead = ask(leads, "PATCH", "/api/leads/1", json={"stage": "contacted"})
    assert (lead["stage"], lead["notes"]) == ("contacted", "Call on Monday")
    ask(leads, "PATCH", "/api/leads/1", json={"stage": "contacted"})
    rows = leads.rows("SELECT * FROM audit ORDER BY id")
    assert [(row["by"], row["subject"]) for row in rows] == [("API_TOKEN", "lead:1")] * 2


def test_what_the_person_tells_later_keeps_stage_and_notes(leads: Bot) -> None:
    ask(leads, "PATCH", "/api/leads/1", json={"stage": "won", "notes": "VIP"})
    say(leads, ADA, "menu", "3", "Ada King", "ada@example.net")
    lead = ask(leads, "GET", "/api/leads/1")
    assert (lead["email"], lead["stage"], lead["notes"]) == ("ada@example.net", "won", "VIP")


@pytest.mark.parametrize(
    "nasty",
    [
        '=HYPERLINK("http://evil")',
        "+1+1",
        "-2+3",
        "@SUM(1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "  =1+1",
        "\u00a0=1+1",
        "\v=1",
        "＝1+1",
        '=1"),"x',
    ],
)
def test_the_sheet_holds_no_formula(leads: Bot, nasty: str) -> None:
    with leads.parts.database.transaction() as connection:
        connection.execute(update(Lead).where(Lead.id == 1).values(name=nasty, notes=nasty))
    answer = leads.client.get("/api/leads.csv", headers={"Authorization": "Bearer test-api-token"})
    assert (answer.status_code, answer.mimetype) == (200, "text/csv")
    rows: list[dict[str, Any]] = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"), newline="")))
    assert [row["id"] for row in rows] == ["2", "1"]
    assert rows[0]["name"] == "Faith Moyo"
    assert rows[1]["name"] == rows[1]["notes"] == f"'{nasty}"


def test_a_database_that_is_away_makes_no_empty_sheet(make_bot: Callable[..., Bot]) -> None:
    bot = make_bot(database_url="postgresql+psycopg://nobody@127.0.0.1:1/nothing")
    told = ask(bot, "GET", "/api/leads.csv", 503)
    assert told["detail"] == "The database is away; try again later."


def test_the_sheet_takes_the_same_filters(leads: Bot) -> None:
    answer = leads.client.get("/api/leads.csv?search=moyo", headers={"Authorization": "Bearer test-api-token"})
    assert len(answer.text.splitlines()) == 2
