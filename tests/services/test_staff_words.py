"""Do mails and pages speak as staff need it: the company, its clock, times to come, and no word for operators?"""

import email
import email.policy
import re
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from bot import Bot
from fakes.mailbox import body_of
from services.handover_tools import Box, hand_over, mail_settings
from services.meta_json import post, said
from services.service_tools import age, heard, web_of
from web.api.api_tools import ask, sign_in

from metatwin import Customer, Twin
from relaystack.content import ContentError
from relaystack.content.book import load_book
from relaystack.models import GivenUp
from relaystack.services.notices import alarms
from relaystack.settings import ROOT

Make = Callable[..., Bot]
FOR_OPERATORS = re.compile(r"flask |`|MEDIA_DIR|[A-Z]{2,}_[A-Z]|/incoming|instance/|[0-9a-f]{16}")
ALARM = "WhatsApp templates cannot be sent"  # about nobody
ENQUIRY = ("hi", "3", "Ann Example", "ann@example.com")


@pytest.fixture(scope="module")
def dubai(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The content of a company in Dubai."""
    folder = tmp_path_factory.mktemp("dubai") / "content"
    shutil.copytree(ROOT / "nexora", folder)
    with (folder / "brand.yaml").open("a", encoding="utf-8") as brand:
        brand.write("\ntimezone: Asia/Dubai\nhours: 'Monday to Friday, 9:00 to 18:00 (Dubai)'\n")
    return folder


@pytest.fixture
def mailing(make_bot: Make, twin: Twin, mailbox: Box) -> Iterator[Bot]:
    """A bot that hears, has a mail server, and pages for staff."""
    bot = make_bot(**mail_settings(mailbox[1]), public_url="https://bot.example.com", digest_at=time(0, 0))
    with web_of(bot, twin):
        yield bot


def everything(bot: Bot, twin: Twin, amina: Customer) -> None:
    """All that staff get mails about."""
    heard(twin, *((amina, words) for words in (*ENQUIRY, "zzz qqq xxyy")))
    hand_over(bot, amina)
    heard(twin, (amina, "Hello?"))
    twin.shares(amina, "document", b"passport", "application/pdf", filename="passport.pdf")
    twin.wait_for(lambda: twin.unacknowledged == 0)
    now = datetime.now(UTC)
    with bot.parts.database.transaction() as connection:
        lost: dict[str, Any] = {"key": "k", "carrier": "hubspot", "payload": {}, "code": 1, "attempts": 1}
        reason = "HUBSPOT_TOKEN is not taken: see `flask failed list`"
        connection.execute(GivenUp.__table__.insert(), {**lost, "reason": reason, "created_at": now})  # type: ignore[attr-defined]
        alarms.stop(connection, "templates", 132015, "Meta takes no templates", now, known_as="WhatsApp templates")
    bot.deliver(minute=True)
    age(bot, timedelta(minutes=5))
    bot.let_time_pass(timedelta(hours=13))
    bot.deliver(minute=True)
    bot.deliver(minute=True)


def read(box: Box) -> dict[str, str]:
    """Subjects and texts."""
    parsed = [email.message_from_string(mail, policy=email.policy.default) for mail in box[0].mails]
    return {str(mail["Subject"]).strip(): body_of(mail) for mail in parsed}  # a long one begins on a line of its own


def test_every_mail_names_the_company_and_nothing_for_operators(
    mailing: Bot, twin: Twin, amina: Customer, mailbox: Box
) -> None:
    everything(mailing, twin, amina)
    mails = read(mailbox)
    kinds = ("New lead", "A customer needs a person", "A customer has written", "A customer has sent",
             "A customer still waits", "Daily digest")  # fmt: skip
    assert [kind for kind in kinds if not any(subject.startswith(kind) for subject in mails)] == []
    for subject, text in mails.items():
        assert subject.endswith("(Nexora Investments)")
        assert "Nexora Investments" in text.splitlines()[-1]
        assert not FOR_OPERATORS.search(f"{subject}\n{text}"), text
        assert "wa.me" not in text
        about_nobody = subject.startswith(ALARM)
        assert about_nobody or "https://bot.example.com/console/conversations/1" in text


def test_answering_on_whatsapp_is_offered_to_who_has_the_business_app(
    make_bot: Make, twin: Twin, amina: Customer, mailbox: Box
) -> None:
    bot = make_bot(**mail_settings(mailbox[1]), staff_use_business_app=True, digest_at=time(0, 0))
    with web_of(bot, twin):
        everything(bot, twin, amina)
    about_one = {subject: text for subject, text in read(mailbox).items() if not subject.startswith(("Daily", ALARM))}
    assert len(about_one) >= 5
    assert all(f"Answer on WhatsApp: https://wa.me/{amina.phone}" in text for text in about_one.values())
    sign_in(bot)
    assert f"https://wa.me/{amina.phone}" in bot.client.get("/console/conversations/1").text


def test_the_page_tells_times_to_come_alone(mailing: Bot, twin: Twin, amina: Customer) -> None:
    heard(twin, (amina, "hi"))
    sign_in(mailing)

    def page() -> str:
        return mailing.client.get("/console/conversations/1").text

    assert "left to write freely" in page()
    assert "wa.me" not in page()
    mailing.let_time_pass(timedelta(hours=24))
    assert "Only a template reaches them" in page()
    assert "left to write freely" not in page()
    heard(twin, (amina, "stop"))
    assert "nothing may be sent" in page()
    assert "flask" not in mailing.app.test_client().get("/console/sign-in").text


def test_times_are_by_the_companys_clock(
    make_bot: Make, dubai: Path, twin: Twin, amina: Customer, mailbox: Box
) -> None:
    bot = make_bot(**mail_settings(mailbox[1]), content_dir=dubai, digest_at=time(0, 0))
    with web_of(bot, twin):
        everything(bot, twin, amina)
    for text in read(mailbox).values():
        assert not re.search(r"\d UTC", text)
    told = next(text for subject, text in read(mailbox).items() if subject.startswith("A customer has written"))
    [written] = re.findall(r"- (.*) \(Asia/Dubai\), customer: Hello\?", told)
    there = datetime.strptime(written + " +0400", "%d %B %Y %H:%M %z")
    assert abs(datetime.now(UTC) - there) < timedelta(minutes=30)
    sign_in(bot)
    assert "(Asia/Dubai)" in bot.client.get("/console/conversations/1").text


@pytest.mark.parametrize(("line", "words"), [
    ("timezone: Dubai", "timezone must be a name like"), ("timezone: 4", "timezone must be a name like"),
    ("hours: 9", "hours must be words"), ("hours: [9, 18]", "hours must be words"),
    ("hours: ' '", "hours must be words"), ("timezone: [a]", "timezone must be a name like"),
    ("hours: |\n  a\n  b\n", "hours must be words"), (f"hours: {'x' * 101}", "hours must be words"),
])  # fmt: skip
def test_hours_and_clock_are_checked(tmp_path: Path, line: str, words: str) -> None:
    shutil.copytree(ROOT / "nexora", tmp_path / "content")
    with (tmp_path / "content" / "brand.yaml").open("a", encoding="utf-8") as brand:
        brand.write(f"\n{line}\n")
    with pytest.raises(ContentError) as raised:
        load_book(tmp_path / "content")
    assert words in str(raised.value)


def test_a_question_keeps_whose_it_was_and_the_erased_are_nobody(mailing: Bot, mailbox: Box) -> None:
    for phone in ("15550180001", "15550180002"):
        for words in (*ENQUIRY, "zzz qqq xxyy"):
            post(mailing, [said(words, phone)])
    [one] = ask(mailing, "GET", "/api/unanswered")["items"]
    assert (one["count"], one["contact_id"]) == (2, 2)
    shown = mailing.app.test_cli_runner().invoke(args=["unanswered"]).output
    assert "last asked by https://bot.example.com/console/conversations/2" in shown
    ask(mailing, "DELETE", "/api/contacts/2")
    [one] = ask(mailing, "GET", "/api/unanswered")["items"]
    assert (one["count"], one["contact_id"]) == (1, 1)
    mailing.deliver(minute=True)
    [digest] = [text for subject, text in read(mailbox).items() if subject.startswith("Daily digest")]
    assert "- zzz qqq xxyy; asked by Ann Example: https://bot.example.com/console/conversations/1" in digest
    assert "conversations/2" not in digest
