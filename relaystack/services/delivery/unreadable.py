"""How is an item given up of which nothing can be trusted but its number? As it stands in its row."""

from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import ColumnElement, Connection, delete, insert, literal_column, select, update

from relaystack.models import UNDER_WAY, Contact, GivenUp, Message, OutboxItem, Status

from ..receiving import set_aside

_ABOUT = Contact.__table__.alias()
# Nothing of this can fail to be read: SQLite keeps whatever it was handed, also what is no text.
_PAYLOAD = {"sqlite": "CAST(outbox.payload AS BLOB)", "postgresql": "CAST(outbox.payload AS TEXT)"}


def reason_of(error: Exception) -> str:
    """Why, as `flask failed list` shows it."""
    return f"fault in the program: {set_aside.reason_of(error)}"[:500]


def give_up(connection: Connection, id: int, error: Exception, now: datetime) -> None:
    """Move it from the outbox to what was given up, with the reason and all that can be read of it."""
    payload: ColumnElement[Any] = literal_column(_PAYLOAD[connection.dialect.name]).label("payload")
    whose = Contact.id.label("contact_id"), _ABOUT.c.id.label("about_contact_id")
    found = select(OutboxItem.key, OutboxItem.carrier, OutboxItem.attempts, *whose, payload)
    found = found.outerjoin(Contact, Contact.id == OutboxItem.contact_id)
    found = found.outerjoin(_ABOUT, _ABOUT.c.id == OutboxItem.about_contact_id)
    row = connection.execute(found.where(OutboxItem.id == id)).first()
    if row is None:  # a status has settled it
        return
    values = {
        "key": row.key, "carrier": row.carrier, "contact_id": row.contact_id, "payload": _read(row.payload),
        "about_contact_id": row.about_contact_id, "code": 0, "reason": reason_of(error), "created_at": now,
        "attempts": row.attempts if isinstance(row.attempts, int) else 0,
    }  # fmt: skip
    connection.execute(delete(OutboxItem).where(OutboxItem.id == id))
    connection.execute(insert(GivenUp), values)
    connection.execute(
        update(Message)
        .where(Message.key == row.key, Message.status.in_(UNDER_WAY))
        .values(status=Status.FAILED, error_code=0, error_title=values["reason"])
    )


def _read(written: str | bytes) -> dict[str, Any]:
    """The payload; one that is none is kept as it is written."""
    text = written.decode("utf-8", "replace") if isinstance(written, bytes) else written
    try:
        payload: Any = orjson.loads(text)
    except ValueError:
        payload = None
    return payload if isinstance(payload, dict) else {"unreadable": text.replace("\0", "")}
