"""What are the consultants told when they take a conversation, and while they have it?"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from relaystack.engine.updates import Received

from ..storage import quotes
from . import known, staff_mails
from .hearing import Topic
from .lines import one_line
from .news import Notice

_WHY = {
    "asked": "asked for a person",
    "misses": "was not understood several times in a row",
    "media": "sent a file that a person must look at",
    "words": "said something that a person should answer",
    "no_time": "wants an appointment, and there is no free time",
    "staff": "a consultant wrote to them",
    "taken": "a consultant took the conversation",
    "loop": "several messages in a row without meaning for the bot; perhaps another bot writes them",
    "day": "has had as many answers as one person gets in a day",
}
_UNTIL = {
    "loop": [
        "It answers again as soon as they say something new that it understands, or after three hours.",
        "If a person writes there, please answer on WhatsApp. Whoever says stop is obeyed at any time.",
    ],
    "day": [
        "It answers again tomorrow (UTC); until then only stop and start are obeyed, and what you write goes out.",
        "If a person writes there, please answer on WhatsApp.",
    ],
}


def why(reason: str | None) -> str:
    """A reason in words."""
    return _WHY.get(reason or "", one_line(reason or "")) or "not said"


def summary(connection: Connection, key: str, contact_id: int, reason: str, answers: Mapping[str, Any]) -> Notice:
    """The e-mail for a conversation that was just handed over, with what one must know to go on with it."""
    title = "A customer needs a person"
    return _notice(connection, key, contact_id, title, why(reason), answers, _how(contact_id))


def fell_quiet(connection: Connection, key: str, contact_id: int, reason: str, answers: Mapping[str, Any]) -> Notice:
    """The e-mail for somebody whom the bot answers no more for now, though nobody has the conversation."""
    title = "The bot is silent towards a customer"
    return _notice(connection, key, contact_id, title, why(reason), answers, _UNTIL[reason])


def _notice(
    connection: Connection, key: str, contact_id: int, title: str, why: str, answers: Mapping[str, Any],
    how: Sequence[str],
) -> Notice:  # fmt: skip
    who, facts = known.person(connection, contact_id, whole=True)
    lines = [*facts, f"Why: {why}"]
    if answers:
        lines += ["", "Answers so far:", *(f"- {name}: {_value(value)}" for name, value in answers.items())]
    lines += ["", "Last messages:", *(one.line() for one in known.last_words(connection, contact_id)), "", *how]
    return Notice(key=key, topic=Topic.HELP, subject=f"{title}: {who}", text="\n".join(lines), about=contact_id)


def _how(contact_id: int) -> list[str]:
    return [
        "The bot is silent for this person now: please answer.",
        f"When you are done, ask whoever runs the bot to give the conversation back (no. {contact_id}).",
        "By itself the bot takes it back when nobody has written for a long time.",
    ]


def _value(value: Any) -> str:
    """An answer as one reads it; countries are kept with their code and name."""
    return one_line(str(value.get("name", value) if isinstance(value, Mapping) else value))


def pass_on(connection: Connection, contact_id: int, message: Received, now: datetime) -> None:
    """Tell the consultants what a person writes while they have the conversation."""
    aside = quotes.in_brackets(quotes.of(connection, contact_id, message.refers_to), message.note)
    line = known.Spoken(min(message.at, now), "customer", message.words, aside).line()
    staff_mails.add_line(connection, contact_id, f"{message.message_id}/words", "words", line, {}, _written, now)


def asked_for(connection: Connection, contact_id: int, key: str, words: str, now: datetime) -> None:
    """Tell the consultants what a person asks of them while the bot goes on answering."""
    line = known.Spoken(now, "customer", words).line()
    staff_mails.add_line(connection, contact_id, key, "asked", line, {}, _asked, now, wait=timedelta())


def _asked(mail: Mapping[str, Any]) -> tuple[str, str]:
    text = [
        *mail["facts"],
        "",
        "Asked on WhatsApp:",
        *mail["asked"],
        "",
        "The bot has said that a consultant will answer.",
    ]
    return f"A customer asks something of you: {mail['who']}", "\n".join(text)


def _written(mail: Mapping[str, Any]) -> tuple[str, str]:
    count = len(mail["words"])
    what = "a message" if count == 1 else f"{count} messages"
    text = "\n".join([*mail["facts"], "", "Written on WhatsApp:", *mail["words"]])
    return f"A customer has written {what} to you: {mail['who']}", text
