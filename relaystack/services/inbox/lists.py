"""Which conversations are there for whom to look at: the views of the inbox, each a page by an index."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

from sqlalchemy import Connection, Select, exists, func, or_, select, union
from sqlalchemy.orm import aliased

from relaystack.models import Contact, ContactTag, Message

from ..contacts import lease, permission, threads
from ..storage import pages
from ..storage.database import Database
from . import authors, tags

WAITING, MINE, UNASSIGNED, ALL, CLOSED = VIEWS = ("waiting", "mine", "unassigned", "all", "closed")
COUNTED, MOST = (WAITING, MINE, UNASSIGNED), 99  # in these views few stand; nobody counts further
BOT, PEOPLE = HAVING = ("bot", "people")  # who has a conversation
PREVIEW = 140  # characters
STANDING = (
    Contact.id, Contact.profile_name, Contact.called, Contact.phone, Contact.language, Contact.created_at,
    Contact.human_reason, Contact.waiting_since, Contact.assignee_id, Contact.closed_at, Contact.snoozed_until,
    *permission.COLUMNS,
)  # fmt: skip

_newer = aliased(Message)
_NEWEST = ~exists().where(_newer.contact_id == Message.contact_id, _newer.id > Message.id)
_WALKED = Message.id.label("last_id")  # from the end of all messages to who said the last of theirs there
_THEIRS = select(func.max(Message.id)).where(Message.contact_id == Contact.id).scalar_subquery()
_PROBED = func.coalesce(_THEIRS, 0).label("last_id")
_SINCE = func.coalesce(Contact.waiting_since, Contact.human_since).label("since")
_SEEN = func.coalesce(Contact.last_inbound_at, Contact.created_at).label("seen")
_LAST = (Message.contact_id, Message.id, Message.direction, Message.kind, Message.timestamp, Message.status,
         Message.author, Message.thread_owner, func.substr(Message.message, 1, PREVIEW).label("message"))  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """Which of them: a view, for a member; by language, by tag, by who has it; with `stopped` those who said stop."""

    view: str = WAITING
    member_id: int | None = None
    language: str = ""
    stopped: bool = False
    tag: str = ""
    having: str = ""  # one of HAVING

    @property
    def is_filtered(self) -> bool:
        """Whether not all of a view are asked for."""
        return bool(self.language or self.stopped or self.tag or self.having)


def page(database: Database, asked: Asked, wanted: pages.Wanted) -> pages.Page:
    """A page of a view: the longest waiting first where they wait, else where something was said last."""
    now = datetime.now(UTC)
    with database.reading() as connection:
        found = _page(connection, asked, wanted, now)
        items = found["items"]
        said = _said(connection, [item["id"] for item in items])
        names = authors.members(connection, [item["assignee_id"] for item in items])
        filed = tags.of(connection, [item["id"] for item in items])
    for item in items:
        item.update(shown(item, names, now), last=said.get(item["id"]), tags=filed.get(item["id"], []))
    return found


def counts(database: Database, member_id: int | None) -> dict[str, int]:
    """How many stand in the views that are short, up to `MOST` and one."""
    now = datetime.now(UTC)
    with database.reading() as connection:
        return {view: _count(connection, Asked(view, member_id), now) for view in COUNTED}


def waiting(database: Database) -> int:
    """How many wait for an answer, up to `MOST` and one."""
    with database.reading() as connection:
        return _count(connection, Asked(WAITING), datetime.now(UTC))


def shown(row: dict[str, Any], names: dict[int, str], now: datetime) -> dict[str, Any]:
    """What follows from the columns `STANDING` by now: who has it, who waits for how long, what sleeps."""
    since, until, sleeps = row["waiting_since"], row["human_until"], row["snoozed_until"]
    return {
        "name": row["called"] or row["profile_name"],
        "owner": names.get(row["assignee_id"]),
        "held": until is not None and now < until,
        "waits_minutes": int((now - since).total_seconds() // 60) if since else None,
        "sleeps_until": sleeps if sleeps and now < sleeps else None,
        "thread_with": _with(row, now),
    }  # fmt: skip


def _with(row: dict[str, Any], now: datetime) -> str | None:
    return (row["thread_owner"] or threads.UNKNOWN) if threads.is_anothers(SimpleNamespace(**row), now) else None


def _page(connection: Connection, asked: Asked, wanted: pages.Wanted, now: datetime) -> pages.Page:
    if asked.view == ALL and not asked.is_filtered:
        walk = select(*STANDING, _WALKED).select_from(Message).join(Contact, Contact.id == Message.contact_id)
        return pages.page(connection, walk.where(_NEWEST, _THERE), wanted, _WALKED)
    if asked.view == MINE:
        return pages.page(connection, select(*STANDING, _PROBED).where(*_which(asked, now)), wanted, _PROBED)
    at, oldest_first = _ORDER[asked.view]
    found = select(*STANDING, at).where(*_which(asked, now))
    return pages.page(connection, found, wanted, Contact.id, at, oldest_first=oldest_first)


_ORDER: dict[str, tuple[Any, bool]] = {
    WAITING: (Contact.waiting_since, True), UNASSIGNED: (_SINCE, True), CLOSED: (Contact.closed_at, False),
    ALL: (_SEEN, False),
}  # fmt: skip
_THERE = Contact.erased_at.is_(None)


def _which(asked: Asked, now: datetime) -> Iterable[Any]:
    yield _THERE
    if asked.language:
        yield Contact.language == asked.language
    if asked.stopped:
        yield Contact.opted_out_at.is_not(None)
    if asked.tag:
        filed = ContactTag.folded == tags.folded(asked.tag)
        yield Contact.id.in_(select(ContactTag.contact_id).where(filed))
    if asked.having:
        free = or_(Contact.human_until.is_(None), Contact.human_until <= now)
        yield free if asked.having == BOT else Contact.id.in_(_held(now))
    yield from _OF_VIEW[asked.view](asked.member_id, now)
    if asked.view in COUNTED:
        yield lease.is_awake(now)


def _ours(now: datetime) -> Any:
    """Who waits for a person, or is with one: each by its own index."""
    waits = select(Contact.id).where(Contact.waiting_since.is_not(None))
    return Contact.id.in_(union(waits, _held(now)))


def _held(now: datetime) -> Select[Any]:
    """Whom people have now, by an index: they are few."""
    return select(Contact.id).where(Contact.human_until.is_not(None), Contact.human_until > now)


_OF_VIEW: dict[str, Callable[[int | None, datetime], tuple[Any, ...]]] = {
    WAITING: lambda member, now: (Contact.waiting_since.is_not(None),),
    MINE: lambda member, now: (
        Contact.assignee_id.is_not(None), Contact.assignee_id == member, Contact.closed_at.is_(None)
    ),
    UNASSIGNED: lambda member, now: (_ours(now), Contact.assignee_id.is_(None), Contact.closed_at.is_(None)),
    CLOSED: lambda member, now: (Contact.closed_at.is_not(None),),
    ALL: lambda member, now: (),
}  # fmt: skip


def _count(connection: Connection, asked: Asked, now: datetime) -> int:
    some = select(Contact.id).where(*_which(asked, now)).limit(MOST + 1).subquery()
    return connection.scalar(select(func.count()).select_from(some)) or 0


def _said(connection: Connection, contact_ids: list[int]) -> dict[int, dict[str, Any]]:
    """What was said last with each of them, and by whom."""
    newest = select(func.max(Message.id)).where(Message.contact_id.in_(contact_ids)).group_by(Message.contact_id)
    rows = [dict(row._mapping) for row in connection.execute(select(*_LAST).where(Message.id.in_(newest)))]
    called = authors.names(connection, {row["author"] for row in rows if row["author"]})
    return {row["contact_id"]: {**row, "by": called.get(row["author"])} for row in rows}
