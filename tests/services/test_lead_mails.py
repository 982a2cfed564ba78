"""Does the mail about a lead reach the admin, once, whatever the mail server does?"""

import email
import email.policy
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from bot import Bot
from fakes.mailbox import body_of
from services.meta_json import post, said
from services.service_tools import age

from relaystack.models import CarrierState, OutboxItem

PHONE = "15550180001"
Make = Callable[..., Bot]
Box = tuple[Any, int]


def _mail(port: int, **changes: object) -> dict[str, object]:
    return {
        "smtp_host": "127.0.0.1", "smtp_port": port, "smtp_tls": "none", "mail_from": "bot@example.com",
        "admin_email": "staff@example.com", **changes,
    }  # fmt: skip


def _ask(bot: Bot, name: str = "Ann Example") -> None:
    for words in ("hi", "3", name, "ann@example.com"):
        post(bot, [said(words, PHONE)])
    bot.rows("DELETE FROM outbox WHERE carrier = 'whatsapp'")  # these tests are about mails


def _later(bot: Bot, by: timedelta = timedelta(minutes=2)) -> None:
    age(bot, by, OutboxItem.due_at, CarrierState.held_until, CarrierState.probe_at)
    bot.deliver()


@pytest.mark.parametrize(
    ("said", "name"),
    [("Ann Example", "Ann Example"), ("محمد العلي", "محمد العلي"), ("Zoë 🎉 Example", "Zoë Example")],
)
def test_the_admin_gets_one_mail_with_the_persons_name(make_bot: Make, mailbox: Box, said: str, name: str) -> None:
    box, port = mailbox
    bot = make_bot(**_mail(port))
    _ask(bot, said)
    bot.deliver()
    bot.deliver()
    [written] = box.mails
    mail = email.message_from_bytes(written.encode(), policy=email.policy.default)
    assert mail["Subject"] == f"New lead: {name} (Nexora Investments)"
    assert mail["To"] == "staff@example.com"
    assert f"Name: {name}" in body_of(mail)
    assert bot.rows("SELECT 1 FROM outbox") == []


def test_a_mail_that_is_put_off_comes_later(make_bot: Make, mailbox: Box) -> None:
    box, port = mailbox
    box.answers = ["451 later", "421 later"]
    bot = make_bot(**_mail(port))
    _ask(bot)
    bot.deliver()
    bot.deliver()
    assert len(box.answers) == 1  # it is not asked again at once
    _later(bot)
    assert box.mails == []
    _later(bot)
    assert len(box.mails) == 1


def test_a_mail_that_is_refused_is_kept_with_the_reason(make_bot: Make, mailbox: Box) -> None:
    box, port = mailbox
    box.answers = ["554 spam"]
    bot = make_bot(**_mail(port))
    _ask(bot)
    bot.deliver()
    given_up = bot.one("SELECT carrier, code, reason, payload FROM given_up")
    assert (given_up["carrier"], given_up["code"]) == ("mail", 554)
    assert "Ann Example" in str(given_up["payload"])
    _later(bot)
    assert box.mails == []


def test_a_mail_server_that_is_away_is_waited_for(make_bot: Make, mailbox: Box) -> None:
    box, port = mailbox
    bot = make_bot(**_mail(1))
    _ask(bot)
    bot.deliver()
    assert bot.one("SELECT attempts FROM outbox") == {"attempts": 1}
    again = make_bot(**_mail(port))
    _later(again)
    assert len(box.mails) == 1


def test_a_refused_login_stops_the_mails_is_shown_and_goes_on_when_mended(make_bot: Make, mailbox: Box) -> None:
    """The server of the tests knows no login at all, which is as good as a wrong one."""
    box, port = mailbox
    bot = make_bot(**_mail(port, smtp_user="bot", smtp_password="wrong-word"))
    _ask(bot)
    bot.deliver()
    report = bot.client.get("/webhook/health").get_json()
    assert report["status"] == "degraded"
    assert "mail: sending is stopped" in str(report["reasons"])
    assert "wrong-word" not in str(report)
    mended = make_bot(**_mail(port))
    _later(mended)
    assert len(box.mails) == 1


def test_what_waited_for_mail_settings_is_sent_when_they_appear(make_bot: Make, mailbox: Box) -> None:
    box, port = mailbox
    without = make_bot()
    _ask(without)
    without.deliver()
    make_bot(**_mail(port)).deliver()
    [written] = box.mails
    assert "Ann Example" in written


def test_the_mail_leads_to_the_conversation(make_bot: Make, mailbox: Box) -> None:
    box, port = mailbox
    bot = make_bot(public_url="https://bot.example.com/", **_mail(port))
    _ask(bot)
    bot.deliver()
    [written] = box.mails
    mail = email.message_from_bytes(written.encode(), policy=email.policy.default)
    link = f"https://bot.example.com/console/conversations/{bot.one('SELECT id FROM contacts')['id']}"
    assert f"Whole conversation: {link}" in body_of(mail)
    assert f'<a href="{link}">' in body_of(mail, "html")
