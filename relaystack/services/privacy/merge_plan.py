"""What two contacts become when they are one: whose number, whose words, and which rows cannot be kept twice."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Connection, Table, UniqueConstraint, or_, select

from relaystack.models import LeadEnquiry, OutboxItem

from ..carriers import timers
from .personal import NAMES

Row = Mapping[Any, Any]
_ACCOUNT = ("phone", "bsuid")  # two of either are two accounts of WhatsApp's
_CONSENT = ("marketing_consent_at", "marketing_consent_how", "marketing_consent_words")
_LEASE = ("human_since", "human_until", "human_reason")
_FILLED = ("name", "email", "interest", "budget", "country_of_interest", "advert", "owner_id", "next_action", "due_on")
PAIR = "other_contact_id"  # of a table whose rows are about two contacts


def links(table: Table) -> list[Column[Any]]:
    """The columns that name a contact: every table that has one is moved, whoever adds it."""
    return [column for column in table.columns if column.name == "contact_id" or column.name.endswith("_contact_id")]


def lost(kept: Row, other: Row) -> list[str]:
    """By what the other one went, and nobody will go any more: two accounts cannot be one's."""
    return [other[name] for name in _ACCOUNT if other[name]] if _are_two_accounts(kept, other) else []


def of_contact(kept: Row, other: Row, now: datetime) -> dict[str, Any]:
    """What changes in the row of the contact that is kept."""
    wanted = {
        **_identity(kept, other), **_refusals(kept, other), **_waiting(kept, other, now),
        **{name: kept[name] or other[name] for name in ("profile_name", "called", "language", "zone", "advert")},
        "assignee_id": kept["assignee_id"] or other["assignee_id"],
        "identity_changed_at": _last(kept, other, "identity_changed_at"),
        "created_at": min(kept["created_at"], other["created_at"]),
    }  # fmt: skip
    return {name: value for name, value in wanted.items() if value != kept[name]}


def of_lead(kept: Row, other: Row) -> dict[str, Any]:
    """What changes in the lead of the contact that is kept, where both have one: gaps are filled, notes are joined."""
    wanted = {name: other[name] for name in _FILLED if kept[name] in (None, "") and other[name] not in (None, "")}
    if other["notes"] and other["notes"] not in kept["notes"]:
        wanted["notes"] = "\n".join(filter(None, (kept["notes"], other["notes"])))
    return wanted


def left_over(connection: Connection, table: Table, kept_id: int, other_id: int) -> list[dict[str, Any]]:
    """Rows of the other that cannot be those of the one that is kept: there can be but one, or they are about both."""
    named = links(table)
    keys = [*_keys(table, named)]
    if not keys and PAIR not in table.columns and table is not OutboxItem.__table__:
        return []

    def rows(id: int) -> list[dict[str, Any]]:
        found = select(table).where(or_(*(column == id for column in named))).order_by(table.c.id)
        return [dict(row._mapping) for row in connection.execute(found)]

    def moved(row: Row) -> dict[str, Any]:
        return {**row, **{column.name: kept_id for column in named if row[column.name] == other_id}}

    taken = {(key, *(row[name] for name in key)) for row in rows(kept_id) for key in keys}
    return [
        row for row in rows(other_id)
        if _is_of_itself(moved(row)) or row.get("carrier") == timers.CARRIER
        or any((key, *(moved(row)[name] for name in key)) in taken for key in keys)
    ]  # fmt: skip


def follows(table: Table) -> bool:
    """Whether the rows go with the lead, not with the contact."""
    return table is LeadEnquiry.__table__


def _keys(table: Table, named: list[Column[Any]]) -> Iterator[tuple[str, ...]]:
    """The columns that together may be there once, where a contact is among them."""
    unique: list[Any] = [one for one in table.constraints if isinstance(one, UniqueConstraint)]
    for one in (*unique, *(index for index in table.indexes if index.unique)):
        if any(column.name in one.columns for column in named):
            yield tuple(column.name for column in one.columns)


def _is_of_itself(row: Row) -> bool:
    return PAIR in row and row["contact_id"] == row[PAIR]


def _are_two_accounts(kept: Row, other: Row) -> bool:
    return any(kept[name] and other[name] and kept[name] != other[name] for name in _ACCOUNT)


def _identity(kept: Row, other: Row) -> dict[str, Any]:
    """By what they go, and when they wrote last: that opens the window of the account that wrote."""
    if _are_two_accounts(kept, other):
        return {}
    names = {name: kept[name] or other[name] for name in NAMES}
    if other["phone"] and not kept["phone"]:
        names["wa_id"] = other["wa_id"]
    return {**names, "last_inbound_at": _last(kept, other, "last_inbound_at")}


def _refusals(kept: Row, other: Row) -> dict[str, Any]:
    """A stop said as either holds for both."""
    stops = {name: kept[name] or other[name] for name in ("opted_out_at", "marketing_opted_out_at")}
    whose = kept if kept["marketing_consent_at"] else other
    agreed = {name: None if any(stops.values()) else whose[name] for name in _CONSENT}
    return {**stops, **agreed, "marketing_chosen_at": _last(kept, other, "marketing_chosen_at")}


def _waiting(kept: Row, other: Row, now: datetime) -> dict[str, Any]:
    """Nobody who waits for a person is forgotten, and who has the conversation keeps it."""
    since = [row["waiting_since"] for row in (kept, other) if row["waiting_since"]]
    held = [row for row in (kept, other) if row["human_until"] and row["human_until"] > now]
    lease = {name: held[0][name] for name in _LEASE} if held else {}
    opened = {"closed_at": None, "snoozed_until": None} if other["waiting_since"] else {}
    return {"waiting_since": min(since, default=None), **lease, **opened}


def _last(kept: Row, other: Row, name: str) -> datetime | None:
    return max((row[name] for row in (kept, other) if row[name]), default=None)
