"""What tests of hand-overs share: consultants who write, a conversation that is handed over, e-mails that came."""

import email
import email.policy
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from bot import Bot
from fakes.mailbox import body_of
from services.meta_json import post_field
from services.service_tools import age

from metatwin import Customer
from relaystack.engine.effects import Effect, HandOver
from relaystack.services.contacts.people import People
from relaystack.services.conversations.conversations import Conversations

Box = tuple[Any, int]
COMPANY = " (Nexora Investments)"  # ends the subject of every mail to staff
SILENCED = "not sent: a consultant has the conversation"


def mail_settings(port: int) -> dict[str, object]:
    """A mail server for a bot."""
    return {
        "smtp_host": "127.0.0.1", "smtp_port": port, "smtp_tls": "none", "mail_from": "bot@example.com",
        "admin_email": "staff@example.com",
    }  # fmt: skip


def staff_write(bot: Bot, customer: Customer, words: str = "Hello, this is Lea.", **more: Any) -> str:
    """A consultant writes to the customer from the WhatsApp Business app; the id of the message."""
    id = f"wamid.{uuid4().hex}"
    echo = {
        "from": "15550783881", "to": customer.phone, "id": id, "timestamp": str(int(datetime.now(UTC).timestamp())),
        "type": "text", "text": {"body": words}, **more,
    }  # fmt: skip
    assert post_field(bot, "smb_message_echoes", messaging_product="whatsapp", message_echoes=[echo]) == 200
    return str(echo["id"])


def carry_out(bot: Bot, customer: Customer, *effects: Effect) -> None:
    """What the effects of a turn do, in a transaction of their own."""
    now = datetime.now(UTC)
    [row] = bot.rows("SELECT id FROM contacts WHERE phone = :phone", phone=customer.phone)
    with bot.parts.database.transaction() as connection:
        people = People(connection, now)
        [person] = people.lock([row["id"]])
        conversations = Conversations(connection, bot.parts.conversation_settings, now)
        conversations.open([person])
        for effect in effects:
            conversations.carry_out(person, effect, f"wamid.{uuid4().hex}/effect")
        conversations.save()
        people.save()


def hand_over(bot: Bot, customer: Customer, reason: str = "asked") -> None:
    """Consultants take the conversation."""
    carry_out(bot, customer, HandOver(reason))


def mails(bot: Bot, box: Box) -> dict[str, str]:
    """The texts of the mails by their subjects, a few minutes later."""
    age(bot, timedelta(minutes=5))
    bot.deliver()
    parsed = [email.message_from_string(mail, policy=email.policy.default) for mail in box[0].mails]
    assert len({mail["Subject"] for mail in parsed}) == len(parsed)
    assert all(mail["Subject"].endswith(COMPANY) for mail in parsed)
    return {mail["Subject"].removesuffix(COMPANY): body_of(mail) for mail in parsed}


def command(bot: Bot, *arguments: str) -> str:
    """What a command of `flask` says."""
    return bot.app.test_cli_runner().invoke(args=list(arguments)).output
