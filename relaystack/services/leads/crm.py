"""What does a CRM learn of a lead? Each change is posted in the transaction of the change, once for each CRM."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, exists, func, select

from relaystack.models import Contact, Lead, Message, OutboxItem, StaffMember

from ..notices import known
from ..outbox import carrier_states, outbox
from ..storage import audit
from ..storage.database import Database
from ..storage.sets import among

BITE = 500  # leads that are announced at a time
SOON = timedelta(seconds=5)  # a change that is due this long where nothing delivers is told
LATE = timedelta(hours=1)  # and one that is this old anyway

OWNER = select(StaffMember.name).where(StaffMember.id == Lead.owner_id).scalar_subquery().label("owner")
_LEADS = (
    select(Lead.__table__, Contact.profile_name.label("whatsapp_name"), Contact.language, OWNER)
    .join(Contact, Contact.id == Lead.contact_id)
    .where(among(Lead.id, "ids"))
    .with_for_update(of=Lead, key_share=True, read=True)  # nobody is erased while their lead is being announced
)


@dataclass(frozen=True)
class Change:
    """A lead's change. `key` names what caused it; `told` holds what is new in it, `shown` the figures seen by then.

    `wait`: how long it lets others go first, where it is one of many.
    """

    key: str
    lead_id: int
    told: Mapping[str, Any] = field(default_factory=dict)
    shown: Mapping[str, Any] = field(default_factory=dict)
    is_new: bool = False
    wants_consultant: bool = False
    wait: timedelta = timedelta()


def announce(connection: Connection, changes: Sequence[Change], to: Sequence[str], now: datetime) -> None:
    """Post these changes to CRMs, with the leads as they are now. A key that waits already is kept."""
    if not changes or not to:
        return
    rows = connection.execute(_LEADS, {"ids": sorted({change.lead_id for change in changes})})
    leads = {row.id: dict(row._mapping) for row in rows}
    spoke = _spoke(connection, [lead["contact_id"] for lead in leads.values()])
    talks = {
        id: _conversation(connection, lead["contact_id"]) if lead["contact_id"] in spoke else []
        for id, lead in leads.items()
    }
    items = [
        {
            "key": f"{change.key}/{carrier}", "carrier": carrier, "contact_id": leads[change.lead_id]["contact_id"],
            "payload": _payload(change, leads[change.lead_id], talks[change.lead_id], now),
            "due_at": now + change.wait,
        }
        for change in changes
        for carrier in to
    ]  # fmt: skip
    outbox.post(connection, items, now)


def announce_all(connection: Connection, to: Sequence[str], now: datetime) -> int:
    """Post every lead as it is now, for a CRM that is new here; how many. Safe to run again."""
    bites = _all_as_they_are(connection)
    for changes in bites:
        announce(connection, changes, to, now)
    return sum(map(len, bites))


def announce_all_to(database: Database, name: str, by: str) -> int:
    """The same to one CRM, for somebody at a page: a bite at a time, so that nobody who writes waits for all."""
    with database.reading() as connection:
        bites = _all_as_they_are(connection)
    count = sum(map(len, bites))
    with database.transaction() as connection:
        audit.note(
            connection,
            by,
            "leads.announce",
            f"carrier:{name}",
            {"leads": None},
            {"leads": count},
            database.now(connection),
        )
    for changes in bites:
        with database.transaction() as connection:
            announce(connection, changes, [name], database.now(connection))
    return count


def _all_as_they_are(connection: Connection) -> list[list[Change]]:
    """Every lead, some at a time; named by its last change, so that none is told twice."""
    rows = connection.execute(select(Lead.id, Lead.updated_at).order_by(Lead.id)).all()
    changes = [Change(f"lead/{row.id}/as-of/{row.updated_at:%Y%m%dT%H%M%S%f}", row.id) for row in rows]
    return [changes[start : start + BITE] for start in range(0, len(changes), BITE)]


def _payload(
    change: Change, lead: Mapping[str, Any], conversation: Sequence[Mapping[str, str]], now: datetime
) -> dict[str, Any]:
    return {
        "lead": {**_plain(lead), "ref": ref(lead)},
        "change": {
            "kind": "created" if change.is_new else "changed",
            "at": now.isoformat(),
            "told": _plain(change.told),
            "wants_consultant": change.wants_consultant,
        },
        "figures_shown": dict(change.shown),
        "conversation": list(conversation),
    }


def ref(lead: Mapping[Any, Any]) -> str:
    """A lead's name for CRMs. Numbers begin anew with each database: the time makes it one of a kind."""
    return f"{lead['id']}-{lead['created_at']:%Y%m%dT%H%M%S%f}"


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """As JSON takes them."""
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}


def _spoke(connection: Connection, contact_ids: Sequence[int]) -> set[int]:
    """Those of these with whom there was a conversation: of a sheet of new leads nobody is."""
    there = exists().where(Message.contact_id == Contact.id)
    return set(connection.scalars(select(Contact.id).where(Contact.id.in_(contact_ids), there)))


def _conversation(connection: Connection, contact_id: int) -> list[dict[str, str]]:
    return [
        {"at": one.at.isoformat(), "from": one.speaker, "words": one.words[: known.LONGEST]}
        for one in known.last_words(connection, contact_id)
    ]


def troubles(connection: Connection, needs: Mapping[str, str], now: datetime) -> list[str]:
    """Changes of leads that do not get through, in words for the health page; each CRM with the setting it needs."""
    rows = connection.execute(
        select(OutboxItem.carrier, func.count().label("many"), func.min(OutboxItem.created_at).label("oldest"))
        .where(OutboxItem.carrier.in_(needs))
        .group_by(OutboxItem.carrier)
        .order_by(OutboxItem.carrier)
    ).all()
    told = []
    for row in rows:
        age = now - row.oldest
        if age > SOON and carrier_states.unserved(connection, row.carrier, now):
            waits = f"{row.many} changes of leads wait and nothing delivers them"
            told.append(f"{row.carrier}: {waits}: {needs[row.carrier]} is not set there")
        elif age > LATE:
            told.append(f"{row.carrier}: the oldest change of a lead waits for {age // timedelta(hours=1)} h")
    return told
