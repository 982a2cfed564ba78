"""What Meta says of our message templates, kept as it comes; the latest word of each kind counts."""

import logging
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, select, update

from relaystack.engine.message_templates import APPROVED, UTILITY, Listed, TemplateState
from relaystack.engine.updates import TemplateChanged
from relaystack.models import Template

from ..notices import alarms
from ..outbox import carrier_states
from ..outbox.outbox import Item
from ..outbox.retry import GiveUp
from ..storage.database import insert

log = logging.getLogger(__name__)

PENDING, DELETED = "PENDING", "DELETED"
AS_APPROVED = {"REINSTATED": APPROVED, "ACTIVE": APPROVED, "UNARCHIVED": APPROVED}
BAD = frozenset({"REJECTED", "PAUSED", "DISABLED", "FLAGGED", "LOCKED", "LIMIT_EXCEEDED"})
SKEW = timedelta(minutes=1)  # Meta's clock and ours may differ: a webhook of this minute still counts


def take(connection: Connection, changes: Sequence[TemplateChanged], now: datetime) -> None:
    """Keep what webhooks tell; an older word than the one that is kept says nothing."""
    for change in sorted(changes, key=lambda change: (change.name, change.language, change.at)):
        _note(connection, change, now)


def refresh(connection: Connection, listed: Iterable[Listed], now: datetime) -> None:
    """Keep what Meta's whole list says, asked for just now; what is not in it is gone."""
    there = {(one.name, one.language): one for one in listed}
    for key in sorted(there):
        one = there[key]
        change = TemplateChanged(*key, now - SKEW, one.id, one.status, one.reason, one.category, one.quality)
        _note(connection, change, now)
    for name, language in sorted(states(connection).keys() - there.keys()):
        _note(connection, TemplateChanged(name, language, now - SKEW, status=DELETED), now)


def created(connection: Connection, one: Listed, now: datetime) -> None:
    """Keep what Meta answered to a new template: any webhook knows more."""
    row = _locked(connection, one.name, one.language, now)
    if row.status_at and row.meta_id == one.id:  # a webhook has come before this answer was written down
        return
    values = {"meta_id": one.id, "status": one.status or PENDING, "status_at": None, "category": one.category or None}
    connection.execute(
        update(Template).where(Template.id == row.id).values(**values, reason=None, quality=None, updated_at=now)
    )


def refused(
    connection: Connection, payload: Mapping[str, Any], outcome: GiveUp, now: datetime, began: datetime
) -> None:
    """A message whose sending `began` then was refused: what Meta says by that of its template, and of its kind."""
    if outcome.halts:
        known_as = carrier_states.KINDS[outcome.halts]
        alarms.stop(connection, outcome.halts, outcome.code, outcome.reason, now, began, known_as=known_as)
    sent = payload.get("template")
    if sent and outcome.template:
        change = TemplateChanged(sent["name"], sent["language"], now, status=outcome.template, reason=outcome.reason)
        _note(connection, change, now)


def states(connection: Connection, names: Collection[str] | None = None) -> dict[tuple[str, str], TemplateState]:
    """All that is known, by name and language; or what is of these names."""
    query = select(Template.__table__)
    if names is not None:
        query = query.where(Template.name.in_(names))
    rows = connection.execute(query).all()
    halted = carrier_states.halted(connection) if rows else {}
    return {(row.name, row.language): _state(row, halted) for row in rows}


def state(connection: Connection, name: str, language: str) -> TemplateState:
    """What is known of one template in one language."""
    return states(connection, [name]).get((name, language), TemplateState())


def of(connection: Connection, payload: Mapping[str, Any]) -> TemplateState | None:
    """What is known of the template that a message is; nothing where it is none."""
    sent = payload.get("template")
    return state(connection, sent["name"], sent["language"]) if sent else None


def with_states(connection: Connection, items: list[Item]) -> list[Item]:
    """The items, each template with how Meta sees it at this moment; without templates among them nothing is asked."""
    sent = {item.id: (told["name"], told["language"]) for item in items if (told := item.payload.get("template"))}
    if not sent:
        return items
    known = states(connection, {name for name, _ in sent.values()})
    return [
        replace(item, template=known.get(sent[item.id], TemplateState())) if item.id in sent else item for item in items
    ]


def _state(row: Row[Any], halted: Mapping[str, str]) -> TemplateState:
    category = row.category or ""
    why = halted.get(carrier_states.TEMPLATES, "")
    if category.lower() != UTILITY:  # marketing, or not known to be anything else
        why = why or halted.get(carrier_states.MARKETING, "")
    about = row.status or "", category, row.quality or "", row.reason or "", why
    return TemplateState(*about, row.coming_category or "", row.coming_at)


def _note(connection: Connection, change: TemplateChanged, now: datetime) -> None:
    row = _locked(connection, change.name, change.language, now)
    values: dict[str, Any] = {}
    for part in ("status", "category", "quality"):
        told, at = getattr(change, part), getattr(row, f"{part}_at")
        if told and (at is None or change.at >= at):
            values |= {part: AS_APPROVED.get(told, told), f"{part}_at": change.at}
    if "status" in values:
        values["reason"] = change.reason or None
        if values["status"] in BAD and values["status"] != row.status:
            log.warning("template %s (%s): %s: %s", change.name, change.language, values["status"], change.reason)
    if values.get("category") and row.category and values["category"] != row.category:
        log.warning("template %s (%s) is %s now", change.name, change.language, values["category"])
    if "category" in values and (change.coming or (row.coming_at and row.coming_at <= change.at)):
        values |= {"coming_category": change.coming or None, "coming_at": change.coming_at}
        if change.coming and change.coming != row.coming_category:
            log.warning("template %s (%s) will be %s soon", change.name, change.language, change.coming)
    if change.id:
        values["meta_id"] = change.id
    values = {name: value for name, value in values.items() if value != getattr(row, name)}
    if values:  # a repeat tells nothing
        connection.execute(update(Template).where(Template.id == row.id).values(**values, updated_at=now))


def _locked(connection: Connection, name: str, language: str, now: datetime) -> Row[Any]:
    """The row under its lock; made where there is none."""
    new = insert(connection, Template).on_conflict_do_nothing(index_elements=["name", "language"])
    connection.execute(new, {"name": name, "language": language, "updated_at": now})
    mine = Template.name == name, Template.language == language
    return connection.execute(select(Template.__table__).where(*mine).with_for_update()).one()
