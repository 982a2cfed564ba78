"""What differs in every run, by names that do not: ids of rows, of Meta and of Stripe, references, times."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from metatwin.messages import Sent
from relaystack.models import Booking, Contact, Lead, Payment

_BOOKING = re.compile(r"\b(booking[:=]|waiting/)(\d+)")  # in the audit, on buttons, and in keys of what is offered
_CONTACT = re.compile(r"\b(contact:|api/|handback/)(\d+)")  # in the audit, and in keys of what staff have sent
# Who is first to know that a page is closed: whoever was told to close it, or Stripe's news. It is told once.
_CLOSED = re.compile(r"payment/\(reference\)/close\b|stripe/\(reference\)/closed\b")
_MOMENT = re.compile(r"\b\d{8}T\d{12}\b")  # in the key of what a hand-back says
_OF_PAYMENTS = ("url", "session", "charge", "reference")  # a page's address holds the id of its session


@dataclass(frozen=True)
class Names:
    """Whose each row is, by the column that refers to it; and what stands for what Meta, Stripe and chance made up."""

    owners: Mapping[str, Mapping[int, Any]]
    words: Mapping[str, str]

    @classmethod
    def of(cls, connection: Connection, sent: Sequence[Sent]) -> "Names":
        """The names of what is in the tables now."""
        contacts = {row.id: row.phone for row in connection.execute(select(Contact.id, Contact.phone))}
        leads = {row.id: contacts[row.contact_id] for row in connection.execute(select(Lead.id, Lead.contact_id))}
        found = connection.execute(select(Booking.id, Booking.contact_id))
        bookings = {row.id: contacts[row.contact_id] for row in found}
        words = {one.wamid: f"Meta's id of {_named(str(one.callback_data), bookings)}" for one in sent}
        for row in connection.execute(select(Payment)):
            words |= {value: f"({name})" for name in _OF_PAYMENTS if (value := row._mapping[name])}
        words |= {secret: "(calendar)" for secret in connection.scalars(select(Booking.secret)) if secret}
        owners = {"contact_id": contacts, "about_contact_id": contacts, "lead_id": leads, "booking_id": bookings,
                  "booking": bookings}  # fmt: skip
        return cls(owners, words)

    def row(self, column: str, value: Any) -> Any:
        """A value of a column, or of a field within one."""
        if column in self.owners:
            return self.owners[column].get(value, value)
        if column == "heard":  # hashes, of taps too, which name a booking by its number
            return len(value)
        if isinstance(value, Mapping):
            return {name: self.row(name, within) for name, within in value.items()}
        if isinstance(value, list):
            return [self.row("", within) for within in value]
        if isinstance(value, date) or (column == "offered_at" and value):
            return "a time"
        return self.alike(value) if isinstance(value, str) else value

    def alike(self, text: str) -> str:
        """A text without what was made up."""
        text = _named(text, self.owners["booking"])
        for made_up, name in self.words.items():
            text = text.replace(made_up, name)
        text = _CONTACT.sub(lambda found: f"{found[1]}{self.owners['contact_id'].get(int(found[2]))}", text)
        return _MOMENT.sub("(moment)", _CLOSED.sub("(page closed)", text))


def _named(text: str, bookings: Mapping[int, Any]) -> str:
    """A text with whose appointment it is for its number."""
    return _BOOKING.sub(lambda found: f"{found[1]}{bookings.get(int(found[2]))}", text)
