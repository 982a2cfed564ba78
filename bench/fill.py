"""How does a database become as full as after years? By statements that make all rows inside the database."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Select,
    String,
    Table,
    cast,
    create_engine,
    insert,
    literal,
    select,
    text,
)  # fmt: skip

from bench.bodies import FACTOR, RANGE
from relaystack.engine.state import State
from relaystack.models import Base, Contact, Lead, Message, OutboxItem, Session

REPLY: dict[str, Any] = {
    "text": "👋 Welcome to Nexora Investments!\n\nPlease choose an option:\n\n1️⃣ Explore Residency Programs\n"
    "2️⃣ Check Eligibility\n3️⃣ Talk to Consultant\n\nReply with a number.",
    "choices": [{"id": f"main_menu.menu.{i}", "title": f"Option number {i}"} for i in range(6)],
}


def scattered(number: ColumnElement[int]) -> ColumnElement[str]:
    """bench.bodies.scattered, in SQL."""
    return cast(RANGE + cast(number, BigInteger) * FACTOR % RANGE, String)


def numbers(count: int) -> Any:
    """A table of the numbers from 1 to count."""
    series = select(literal(1, BigInteger).label("n")).cte("series", recursive=True)
    return series.union_all(select(series.c.n + 1).where(series.c.n < count))


def wamid(number: ColumnElement[int]) -> ColumnElement[str]:
    """Meta's id of the message with that row number."""
    return literal("wamid.") + scattered(number)


def key(number: ColumnElement[int]) -> ColumnElement[str]:
    """The outbox key of the message with that row number."""
    return wamid(number) + literal("/main_menu.menu/0")


class Fill:
    """Fills a fresh database: contact n has the row number n and bench.bodies.phone_of(n), and so have messages."""

    def __init__(self, connection: Connection, contacts: int) -> None:
        self._connection = connection
        self._contacts = contacts
        self._then = datetime.now(UTC) - timedelta(days=1)

    def people(self) -> None:
        """Contacts with their sessions and leads."""
        n = numbers(self._contacts).c.n
        phone = scattered(n)
        person = {"phone": phone, "bsuid": literal("US.") + phone, "profile_name": literal("Person"),
                  "last_inbound_at": self._now(), "created_at": self._at(), "updated_at": self._at()}  # fmt: skip
        self._insert(Contact, n, person)
        state = self._json(State().to_json())
        session = {"contact_id": n, "phone": phone, "metadata": state, "is_active": literal(False),
                   "created_at": self._at(), "updated_at": self._at(), "last_activity": self._at()}  # fmt: skip
        self._insert(Session, n, session)
        lead = {"contact_id": n, "phone": phone, "budget": literal(250_000), "interest": literal("Eligibility check"),
                "created_at": self._at(), "updated_at": self._at()}  # fmt: skip
        self._insert(Lead, n, lead)

    def messages(self, count: int, status: str = "read") -> None:
        """Outgoing messages, spread over all contacts."""
        n = numbers(count).c.n
        self._message(n, n * 7919 % self._contacts + 1, {"message_id": wamid(n), "status": literal(status)}, key(n))

    def backlog(self, count: int, after: int, due: datetime) -> None:
        """What waits to go out, to those who became contacts last; `after` messages are there already."""
        n = numbers(count).c.n
        contact = self._contacts - n % min(count, self._contacts // 2)
        self._message(n, contact, {"status": literal("queued")}, key(n + after))
        item = {"key": key(n + after), "carrier": literal("whatsapp"), "contact_id": contact,
                "about_contact_id": contact, "payload": self._json(REPLY), "due_at": self._at(due),
                "created_at": self._at()}  # fmt: skip
        self._insert(OutboxItem, n, item)

    def _message(self, n: Any, contact: Any, values: dict[str, Any], named: Any) -> None:
        whole = {"contact_id": contact, "phone": scattered(contact), "message": literal(REPLY["text"]),
                 "direction": literal("outgoing"), "timestamp": self._at(), "key": named, "content": self._json(REPLY),
                 **values}  # fmt: skip
        self._insert(Message, n, whole)

    @property
    def _sqlite(self) -> bool:
        return self._connection.dialect.name == "sqlite"

    def _now(self) -> ColumnElement[Any]:
        return self._at(datetime.now(UTC))

    def _at(self, at: datetime | None = None) -> ColumnElement[Any]:
        return literal(at or self._then, Contact.__table__.c.created_at.type)

    def _json(self, value: Any) -> ColumnElement[Any]:
        return literal(value, Message.__table__.c.content.type)

    def _insert(self, model: type[Base], n: Any, values: dict[str, Any]) -> None:
        table: Table = model.__table__  # type: ignore[assignment]
        chosen: Select[Any] = select(*values.values()).select_from(n.table)
        self._connection.execute(insert(table).from_select(list(values), chosen))


def fill(
    url: str, contacts: int, messages: int, status: str = "read", backlog: int = 0, due: datetime | None = None
) -> None:
    """Fill a fresh database, and let the planner know."""
    engine = create_engine(url)
    with engine.begin() as connection:
        filling = Fill(connection, contacts)
        filling.people()
        filling.messages(messages, status)
        if backlog:
            filling.backlog(backlog, messages, due or datetime.now(UTC))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE" if engine.dialect.name == "sqlite" else "VACUUM ANALYZE"))
    engine.dispose()
