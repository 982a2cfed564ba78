"""The one door for news to staff, by e-mail and to browsers. What forgets to say whom it is about is never made."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, delete, update

from relaystack.models import OutboxItem

from ..outbox import outbox
from . import push
from .hearing import Topic

NOBODY: tuple[int, ...] = ()
_WAITS = OutboxItem.key.in_(bindparam("keys", expanding=True)), OutboxItem.claimed_by.is_(None)
_WITHDRAW = delete(OutboxItem).where(*_WAITS)
_MEND = update(OutboxItem).where(*_WAITS).values(payload=bindparam("mended", type_=OutboxItem.payload.type))


@dataclass(frozen=True, kw_only=True)
class Notice:
    """What staff are to read. `key` says what caused it, `topic` who of them wants to hear of it.

    `about` is the contact whom it tells of; or all of whom something stands in it, and it goes away with any of them;
    or NOBODY. `is_pushed`: browsers are told too. `in_order`: it leaves after what is older and about the same contact.
    """

    key: str
    topic: Topic
    subject: str
    text: str
    about: int | tuple[int, ...]
    in_order: bool = True
    wait: timedelta = timedelta()  # before it leaves
    lead_id: int | None = None
    phone: str | None = None  # to answer at, where it leaves in no order and so is not looked up
    is_pushed: bool = True
    gathered: Mapping[str, Any] = field(default_factory=dict)  # what it is worded from, while lines may be added

    def __post_init__(self) -> None:
        """Types alone do not hold what comes from a column."""
        if not isinstance(self.about, int | tuple):
            raise TypeError(f"{self.key}: a notice is about a contact, about several, or about NOBODY")

    @property
    def contact_id(self) -> int | None:
        """The one whom it is about."""
        return self.about if isinstance(self.about, int) else None

    @property
    def payload(self) -> dict[str, Any]:
        """As the carrier gets it."""
        about = {"contact_ids": list(self.about)} if isinstance(self.about, tuple) else {"contact_id": self.about}
        more = {"lead_id": self.lead_id, "phone": self.phone}
        given = {name: value for name, value in more.items() if value is not None}
        return {**self.gathered, "topic": self.topic, "subject": self.subject, "text": self.text, **about, **given}


def tell(connection: Connection, notices: Sequence[Notice], now: datetime) -> None:
    """Have staff told, each notice once: a key that waits already is kept."""
    outbox.post(connection, [_item(notice, now) for notice in notices], now)
    pushed = [one for one in notices if one.is_pushed]
    push.post(connection, [push.News(one.key, one.topic, one.contact_id, now + one.wait) for one in pushed], now)


def mend(connection: Connection, keys: Collection[str], notice: Notice) -> None:
    """Say this instead, where it has not left."""
    connection.execute(_MEND, {"keys": list(keys), "mended": notice.payload})


def withdraw(connection: Connection, keys: Collection[str]) -> None:
    """Say nothing, where it has not left."""
    connection.execute(_WITHDRAW, {"keys": [*keys, *map(push.key, keys)]})


def _item(notice: Notice, now: datetime) -> dict[str, Any]:
    return {
        "key": notice.key, "carrier": outbox.MAIL, "contact_id": notice.contact_id if notice.in_order else None,
        "about_contact_id": notice.contact_id, "payload": notice.payload, "due_at": now + notice.wait,
    }  # fmt: skip
