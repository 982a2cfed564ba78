"""What only people can do is told them at once, and what they read of a lead ends with what was said."""

from collections.abc import Callable
from typing import Any

import pytest
from bot import Bot
from services.meta_json import post, said
from sqlalchemy import select

from relaystack.models import OutboxItem

PHONE = "15550180077"
Make = Callable[..., Bot]


@pytest.fixture
def bot(make_bot: Make) -> Bot:
    return make_bot(
        smtp_host="127.0.0.1",
        smtp_port=1,
        smtp_tls="none",
        mail_from="bot@example.com",
        admin_email="staff@example.com",
    )


def mails(bot: Bot, *words: str) -> list[dict[str, Any]]:
    """The mails that wait after the words were said."""
    for one in words:
        post(bot, [said(one, PHONE)])
    with bot.parts.database.transaction() as connection:
        payloads = select(OutboxItem.payload).where(OutboxItem.carrier == "mail").order_by(OutboxItem.id)
        return list(connection.scalars(payloads))


@pytest.mark.parametrize("words", ["please call me tomorrow at five", "what is the status of my application?"])
def test_what_only_people_can_do_is_told_them_in_the_persons_words(bot: Bot, words: str) -> None:
    [mail] = mails(bot, "hi", words)
    assert mail["subject"].startswith("A customer asks something of you: ")
    assert words in mail["text"]
    assert PHONE in mail["text"]
    assert bot.rows("SELECT 1 FROM outbox WHERE carrier = 'mail' AND due_at > created_at") == []  # at once


def test_three_of_them_are_told_in_a_conversation_and_all_in_mails_that_wait(bot: Bot) -> None:
    asked = [f"please call me at {hour}" for hour in ("nine", "ten", "eleven", "noon")]
    told = "\n".join(mail["text"] for mail in mails(bot, "hi", *asked))
    assert [words in told for words in asked] == [True, True, True, False]


def test_a_question_that_the_bot_answers_is_told_nobody(bot: Bot) -> None:
    assert mails(bot, "hi", "how much is portugal?") == []


def test_a_lead_mail_ends_with_the_last_messages(bot: Bot) -> None:
    [mail] = mails(bot, "hi", "how much is portugal?", "3", "Ann Example", "ann@example.com")
    before, _, last = mail["text"].partition("\nLast messages:\n")
    assert mail["subject"].startswith("New lead: Ann Example")
    assert "Name: Ann Example" in before
    lines = last.splitlines()
    assert any("how much is portugal?" in line for line in lines)
    assert "ann@example.com" in lines[-1] or "ann@example.com" in lines[-2]
