"""What becomes of an update that cannot be handled? It is kept whole, with the reason, to be handled later."""

import json
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from relaystack.engine.updates import Update
from relaystack.models import SetAside

from ..storage.database import Database, insert
from .update_json import to_json

LONGEST_REASON = 1000


def keep(database: Database, update: Update, error: Exception) -> None:
    """Set an update aside; the same one comes only once, however often Meta repeats it."""
    with database.transaction() as connection:
        keep_within(connection, update, reason_of(error), datetime.now(UTC))


def keep_within(connection: Connection, update: Update, reason: str, now: datetime) -> None:
    """Set an update aside as a part of a transaction."""
    kept = to_json(update)
    row = {"key": _key(update, kept), "update": kept, "reason": reason, "created_at": now}
    connection.execute(insert(connection, SetAside).on_conflict_do_nothing(index_elements=["key"]), row)


def _key(update: Update, kept: dict[str, Any]) -> str:
    """What tells it from others: Meta's id of a message, or else all of it."""
    id = getattr(update, "message_id", "") or sha256(json.dumps(kept, sort_keys=True).encode()).hexdigest()[:32]
    return f"{type(update).__name__}/{id}/{getattr(update, 'status', '')}"


def kind_of(error: Exception) -> str:
    """The kind of error, fit for the log; of a database's error also the constraint, never its words."""
    if isinstance(error, DBAPIError):
        constraint = getattr(getattr(error.orig, "diag", None), "constraint_name", None)
        return f"{type(error.orig).__name__} {constraint or ''}".strip()
    return type(error).__name__


def reason_of(error: Exception) -> str:
    """What went wrong, for the table. An error's own words may be a customer's; a database's quote the values."""
    kind = kind_of(error)
    return (kind if isinstance(error, DBAPIError) else f"{kind}: {error}")[:LONGEST_REASON]
