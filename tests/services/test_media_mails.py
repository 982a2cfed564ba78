"""Do the consultants hear of the files that customers send?"""

import email
import email.policy
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from bot import Bot
from fakes.mailbox import body_of
from services.handover_tools import COMPANY
from services.service_tools import age, heard, web_of

from metatwin import Customer, Twin

Box = tuple[Any, int]


@pytest.fixture
def mailing(make_bot: Callable[..., Bot], twin: Twin, mailbox: Box) -> Iterator[Bot]:
    """A bot that hears, and has a mail server."""
    bot = make_bot(
        smtp_host="127.0.0.1", smtp_port=mailbox[1], smtp_tls="none", mail_from="bot@example.com",
        admin_email="staff@example.com",
    )  # fmt: skip
    with web_of(bot, twin):
        yield bot


def shares(bot: Bot, twin: Twin, customer: Customer, *kinds: str, **more: str) -> None:
    """The customer sends files, and they are fetched."""
    for kind in kinds:
        twin.shares(customer, kind, f"the {kind}".encode(), "application/pdf", **more)
    twin.wait_for(lambda: twin.unacknowledged == 0)
    bot.deliver()


def mails(bot: Bot, box: Box) -> list[tuple[str, str]]:
    """Subjects and texts of the mails about files, a few minutes later."""
    age(bot, timedelta(minutes=5))
    bot.deliver()
    parsed = [email.message_from_string(mail, policy=email.policy.default) for mail in box[0].mails]
    told = [(mail["Subject"].removesuffix(COMPANY), body_of(mail)) for mail in parsed]
    return [(subject, text) for subject, text in told if not subject.startswith("A customer needs a person")]


def test_a_document_is_announced_with_all_that_is_needed_to_find_it(
    mailing: Bot, twin: Twin, amina: Customer, mailbox: Box
) -> None:
    shares(mailing, twin, amina, "document", filename="passport.pdf", caption="for my\nvisa\nPhone: +1000")
    [(subject, text)] = mails(mailing, mailbox)
    assert subject == "A customer has sent a document: Amina"
    assert mailing.one("SELECT path FROM media WHERE id = 1")["path"].partition("/")[2] not in text
    assert 'document, "passport.pdf", "for my visa Phone: +1000"; kept as file no. 1 (1 KB); ' in text
    assert "Phone: +15550120001\n" in text
    assert "the document" not in text


def test_a_known_lead_is_named(mailing: Bot, twin: Twin, amina: Customer, mailbox: Box) -> None:
    heard(twin, (amina, "hi"), (amina, "3"), (amina, "Amina Haddad"), (amina, "amina@example.com"))
    shares(mailing, twin, amina, "image")
    mail = dict(mails(mailing, mailbox))["A customer has sent a picture: Amina Haddad"]
    assert "E-mail: amina@example.com" in mail
    assert "Lead: no. 1" in mail


def test_several_files_of_a_person_are_one_mail_and_stickers_none(
    mailing: Bot, twin: Twin, amina: Customer, ben: Customer, mailbox: Box
) -> None:
    shares(mailing, twin, amina, "image", "sticker", "image", "audio")
    shares(mailing, twin, amina, "video")
    shares(mailing, twin, ben, "sticker")
    [(subject, text)] = mails(mailing, mailbox)
    assert subject == "A customer has sent 4 files: Amina"
    assert [line.split(": ")[1].split(";")[0] for line in text.splitlines() if line.startswith("- ")] == [
        "picture", "picture", "voice note", "video",
    ]  # fmt: skip
    assert len(mailing.rows("SELECT 1 FROM media")) == 6


def test_what_comes_after_the_mail_is_another_mail(mailing: Bot, twin: Twin, amina: Customer, mailbox: Box) -> None:
    shares(mailing, twin, amina, "image")
    assert len(mails(mailing, mailbox)) == 1
    shares(mailing, twin, amina, "document")
    assert [subject for subject, _ in mails(mailing, mailbox)] == [
        "A customer has sent a picture: Amina", "A customer has sent a document: Amina",
    ]  # fmt: skip


def test_a_file_that_could_not_be_fetched_is_announced_as_that(
    mailing: Bot, twin: Twin, amina: Customer, mailbox: Box
) -> None:
    twin.faults.lookups = [131052]
    shares(mailing, twin, amina, "document", filename="passport.pdf")
    [(_, text)] = mails(mailing, mailbox)
    assert "NOT stored, please ask for it again: Meta does not have the file any more" in text


def test_somebody_who_hides_the_number_is_answered_on_whatsapp(mailing: Bot, twin: Twin, mailbox: Box) -> None:
    shares(mailing, twin, twin.customer("Tiago", shows_phone=False), "image")
    [(subject, text)] = mails(mailing, mailbox)
    assert subject == "A customer has sent a picture: Tiago"
    assert "Phone: hidden by the person; answer on WhatsApp" in text


def test_mails_about_files_wait_for_mail_settings(
    make_bot: Callable[..., Bot], listening: Bot, twin: Twin, amina: Customer, caplog: pytest.LogCaptureFixture
) -> None:
    shares(listening, twin, amina, "image", "image")
    age(listening, timedelta(minutes=5))
    listening.deliver()
    assert len(listening.rows("SELECT 1 FROM outbox WHERE carrier = 'mail'")) == 2  # and one about the hand-over
    listening.parts.start()
    listening.parts.thread.stop()
    assert "2 e-mails wait until SMTP_HOST, MAIL_FROM and ADMIN_EMAIL are set" in caplog.text
    assert "lead None" not in caplog.text
