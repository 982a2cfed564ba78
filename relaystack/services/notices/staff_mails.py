"""E-mails to the consultants about one person, in which lines are gathered that come within a short time."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, select, update

from relaystack.models import OutboxItem

from ..outbox import outbox
from . import known, news
from .hearing import Topic
from .news import Notice

TOGETHER = timedelta(minutes=2)  # what comes within this time is told in one e-mail
MOST = 50  # lines of one e-mail
_MAIL = "/mail"  # ends the key of an e-mail

Mail = Mapping[str, Any]
Write = Callable[[Mail], tuple[str, str]]  # gives an e-mail its subject and text, as its lines say now


def add_line(
    connection: Connection, about: int, key: str, gathered: str, line: str, mail: Mail, write: Write, now: datetime,
    wait: timedelta = TOGETHER,
) -> None:  # fmt: skip
    """Add a line to the e-mail about this contact that still waits and gathers such lines, or post `mail` with it."""
    waiting = _waiting(connection, about, gathered)
    if waiting:
        longer = {**waiting.payload, gathered: [*waiting.payload[gathered], line]}
        subject, text = write(longer)
        mended = {**longer, "subject": subject, "text": text}
        connection.execute(update(OutboxItem).where(OutboxItem.id == waiting.id).values(payload=mended))
        return
    who, facts = known.person(connection, about)
    first = {"who": who, "facts": facts, **mail, gathered: [line]}
    subject, text = write(first)
    notice = Notice(
        key=key + _MAIL, topic=Topic.HELP, subject=subject, text=text, about=about, wait=wait, gathered=first
    )
    news.tell(connection, [notice], now)


def _waiting(connection: Connection, about: int, gathered: str) -> Row[Any] | None:
    found = connection.execute(
        select(OutboxItem.id, OutboxItem.payload)
        .where(
            OutboxItem.contact_id == about,
            OutboxItem.carrier == outbox.MAIL,
            OutboxItem.claimed_by.is_(None),
            OutboxItem.key.endswith(_MAIL),
        )
        .order_by(OutboxItem.id.desc())
        .with_for_update(skip_locked=True)
    )
    return next((row for row in found if len(row.payload.get(gathered, [])) in range(1, MOST)), None)
