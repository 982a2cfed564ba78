"""One cause, one e-mail to the consultants, and no weaker interest in a stronger one's place."""

import json
from datetime import timedelta
from typing import Any

import pytest
from bot import Bot
from services.meta_json import post, said
from services.service_tools import age

from relaystack.models import LeadEnquiry

PHONE = "15550180001"
FORM = ("3", "Ann Example", "ann@example.com")


def talk(bot: Bot, *words: str) -> None:
    """The person writes these, one after the other."""
    for one in words:
        assert post(bot, [said(one, PHONE)]) == 200


def rows_of(bot: Bot, column: str, query: str) -> list[dict[str, Any]]:
    found = [row[column] for row in bot.rows(query)]
    return [json.loads(value) if isinstance(value, str) else value for value in found]


def mails(bot: Bot) -> list[dict[str, Any]]:
    return rows_of(bot, "payload", "SELECT payload FROM outbox WHERE carrier = 'mail' ORDER BY id")


def interest(bot: Bot) -> str:
    return str(bot.one("SELECT interest FROM whatsapp_leads")["interest"])


PROGRAM = ("menu", "1", "a", "1", "1", "Ann Example", "ann@example.com")


@pytest.mark.parametrize(
    "weaker", [("menu", "2", "250k"), ("jobs in Canada",), ("menu", *FORM)], ids=["budget", "jobs", "form"]
)
def test_a_weaker_interest_does_not_take_a_stronger_ones_place(bot: Bot, weaker: tuple[str, ...]) -> None:
    talk(bot, "hi", *PROGRAM)
    assert interest(bot) == "Greece Golden Visa (investor residence permit)"
    talk(bot, *weaker)
    lead = bot.one("SELECT interest, country_of_interest FROM whatsapp_leads")
    assert lead == {"interest": "Greece Golden Visa (investor residence permit)", "country_of_interest": "Greece"}
    assert len(rows_of(bot, "told", "SELECT told FROM lead_enquiries")) == 2  # the history has both


def test_a_stronger_interest_takes_a_weaker_ones_place(bot: Bot) -> None:
    talk(bot, "hi", "2", "250k")
    assert interest(bot) == "Eligibility check"
    talk(bot, "jobs in Canada")
    assert interest(bot) == "Jobs abroad"
    talk(bot, "menu", *FORM)
    form = interest(bot)
    assert form not in ("Eligibility check", "Jobs abroad")
    talk(bot, "menu", "2", "300k")
    assert interest(bot) == form


def test_a_job_enquiry_names_the_work_and_is_told_once(bot: Bot) -> None:
    talk(bot, "hi", *FORM)
    talk(bot, "nurse in Canada", "1", "Ann Example", "ann@example.com")
    _, enquiry = mails(bot)
    assert "Work: nurse" in enquiry["text"]
    assert "Asks for: Jobs abroad" in enquiry["text"]
    talk(bot, "nurse in Canada")
    assert len(mails(bot)) == 2
    talk(bot, "plumber in Canada")
    assert "Work: plumber" in mails(bot)[2]["text"]


def test_what_is_new_about_the_person_is_told(bot: Bot) -> None:
    talk(bot, "hi", "nurse in Canada", "1", "Ann Example", "ann@example.com")
    first, second = mails(bot)
    assert "Name: not given" in first["text"]
    assert "Name: Ann Example" in second["text"]
    assert "Work: nurse" in second["text"]


def test_the_same_enquiry_on_another_day_is_another_cause(bot: Bot) -> None:
    talk(bot, "hi", *FORM)
    talk(bot, "menu", *FORM)
    assert len(mails(bot)) == 1
    age(bot, timedelta(hours=2), LeadEnquiry.created_at)
    talk(bot, "menu", *FORM)
    assert len(mails(bot)) == 2


def test_a_budget_check_that_reaches_programmes_is_told_once(bot: Bot) -> None:
    talk(bot, "hi", "2", "5000000")
    talk(bot, "menu", "2", "500,000")
    [mail] = mails(bot)
    assert mail["subject"] == "Budget check: USD 500,000, name not given"
    assert mail["contact_id"] == bot.one("SELECT id FROM contacts")["id"]  # the link to the conversation
    for line in ("Budget: USD 500,000", "Reaches: ", f"Phone: +{PHONE}", "Language: "):
        assert line in mail["text"]
    assert "Cyprus" in mail["text"]
    bot.rows("DELETE FROM outbox")  # it has gone out
    talk(bot, "menu", "2", "600k")
    assert mails(bot) == []
    age(bot, timedelta(hours=25), LeadEnquiry.created_at)
    talk(bot, "menu", "2", "600k")
    assert len(mails(bot)) == 1


def test_a_budget_that_reaches_nothing_tells_nobody(bot: Bot) -> None:
    talk(bot, "hi", "2", "5000")
    assert mails(bot) == []
    talk(bot, "menu", "2", "500k")
    assert len(mails(bot)) == 1


def test_who_leaves_details_is_told_of_once_with_the_budget(bot: Bot) -> None:
    talk(bot, "hi", "2", "500k", "menu", *FORM)
    [mail] = mails(bot)
    assert mail["subject"] == "New lead: Ann Example"
    assert "Budget: USD 500,000" in mail["text"]
