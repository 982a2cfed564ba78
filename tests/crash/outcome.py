"""What does the world look like in the end, without what differs in every run: numbers of rows, times, Meta's ids?"""

import email
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Table, select

from metatwin.messages import Sent
from relaystack.models import AlarmState, Base, Contact, DailyNumber, Lead, Program, RolledDay

Row = dict[str, Any]
# Programmes stay as they are. Days are counted, and troubles seen, by looking at the rest now and then.
ASIDE = {model.__tablename__ for model in (Program, AlarmState, DailyNumber, RolledDay)}


@dataclass(frozen=True)
class Outcome:
    """All tables, what each customer has got, and the mails that the consultants can tell apart."""

    tables: dict[str, list[Row]]
    received: dict[str, list[str]]
    mails: list[str]

    def differences(self, other: "Outcome") -> list[str]:
        """What the other one has more and less, a line each; none where both are equal."""
        return [
            *_between("table", self.tables, other.tables),
            *_between("received by", self.received, other.received),
            *_between("mails", {"": self.mails}, {"": other.mails}),
        ]


def tables(connection: Connection, sent: Sequence[Sent]) -> dict[str, list[Row]]:
    """The rows of all tables but those left aside, made comparable."""
    contacts = {row.id: row.phone for row in connection.execute(select(Contact.id, Contact.phone))}
    leads = {row.id: contacts[row.contact_id] for row in connection.execute(select(Lead.id, Lead.contact_id))}
    owners: dict[str, Mapping[int, Any]] = {
        "contact_id": contacts, "about_contact_id": contacts, "lead_id": leads,
    }  # fmt: skip
    ids = {one.wamid: f"Meta's id of {one.callback_data}" for one in sent}
    found = {}
    for table in Base.metadata.sorted_tables:
        if table.name not in ASIDE:
            rows = [_comparable(table, dict(row._mapping), owners, ids) for row in _rows(connection, table)]
            # One person's rows keep their order; who came first is chance.
            found[table.name] = sorted(rows, key=lambda row: str(row.get("contact_id", row.get("lead_id", row))))
    return found


def _rows(connection: Connection, table: Table) -> Sequence[Any]:
    return connection.execute(select(table).order_by(*table.primary_key.columns)).all()


def _comparable(table: Table, row: Row, owners: Mapping[str, Mapping[int, Any]], ids: Mapping[str, str]) -> Row:
    for name, value in row.items():
        if name in owners:
            row[name] = owners[name].get(value, value)
        elif isinstance(value, date):
            row[name] = "a time"
        elif isinstance(value, str):
            row[name] = ids.get(value, value)
    return {name: value for name, value in row.items() if name != "id" and not isinstance(value, float)}


def message_ids(mails: Sequence[str]) -> list[str]:
    """The mails by what tells copies from new ones."""
    return sorted({str(email.message_from_string(mail)["Message-ID"]) for mail in mails})


def _between(what: str, expected: Mapping[str, Sequence[Any]], found: Mapping[str, Sequence[Any]]) -> list[str]:
    lines = []
    for name in sorted({*expected, *found}):
        before, after = list(expected.get(name, ())), list(found.get(name, ()))
        if before != after:
            lines += [f"{what} {name}: {len(after)} instead of {len(before)}"]
            lines += [f"  missing: {one!r:.1000}" for one in before if one not in after]
            lines += [f"  not expected: {one!r:.1000}" for one in after if one not in before]
    return lines
