"""What has failed for good, and how is it tried again? Updates that were set aside, and items that were given up."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Row, cast, delete, func, literal, null, or_, select, union_all, update

from relaystack.models import Contact, GivenUp, Message, SetAside, Status
from relaystack.models.base import Json

from ..carriers import kinds
from ..contacts import permission
from ..conversations.talks import ConversationSettings
from ..files import sent_files
from ..message_templates import standing
from ..outbox.outbox import Item
from ..receiving import set_aside
from ..receiving.take_in import take_in_within
from ..receiving.update_json import from_json
from ..storage import audit, pages
from ..storage.database import AWAY, Database

UPDATE, ITEM = "update", "item"
_TABLES: dict[str, type[SetAside] | type[GivenUp]] = {UPDATE: SetAside, ITEM: GivenUp}


@dataclass(frozen=True, order=True)
class FailedId:
    """What a person at the terminal calls it: `update:12` or `item:7`."""

    table: str
    number: int

    def __str__(self) -> str:
        return f"{self.table}:{self.number}"

    @classmethod
    def read(cls, written: str) -> "FailedId":
        """The id that is written like that; ValueError says how it must be written."""
        table, _, number = written.strip().partition(":")
        if table not in _TABLES or not (number.isascii() and number.isdigit()) or len(number) > 18:
            raise ValueError(f"{written[:40]!r} is no id: write it like {UPDATE}:12 or {ITEM}:7")
        return cls(table, int(number))


@dataclass(frozen=True)
class Failure:
    """One line of the list: nothing of what people wrote, nobody's number."""

    id: FailedId
    at: datetime
    kind: str
    contact_id: int | None
    reason: str


# Both tables as one list. Each numbers its rows from 1: a number of the list is twice theirs, and odd for updates.
_ALL = union_all(
    select(
        (GivenUp.id * 2).label("number"), GivenUp.created_at.label("at"), GivenUp.carrier, GivenUp.contact_id,
        GivenUp.code, GivenUp.reason, cast(null(), Json).label("update"),
    ),
    select(SetAside.id * 2 + 1, SetAside.created_at, null(), null(), literal(0), SetAside.reason, SetAside.update),
).subquery()  # fmt: skip


def find(connection: Connection, carrier: str | None = None) -> list[Failure]:
    """All failures, the oldest first; with `carrier` its items alone."""
    found = select(_ALL).order_by(_ALL.c.at, _ALL.c.number)
    if carrier:
        found = found.where(_ALL.c.carrier == carrier)
    return [_failure(connection, row._mapping) for row in connection.execute(found)]


def page(database: Database, wanted: pages.Wanted) -> pages.Page:
    """A page of the failures, the newest first. What fails again stands at the top, so no page shows it twice."""
    with database.reading() as connection:
        found = pages.page(connection, select(_ALL), wanted, _ALL.c.number, _ALL.c.at)
        return {**found, "items": [_failure(connection, row) for row in found["items"]]}


def _failure(connection: Connection, row: Mapping[Any, Any]) -> Failure:
    """A line of the list. Only for an update it must be looked up whose it is."""
    number, is_update = divmod(row["number"], 2)
    if not is_update:
        reason = _short(row["reason"], row["code"])
        return Failure(FailedId(ITEM, number), row["at"], row["carrier"], row["contact_id"], reason)
    kind, reason = str(row["update"].get("type", "update")), row["reason"].partition(":")[0]
    return Failure(FailedId(UPDATE, number), row["at"], kind, _whose(connection, row["update"]), reason)


def _short(reason: str, code: int) -> str:
    """The reason without an error's own words, which may be a customer's."""
    parts = reason.split(": ")
    kept = ": ".join(parts[:2]) if parts[0].startswith("fault") else reason
    return f"{kept} ({code})" if code and str(code) not in kept else kept


def _whose(connection: Connection, kept: dict[str, Any]) -> int | None:
    """The contact that an update is about, where it is known."""
    who = kept.get("sender") or kept.get("before") or {}
    names = [getattr(Contact, name) == who[name] for name in ("bsuid", "phone") if who.get(name)]
    return connection.scalar(select(Contact.id).where(or_(*names)).order_by(Contact.id).limit(1)) if names else None


def show(connection: Connection, id: FailedId) -> dict[str, Any] | None:
    """All that is kept of it, words and numbers included: for staff at the terminal."""
    table = _TABLES[id.table].__table__
    row = connection.execute(select(table).where(table.c.id == id.number)).first()
    return dict(row._mapping) if row else None


def count(connection: Connection) -> int:
    """How many there are."""
    return sum(connection.scalar(select(func.count()).select_from(table)) or 0 for table in _TABLES.values())


