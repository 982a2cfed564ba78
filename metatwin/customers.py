"""Who are the people with WhatsApp on their phones?"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import phonenumbers

from metatwin.entries import Entry
from metatwin.json_types import Json

WINDOW = timedelta(hours=24)
TYPING = timedelta(seconds=25)


def now() -> datetime:
    """The time, in UTC."""
    return datetime.now(UTC)


def country(phone: str | None) -> str:
    """The ISO country of a phone number, as business-scoped ids begin with it."""
    try:
        return phonenumbers.region_code_for_number(phonenumbers.parse(f"+{digits(phone or '')}")) or "US"
    except phonenumbers.NumberParseException:
        return "US"


def digits(phone: str) -> str:
    """A phone number as Meta writes it in `wa_id`."""
    return re.sub(r"\D", "", phone)


@dataclass
class Customer:
    """One person, with what the person sees of the chat with the business."""

    id: str
    name: str
    phone: str | None = None
    bsuid: str | None = None
    parent_bsuid: str | None = None
    shows_phone: bool = True
    heard_at: datetime | None = None  # when the 24-hour window was opened last
    typing_until: datetime | None = None
    watched_until: datetime | None = None  # the simulator shows this chat
    no_marketing: bool = False  # switched off in the settings of WhatsApp
    version: int = 0
    entries: list[Entry] = field(default_factory=list)

    @property
    def visible_phone(self) -> str | None:
        """The phone number, if the business may see it."""
        return self.phone if self.shows_phone else None

    @property
    def username(self) -> str | None:
        """Only a person with a username can hide the number."""
        return None if self.shows_phone else ".".join(self.name.lower().split())

    @property
    def window_open(self) -> bool:
        """May the business write freely?"""
        return self.heard_at is not None and now() - self.heard_at < WINDOW

    @property
    def typing(self) -> bool:
        """Does the customer see that the business is typing?"""
        return self.typing_until is not None and now() < self.typing_until

    @property
    def watched(self) -> bool:
        """Is the chat open on the customer's screen?"""
        return self.watched_until is not None and now() < self.watched_until

    def to_json(self) -> Json:
        """The customer as the control API shows it."""
        talk = [entry for entry in self.entries if entry.marker is None]
        return {
            "id": self.id,
            "name": self.name,
            "phone": self.phone,
            "bsuid": self.bsuid,
            "shows_phone": self.shows_phone,
            "last": talk[-1].summary() if talk else None,
            "unread": sum(entry.unread for entry in talk),
            "typing": self.typing,
            "window_open": self.window_open,
        }


class Customers:
    """All the people, found by any of their identifiers."""

    def __init__(self) -> None:
        self._by_id: dict[str, Customer] = {}
        self._by_name: dict[str, Customer] = {}
        self._by_phone: dict[str, Customer] = {}
        self._by_bsuid: dict[str, Customer] = {}

    def __iter__(self) -> Iterator[Customer]:
        return iter(tuple(self._by_id.values()))

    def get(self, customer_id: str) -> Customer | None:
        """The customer with this id."""
        return self._by_id.get(customer_id)

    def by_phone(self, phone: str) -> Customer | None:
        """The customer with this phone number, in any notation."""
        return self._by_phone.get(digits(phone))

    def by_bsuid(self, bsuid: str) -> Customer | None:
        """The customer with this business-scoped id or parent id."""
        return self._by_bsuid.get(bsuid)

    def meet(
        self,
        name: str,
        phone: str | None = None,
        bsuid: str | None = None,
        parent_bsuid: str | None = None,
        shows_phone: bool = True,
    ) -> Customer:
        """The customer with these identifiers (with this name, when none is given), made when new."""
        known = self.by_phone(phone) if phone else self._by_bsuid.get(bsuid) if bsuid else self._by_name.get(name)
        if known is None:
            number = len(self._by_id) + 1
            known = Customer(f"c{number}", name, shows_phone=shows_phone)
            phone = phone or (f"1555012{number:04d}" if shows_phone else None)
            bsuid = bsuid or f"{country(phone)}.{1349120865530 + number}"
            self._by_id[known.id] = self._by_name[name] = known
        self._learn(known, phone, bsuid, parent_bsuid)
        return known

    def _learn(self, customer: Customer, phone: str | None, bsuid: str | None, parent: str | None) -> None:
        if phone:
            customer.phone = digits(phone)
            self._by_phone[customer.phone] = customer
        if bsuid:
            customer.bsuid = bsuid
            self._by_bsuid[bsuid] = customer
        if parent:
            customer.parent_bsuid = parent
            self._by_bsuid[parent] = customer
