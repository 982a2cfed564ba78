"""How does an office look after years? Few wait, some are held or assigned, half of all is closed."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, String, case, cast, insert, literal, select, text, update

from bench.fill import Fill, numbers, scattered, wamid
from relaystack.models import Contact, ContactTag, Message, StaffMember
from relaystack.services.storage import search_index
from relaystack.services.storage.database import Database

LATEST = 1_200  # people of whom somebody may wait or be held
AT_ONCE = 3_000  # people who write in the same days
SAID = (
    "Hello, how much is Portugal for a family of four?", "你好，我想去希腊买房", "¿Cuánto cuesta la residencia?",
    "كم سعر جواز مالطا؟", "Thank you, let us speak tomorrow about the relocation", "Привет, хочу переезд",
)  # fmt: skip
LANGUAGES = ("en", "en", "en", "en", "en", "es", "es", "ar", "fr", "zh")
TAGS = {"VIP": 20, "Papers missing": 1_000}  # of how many people one has it


class Office(Fill):
    """A database with an inbox in it."""

    def staff(self) -> None:
        """One who has conversations."""
        row = {"email": "layla@example.com", "name": "Layla", "role": "owner", "recovery_codes": []}
        self._connection.execute(insert(StaffMember), {"created_at": self._then, **row})  # the first: number 1

    def said(self, count: int) -> None:
        """Messages both ways, the last of them of those who became contacts last."""
        n = numbers(count).c.n
        about = n * self._contacts // count - n * 7919 % min(AT_ONCE, self._contacts // 10)
        contact = case((about < 1, 1), else_=about)
        ours = n % 2 == 0
        words = _one_of(SAID, n // 7) + literal(" ") + cast(n, String)
        values: dict[str, Any] = {
            "contact_id": contact, "phone": scattered(contact), "message": words, "message_id": wamid(n),
            "direction": case((ours, "outgoing"), else_="incoming"), "author": case((ours, "bot")),
            "status": case((ours, "read"), else_="received"), "kind": literal("text"), "timestamp": self._at(),
        }  # fmt: skip
        self._insert(Message, n, values)

    def standing(self) -> None:
        """Who waits, who is held, assigned, closed, has said stop."""
        id, now = Contact.id, datetime.now(UTC)
        days = [self._at(now - timedelta(hours=26 * number)) for number in range(1, 50)]
        late = id > self._contacts - min(LATEST, self._contacts // 10)
        held = (late & (id % 3 == 0)) | (id % 20 == 0)
        ends = (late & held, self._at(now + timedelta(hours=3))), (held, self._at(now - timedelta(days=3)))
        values: dict[Any, Any] = {
            Contact.profile_name: literal("Person ") + cast(id, String), Contact.language: _one_of(LANGUAGES, id),
            Contact.waiting_since: case((late & (id % 12 == 0), self._at(now - timedelta(minutes=50)))),
            Contact.human_since: case((held, self._at(now - timedelta(hours=9)))), Contact.human_until: case(*ends),
            Contact.assignee_id: case((late & (id % 4 == 0), 1)), Contact.last_inbound_at: _one_of(days, id),
            Contact.closed_at: case((~late & (id % 2 == 0), _one_of(days, id // 2))),
            Contact.opted_out_at: case((id % 300 == 0, self._at())),
        }  # fmt: skip
        self._connection.execute(update(Contact).values(values))

    def filed(self) -> None:
        """A tag that many have, and one that few have."""
        columns = ["contact_id", "tag", "folded", "author", "at"]
        for tag, every in TAGS.items():
            row = [Contact.id, literal(tag), literal(tag.casefold()), literal("member 1"), self._at()]
            theirs = select(*row).where(Contact.id % every == 0)
            self._connection.execute(insert(ContactTag).from_select(columns, theirs))


def _one_of(values: Sequence[Any], number: Any) -> ColumnElement[Any]:
    chosen: ColumnElement[Any] = case(dict(enumerate(values)), value=number % len(values))
    return chosen


def fill(url: str, contacts: int, messages: int) -> None:
    """Fill a fresh database, take its words into what searches look into, and let the planner know."""
    database = Database(url, Path()).unhurried()
    with database.transaction() as connection:
        office = Office(connection, contacts)
        office.people()
        office.staff()
        office.said(messages)
        office.standing()
        office.filed()
    search_index.catch_up(database, messages // search_index.AT_ONCE + 1)
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE" if database.is_sqlite else "VACUUM ANALYZE"))
    database.close()
