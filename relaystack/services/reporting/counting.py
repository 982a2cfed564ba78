"""What is counted of a day, and from which rows: the one place where a number is made. It knows no database."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta, tzinfo
from typing import Any

from relaystack.engine.office_hours import OfficeHours
from relaystack.engine.outcome import OFFERED, Came
from relaystack.engine.phones import country_of
from relaystack.models import BOT, Direction, Status

Key = tuple[str, str, str, str]  # the number's name, and what it is of: a, b, c
_MINUTE = timedelta(minutes=1)
_ARRIVED = (Status.DELIVERED, Status.READ)


@dataclass
class Counting:
    """The numbers of one day, while its rows are gone through. A conversation is one person on one day.

    `new` are the contacts that came on this day; `hours` say what working time is.
    """

    zone: tzinfo
    hours: OfficeHours
    new: frozenset[int] = frozenset()
    counts: Counter[Key] = field(default_factory=Counter)
    _wrote: set[int] = field(default_factory=set)
    _with_person: set[int] = field(default_factory=set)
    _languages: dict[int, str] = field(default_factory=dict)
    _seen: dict[Key, set[int]] = field(default_factory=lambda: defaultdict(set))
    _last_places: dict[int, str] = field(default_factory=dict)

    def messages(self, rows: Iterable[Any]) -> None:
        """Go through what was said: contact_id, phone, direction, author, at, kind, status, error_code, price."""
        for row in rows:
            if row.direction == Direction.INCOMING:
                self._wrote.add(row.contact_id)
                self._add("messages", "in")
                self._add("hours", f"{row.timestamp.astimezone(self.zone):%H}")
            else:
                self._outgoing(row)

    def turns(self, rows: Iterable[Any]) -> None:
        """Go through what turns came to, in their order; `phone` stands beside them."""
        for row in rows:
            if row.came == Came.REPLIED:
                self._reply(row)
            else:
                self._turn(row)

    def leads(self, rows: Iterable[Any]) -> None:
        """Go through who became a lead: interest, and whether by an advert."""
        for row in rows:
            self._add("leads", row.interest or "", "advert" if row.advert else "")

    def done(self) -> Counter[Key]:
        """The numbers."""
        for id in self._wrote:
            person = "person" if id in self._with_person else "bot"
            self._add("conversations", "new" if id in self.new else "back", person)
            self._add("languages", self._languages.get(id, ""))
        for key, people in self._seen.items():
            self.counts[key] += len(people)
        for place in self._last_places.values():
            self._add("left", place)
        return self.counts

    def _add(self, name: str, a: str = "", b: str = "", c: str = "") -> None:
        self.counts[name, a, b, c] += 1

    def _once(self, contact_id: int, name: str, a: str, b: str = "", c: str = "") -> None:
        """Count it once for each conversation."""
        self._seen[name, a, b, c].add(contact_id)

    def _outgoing(self, row: Any) -> None:
        by_bot = row.author == BOT
        if row.status == Status.FAILED:
            if row.error_code is None:
                self._add("not_sent")  # taken back before it left: a person has it, they wrote faster, they said stop
            else:
                self._add("failures", str(row.error_code))
            return
        self._add("messages", "bot" if by_bot else "people")
        if row.author is not None and not by_bot and row.kind != "template":
            self._with_person.add(row.contact_id)
        if row.kind == "template":
            self._template(row)
        if row.billable is not None:
            kind = "billed" if row.billable else "free"
            self._add(kind, row.price_category or "", country_of(row.phone), row.price_type or "")

    def _template(self, row: Any) -> None:
        category = row.price_category or ""
        self._add("templates", category, "sent")
        if row.status in _ARRIVED:
            self._add("templates", category, "delivered")
        if row.status == Status.READ:
            self._add("templates", category, "read")

    def _turn(self, row: Any) -> None:
        self._add("turns", row.came)
        self._languages[row.contact_id] = row.language or ""
        if row.came == Came.HANDED_OVER:
            self._add("handovers", row.about or "")
            self._with_person.add(row.contact_id)
        if row.topic:
            self._add("questions", row.topic, row.program or "", row.came)
        if row.program:
            self._once(row.contact_id, "interest", row.program, country_of(row.phone))
        if row.about == OFFERED:
            self._once(row.contact_id, "bookings", "offered")
        if row.came not in (Came.EVENT, Came.SILENT):
            self._walk(row)

    def _walk(self, row: Any) -> None:
        """The funnel: who began a flow, which questions were asked, which was the last of the conversation."""
        self._last_places.pop(row.contact_id, None)
        if row.flow:
            self._once(row.contact_id, "flows", row.flow)
        if row.place_after:
            self._once(row.contact_id, "reached", row.place_after)
            self._last_places[row.contact_id] = row.place_after

    def _reply(self, row: Any) -> None:
        """An answer of a person of ours: after how many minutes of working time, rounded down."""
        name = "first_replies" if row.is_first else "replies"
        minutes = self.hours.worked(row.waited_since, row.at) // _MINUTE
        self._add(name, row.by or "", f"{minutes:05d}")
        self._with_person.add(row.contact_id)
