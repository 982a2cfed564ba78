"""What do the consultants learn of a person, and is it ever lost?"""

import json
from datetime import timedelta
from typing import Any

from bot import Bot
from services.meta_json import post, said
from services.service_tools import age

from relaystack.models import Session
from relaystack.services.monitoring import start_notes

PHONE = "15550180001"
LEAD = "SELECT phone, name, email, interest, budget, country_of_interest FROM whatsapp_leads"


def talk(bot: Bot, *words: str, phone: str = PHONE) -> None:
    """The person writes these, one after the other."""
    for one in words:
        assert post(bot, [said(one, phone)]) == 200


def _told(bot: Bot) -> list[dict[str, Any]]:
    rows = [row["told"] for row in bot.rows("SELECT told FROM lead_enquiries ORDER BY id")]
    return [json.loads(row) if isinstance(row, str) else row for row in rows]


def _mails(bot: Bot) -> list[dict[str, Any]]:
    rows = [row["payload"] for row in bot.rows("SELECT payload FROM outbox WHERE carrier = 'mail' ORDER BY id")]
    return [json.loads(row) if isinstance(row, str) else row for row in rows]


def test_the_name_is_kept_as_typed(bot: Bot) -> None:
    talk(bot, "hi", "3", "  aNNa  McDonald-O'Brien ", "Anna@Example.com")
    assert bot.one(LEAD)["name"] == "aNNa McDonald-O'Brien"


def test_a_lead_holds_who_asked_and_for_what(bot: Bot) -> None:
    talk(bot, "hi", "3", "Ann Example", "ann@example.com")
    assert bot.one(LEAD) == {
        "phone": PHONE, "name": "Ann Example", "email": "ann@example.com", "interest": "Talk to Consultant",
        "budget": None, "country_of_interest": None,
    }  # fmt: skip


def test_the_budget_is_kept_for_the_lead_and_stands_in_the_mail(bot: Bot) -> None:
    talk(bot, "hi", "2", "250k")
    assert bot.one(LEAD)["budget"] == 250_000
    assert [mail["subject"] for mail in _mails(bot)] == ["Budget check: USD 250,000, name not given"]  # it waits
    talk(bot, "menu", "3", "Ann Example", "ann@example.com")
    assert bot.one(LEAD)["budget"] == 250_000
    [mail] = _mails(bot)
    assert "Budget: USD 250,000" in mail["text"]
    assert "Name: Ann Example" in mail["text"]
    assert f"Phone: +{PHONE}" in mail["text"]
    assert mail["subject"] == "New lead: Ann Example"


def test_the_figures_that_the_person_was_shown_are_recorded(bot: Bot) -> None:
    talk(bot, "hi", "2", "250k", "menu", "3", "Ann Example", "ann@example.com")
    shown = bot.rows("SELECT shown FROM lead_enquiries ORDER BY id DESC LIMIT 1")[0]["shown"]
    shown = json.loads(shown) if isinstance(shown, str) else shown
    assert shown
    assert all(figure["usd"] > 0 and figure["as_of"] for figure in shown.values())
    [mail] = _mails(bot)
    assert "Figures the person was shown:" in mail["text"]
    assert f"- {sorted(shown)[0]}: USD" in mail["text"]


def test_a_second_enquiry_adds_to_the_history_and_wipes_nothing(bot: Bot) -> None:
    talk(bot, "hi", "2", "400000", "menu", "3", "Ann Example", "ann@example.com")
    talk(bot, "menu", "3", "Ann Example-Jones", "ann@example.org")
    lead = bot.one(LEAD)
    assert (lead["name"], lead["email"], lead["budget"]) == ("Ann Example-Jones", "ann@example.org", 400_000)
    assert [told.get("email") for told in _told(bot)] == [None, "ann@example.com", "ann@example.org"]
    first, second = _mails(bot)
    assert first["subject"] == "New lead: Ann Example"
    assert second["subject"] == "New enquiry of a known lead: Ann Example-Jones"
    assert "ann@example.com" in second["text"]  # what was told before stands there too


def test_a_repeated_webhook_is_one_enquiry_and_one_mail(bot: Bot) -> None:
    talk(bot, "hi", "3", "Ann Example")
    last = said("ann@example.com", PHONE)
    for _ in range(3):
        post(bot, [last, last])
    assert len(_told(bot)) == len(_mails(bot)) == 1


def test_a_mail_for_every_person_who_asks(bot: Bot) -> None:
    for n in range(3):
        talk(bot, "hi", "3", "Ann Example", "ann@example.com", phone=f"1555018000{n}")
    assert len(_mails(bot)) == 3
    assert bot.one("SELECT count(*) AS n FROM whatsapp_leads") == {"n": 3}


def test_a_person_without_a_phone_is_a_lead_too(bot: Bot) -> None:
    for words in ("hi", "3", "Ann Example", "ann@example.com"):
        post(bot, [said(words, bsuid="US.7")], contacts=[{"profile": {"name": "annie"}, "user_id": "US.7"}])
    assert bot.one(LEAD)["phone"] is None
    [mail] = _mails(bot)
    assert "hidden by the person" in mail["text"]
    assert "WhatsApp name: annie" in mail["text"]


def test_no_line_of_a_mail_can_be_made_up_through_a_name(bot: Bot) -> None:
    talk(bot, "hi", "3", "Ann\r\nBcc: everybody@example.com", "Ann\nX", "ann@example.com")
    talk(bot, "menu", "3", "Ann\u2028Budget: USD 9", "ann@example.com")
    for mail in _mails(bot):
        assert len(mail["subject"].splitlines()) == 1
        assert not [line for line in mail["text"].splitlines() if line.startswith(("Bcc:", "Budget: USD 9"))]


def test_a_profile_name_cannot_make_up_lines_either(bot: Bot) -> None:
    contact = {"profile": {"name": "Eve\nBudget: USD 9\r\nBcc: all@example.com"}, "wa_id": PHONE}
    for words in ("hi", "3", "Ann Example", "ann@example.com"):
        post(bot, [said(words, PHONE)], contacts=[contact])
    [mail] = _mails(bot)
    assert not [line for line in mail["text"].splitlines() if line.startswith(("Bcc:", "Budget: USD 9"))]


def test_mails_wait_without_mail_settings_and_the_start_says_for_whom(bot: Bot) -> None:
    talk(bot, "hi", "3", "Ann Example", "ann@example.com")
    bot.deliver()
    assert len(_mails(bot)) == 1
    with bot.parts.database.transaction() as connection:
        notes = start_notes.notes(connection, frozenset())
        assert any(note.startswith("1 e-mails wait until SMTP_HOST") and "lead 1" in note for note in notes)
        assert not any("wait until" in note for note in start_notes.notes(connection, frozenset({"mail"})))


def test_a_half_told_lead_survives_a_pause(bot: Bot) -> None:
    talk(bot, "hi", "2", "250k")
    age(bot, timedelta(minutes=45), Session.last_activity)
    talk(bot, "hello", "3", "Ann Example", "ann@example.com")
    assert bot.one(LEAD)["budget"] == 250_000
