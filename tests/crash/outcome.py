"""What does the world look like in the end, without what differs in every run: numbers of rows, times, Meta's ids?"""

import email
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from crash.names import Names
from sqlalchemy import Connection, Table, select

from metatwin.messages import Sent
from relaystack.models import AlarmState, Base, DailyNumber, Program, RolledDay
from stripetwin.book import Book

Row = dict[str, Any]
# Programmes stay as they are. Days are counted, and troubles seen, by looking at the rest now and then.
ASIDE = {model.__tablename__ for model in (Program, AlarmState, DailyNumber, RolledDay)}


@dataclass(frozen=True)
class Outcome:
    """All tables, what each customer has got, the mails that the consultants can tell apart, and Stripe's pages."""

    tables: dict[str, list[Row]]
    received: dict[str, list[str]]
    mails: list[str]
    pages: list[str]

    def differences(self, other: "Outcome") -> list[str]:
        """What the other one has more and less, a line each; none where both are equal."""
        return [
            *_between("table", self.tables, other.tables),
            *_between("received by", self.received, other.received),
            *_between("mails", {"": self.mails}, {"": other.mails}),
            *_between("Stripe", {"pages": self.pages}, {"pages": other.pages}),
        ]


def outcome(connection: Connection, sent: Sequence[Sent], stripe: Book, mails: Sequence[str]) -> Outcome:
    """What there is now, made comparable."""
    names = Names.of(connection, sent)
    received: dict[str, list[str]] = {}
    for one in sent:
        received.setdefault(one.customer_id, []).append(names.alike(one.words))
    pages = [f"{page.status}, {page.payment_status}" for page in stripe.sessions.values()]
    refunds = [f"{refund['amount']} sent back" for refund in stripe.refunds]
    return Outcome(_tables(connection, names), received, _subjects(mails), pages + refunds)


def _tables(connection: Connection, names: Names) -> dict[str, list[Row]]:
    """The rows of all tables but those left aside."""
    found = {}
    for table in Base.metadata.sorted_tables:
        if table.name not in ASIDE:
            rows = [_comparable(dict(row._mapping), names) for row in _rows(connection, table)]
            # One person's rows keep their order; who came first is chance.
            found[table.name] = sorted(rows, key=lambda row: str(row.get("contact_id", row.get("lead_id", row))))
    return found


def _rows(connection: Connection, table: Table) -> Sequence[Any]:
    return connection.execute(select(table).order_by(*table.primary_key.columns)).all()


def _comparable(row: Row, names: Names) -> Row:
    kept = {name: value for name, value in row.items() if name != "id" and not isinstance(value, float)}
    return {name: names.row(name, value) for name, value in kept.items()}


def _subjects(mails: Sequence[str]) -> list[str]:
    """The subjects of the mails, but of copies with the same Message-ID only one."""
    read = [email.message_from_string(mail) for mail in mails]
    return sorted(subject for _, subject in {(str(mail["Message-ID"]), str(mail["Subject"])) for mail in read})


def _between(what: str, expected: Mapping[str, Sequence[Any]], found: Mapping[str, Sequence[Any]]) -> list[str]:
    lines = []
    for name in sorted({*expected, *found}):
        before, after = list(expected.get(name, ())), list(found.get(name, ()))
        if before != after:
            lines += [f"{what} {name}: {len(after)} instead of {len(before)}"]
            lines += [f"  missing: {one!r:.1000}" for one in before if one not in after]
            lines += [f"  not expected: {one!r:.1000}" for one in after if one not in before]
    return lines
