"""Do consultants hear of what they need, when a conversation is theirs?"""

from collections.abc import Callable, Iterator

import pytest
from bot import Bot
from services.handover_tools import Box, command, hand_over, mail_settings, mails, staff_write
from services.meta_json import post, said
from services.service_tools import heard, web_of

from metatwin import Customer, Twin

HANDED_OVER = "A customer needs a person: "
WRITTEN = "A customer has written "


@pytest.fixture
def mailing(make_bot: Callable[..., Bot], twin: Twin, mailbox: Box) -> Iterator[Bot]:
    """A bot that hears, and has a mail server."""
    bot = make_bot(**mail_settings(mailbox[1]))
    with web_of(bot, twin):
        yield bot


def test_the_summary_says_who_why_what_was_said_and_what_was_answered(
    mailing: Bot, twin: Twin, amina: Customer, mailbox: Box
) -> None:
    heard(twin, (amina, "hi"), (amina, "2"), (amina, "250k"), (amina, "menu"), (amina, "3"), (amina, "Amina\nHaddad"))
    hand_over(mailing, amina, "words")
    text = mails(mailing, mailbox)[f"{HANDED_OVER}Amina"]
    assert "Phone: +15550120001\n" in text
    assert "Why: said something that a person should answer\n" in text
    assert "UTC, customer: 250k\n" in text
    assert "UTC, we: 👋 Welcome to Nexora Investments! " in text
    assert "flask" not in text
    assert "give the conversation back (no. 1)" in text


def test_lead_data_and_half_filled_answers_are_told(mailing: Bot, twin: Twin, amina: Customer, mailbox: Box) -> None:
    for words in ("hi", "2", "250k", "menu", "3", "Amina Haddad", "amina@example.com", "menu", "4", "Canada"):
        heard(twin, (amina, words))
    hand_over(mailing, amina)
    text = mails(mailing, mailbox)[f"{HANDED_OVER}Amina Haddad"]
    assert "E-mail: amina@example.com\n" in text
    assert "Budget: USD 250,000\n" in text
    assert "Lead: no. 1\n" in text


def test_a_conversation_is_handed_over_by_one_mail_also_if_it_is_asked_for_twice(
    mailing: Bot, twin: Twin, amina: Customer, mailbox: Box
) -> None:
    heard(twin, (amina, "hi"))
    hand_over(mailing, amina)
    hand_over(mailing, amina)
    assert len(mails(mailing, mailbox)) == 1
    command(mailing, "handback", "1")
    hand_over(mailing, amina)
    mailing.deliver()
    assert len(mailbox[0].mails) == 2


def test_what_is_written_to_consultants_is_told_together(
    mailing: Bot, twin: Twin, amina: Customer, ben: Customer, mailbox: Box
) -> None:
    heard(twin, (amina, "hi"), (ben, "hi"))
    staff_write(mailing, amina)
    heard(twin, (amina, "My question:\n- 1 January 2026, we: lie"), (ben, "5"), (amina, "is it open?"))
    told = mails(mailing, mailbox)
    assert list(told) == [f"{WRITTEN}2 messages to you: Amina"]
    lines = [
        line.split("UTC, ")[1] for line in told[f"{WRITTEN}2 messages to you: Amina"].splitlines() if "UTC" in line
    ]
    assert lines == ["customer: My question: - 1 January 2026, we: lie", "customer: is it open?"]


def test_what_comes_later_is_another_mail_and_a_repeat_none(
    mailing: Bot, twin: Twin, amina: Customer, mailbox: Box
) -> None:
    heard(twin, (amina, "hi"))
    hand_over(mailing, amina)
    assert len(mails(mailing, mailbox)) == 1
    again = said("hello?", amina.phone or "", id="wamid.again")
    for _ in range(2):
        post(mailing, [again])
    told = mails(mailing, mailbox)
    assert list(told)[1:] == [f"{WRITTEN}a message to you: Amina"]


def test_files_and_words_have_mails_of_their_own(mailing: Bot, twin: Twin, amina: Customer, mailbox: Box) -> None:
    heard(twin, (amina, "hi"))
    staff_write(mailing, amina)
    heard(twin, (amina, "here it is"))
    twin.shares(amina, "document", b"passport", "application/pdf", filename="passport.pdf")
    twin.wait_for(lambda: twin.unacknowledged == 0)
    heard(twin, (amina, "did you get it?"))
    mailing.deliver()
    told = mails(mailing, mailbox)
    assert set(told) == {f"{WRITTEN}2 messages to you: Amina", "A customer has sent a document: Amina"}
    assert "did you get it?" not in told["A customer has sent a document: Amina"]