def drop(connection: Connection, id: FailedId, by: str, now: datetime) -> bool:
    """Forget it; whether it was there."""
    table = _TABLES[id.table]
    about = GivenUp.about_contact_id if table is GivenUp else null()
    gone = connection.execute(delete(table).where(table.id == id.number).returning(about)).first()
    if gone:
        audit.note(connection, by, "failed.drop", f"failed:{id}", {}, {}, now, gone[0])
    return gone is not None


def retry(
    database: Database, conversation_settings: ConversationSettings, ids: Sequence[FailedId], by: str
) -> list[tuple[FailedId, str, bool]]:
    """Try these again, each in a transaction of its own: what became of it, and whether that is good."""
    again: dict[str, Callable[[int], tuple[str, bool]]] = {
        UPDATE: lambda number: _take_in_again(database, conversation_settings, number, by),
        ITEM: lambda number: _post_again(database, number, by),
    }
    return [(id, *again[id.table](id.number)) for id in ids]


def _refusal(connection: Connection, row: Row[Any], said_at: datetime, now: datetime) -> str:
    """Why an item may not leave, in words; empty where it may."""
    kind = kinds.KINDS.get(row.carrier)
    if kind is None:
        return f"there is no carrier {row.carrier} (any more)"
    person = connection.execute(select(*permission.COLUMNS).where(Contact.id == row.contact_id)).first()
    if kind.refusal is None or person is None:
        return ""
    item = Item(
        id=row.id, worker="", claimed_at=now, key=row.key, carrier=row.carrier, contact_id=row.contact_id,
        payload=row.payload, attempts=row.attempts, orphaned=False, phone=None, bsuid=None, created_at=said_at,
        template=standing.of(connection, row.payload), **person._mapping,
    )  # fmt: skip
    refused = kind.refusal(item, now, None)
    return refused.reason if refused else ""


NOT_THERE = ("there is no such failure (any more)", False)


class _Gone(Exception):
    """Somebody else has dealt with it meanwhile: nothing of it may have happened here."""


def _take_in_again(
    database: Database, conversation_settings: ConversationSettings, number: int, by: str
) -> tuple[str, bool]:
    """Handle an update as if it came now. It goes away in the same transaction, or stays with its new reason."""
    now = datetime.now(UTC)
    try:
        with database.transaction() as connection:
            kept = connection.scalar(select(SetAside.update).where(SetAside.id == number))
            if kept is None:
                return NOT_THERE
            done = take_in_within(connection, conversation_settings, [from_json(kept)], now)
            # Last, since people are locked before all else. It may be gone by now: its person was erased.
            if not connection.execute(delete(SetAside).where(SetAside.id == number)).rowcount:
                raise _Gone
            audit.note(connection, by, "failed.retry", f"failed:{FailedId(UPDATE, number)}", {}, {}, now)
        return ("handled" if done.new else "had been handled already"), True
    except AWAY:
        raise
    except _Gone:
        return NOT_THERE
    except Exception as error:
        reason = set_aside.reason_of(error)
        with database.transaction() as connection:
            connection.execute(update(SetAside).where(SetAside.id == number).values(reason=reason))
        return f"failed again: {set_aside.kind_of(error)}", False


def _post_again(database: Database, number: int, by: str) -> tuple[str, bool]:
    """Put an item back into the outbox under its own key, as if it had never been tried."""
    now = datetime.now(UTC)
    table = GivenUp.__table__
    with database.transaction() as connection:
        row = connection.execute(select(table).where(table.c.id == number).with_for_update()).first()
        if row is None:
            return NOT_THERE
        found = select(Message.id, Message.status, Message.timestamp).where(Message.key == row.key)
        message = connection.execute(found).first()
        is_failed = message is None or message.status == Status.FAILED
        refused = _refusal(connection, row, message.timestamp if message else now, now) if is_failed else ""
        if refused:
            return refused, False
        connection.execute(delete(GivenUp).where(GivenUp.id == number))
        subject = f"failed:{FailedId(ITEM, number)}"
        audit.note(connection, by, "failed.retry", subject, {}, {}, now, row.about_contact_id or row.contact_id)
        if message and not is_failed:
            return f"not sent again: it is {message.status} by now", True
        item = {
            "key": row.key, "carrier": row.carrier, "contact_id": row.contact_id, "payload": row.payload, "due_at": now,
            "about_contact_id": row.about_contact_id or row.contact_id,
            "created_at": message.timestamp if message else now,  # a consultant may have taken over since it was said
        }  # fmt: skip
        sent_files.post(connection, item, now)
        if message:
            queued = {"status": Status.QUEUED, "error_code": None, "error_title": None}
            connection.execute(update(Message).where(Message.id == message.id).values(queued))
    return "waits to be sent again", True
