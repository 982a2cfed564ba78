"""Who is who among people and identifiers: no database, so that every case can be thought through."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from relaystack.engine.updates import Identity

log = logging.getLogger(__name__)

KINDS = ("bsuid", "parent_bsuid", "phone")  # of identifiers


@dataclass
class Person:
    """A contact under its lock; changes are written by `People.save`. One without an id is new."""

    id: int
    phone: str | None
    wa_id: str | None
    bsuid: str | None
    former_bsuid: str | None
    parent_bsuid: str | None
    profile_name: str
    language: str | None
    opted_out_at: datetime | None
    last_inbound_at: datetime | None
    paced_until: datetime | None
    human_since: datetime | None = None
    human_until: datetime | None = None
    human_reason: str | None = None
    thread_owner: str | None = None
    thread_since: datetime | None = None
    thread_until: datetime | None = None
    thread_summary: str | None = None
    waiting_since: datetime | None = None
    waiting_told_at: datetime | None = None
    waiting_reminded: int = 0
    assignee_id: int | None = None
    closed_at: datetime | None = None
    snoozed_until: datetime | None = None
    counted_on: date | None = None
    answers: int = 0
    files: int = 0
    staff_told: int = 0
    zone: str | None = None

    def begin_day(self, today: date) -> None:
        """What was counted on another day counts no more."""
        if self.counted_on != today:
            self.counted_on, self.answers, self.files, self.staff_told = today, 0, 0, 0

    def reopen(self) -> None:
        """There is something to do again, now."""
        self.closed_at = self.snoozed_until = None

    def is_handed_over(self, now: datetime) -> bool:
        """Whether consultants have the conversation."""
        return self.human_until is not None and now < self.human_until


class Conflict(NamedTuple):
    """Two contacts that seem to be one person: never merged here, a person decides."""

    person: Person
    owner: Person
    reason: str


class Register:
    """People by their identifiers, and what has become of them as more was learned."""

    def __init__(self) -> None:
        self.people: list[Person] = []
        self.new: list[Person] = []
        self.released: list[Person] = []  # have lost or changed a number: it must be free before anybody gets it
        self.renumbered: list[Person] = []
        self.conflicts: list[Conflict] = []
        self._by: dict[tuple[str, str], Person] = {}
        self._ids: set[int] = set()

    def add(self, people: Iterable[Person]) -> None:
        """Enter contacts; who is here already stays as they are."""
        for person in people:
            if person.id not in self._ids:
                self._ids.add(person.id)
                self._enter(person)

    def known(self, identity: Identity) -> Person | None:
        """Whom it speaks of, if we know them. BSUID before phone: a number may pass on to others, a BSUID does not."""
        for kind, value in (
            ("bsuid", identity.bsuid),
            ("former_bsuid", identity.bsuid),
            ("parent_bsuid", identity.parent_bsuid),
            ("phone", identity.phone),
        ):
            person = self._by.get((kind, value or ""))
            if person and not (kind == "phone" and is_somebody_else(person, identity)):
                return person
        return None

    def person(self, identity: Identity) -> Person:
        """The person behind a message, with what it tells of them; somebody new if nobody fits."""
        person = self.known(identity)
        if person is None:
            return self._make(identity)
        if not (identity.bsuid and identity.bsuid == person.former_bsuid):
            self.learn(person, identity)  # else a message from before a change has come late, and so has what it tells
        return person

    def owners(self, identity: Identity, person: Person) -> list[Person]:
        """Who else goes by these identifiers."""
        found = (self._by.get((kind, getattr(identity, kind) or "")) for kind in KINDS)
        return list({id(owner): owner for owner in found if owner and owner is not person}.values())

    def learn(self, person: Person, identity: Identity) -> None:
        """Note identifiers and the name that are new; one that is another contact's is left there."""
        for kind in KINDS:
            value = getattr(identity, kind)
            if value and value != getattr(person, kind) and self._may_take(person, kind, value):
                self._set(person, kind, value)
        if identity.phone and identity.phone == person.phone:
            person.wa_id = identity.wa_id  # where Meta reaches them now
        person.profile_name = identity.name or person.profile_name

    def forget_phone(self, person: Person) -> None:
        """The number is not this person's any more."""
        if person.phone:
            log.warning("contact %s has lost its phone number", person.id)
            self._set(person, "phone", None)

    def forget_bsuids(self, person: Person) -> None:
        """Meta has made new ones that we do not know yet."""
        self._set(person, "bsuid", None)
        self._set(person, "parent_bsuid", None)

    def _make(self, identity: Identity) -> Person:
        owner = self._by.get(("phone", identity.phone or ""))
        if owner:  # the number came with another BSUID: it belongs to somebody new
            self.forget_phone(owner)
        person = Person(
            0, identity.phone, identity.wa_id, identity.bsuid, None, identity.parent_bsuid, identity.name, None,
            None, None, None,
        )  # fmt: skip
        self.new.append(person)
        self._enter(person)
        return person

    def _enter(self, person: Person) -> None:
        self.people.append(person)
        for kind in (*KINDS, "former_bsuid"):
            if value := getattr(person, kind):
                self._by[kind, value] = person

    def _may_take(self, person: Person, kind: str, value: str) -> bool:
        owner = self._by.get((kind, value))
        if owner is None or owner is person:
            return True
        if kind == "phone" and owner.bsuid:  # two BSUIDs are two people: the number has passed on
            self.forget_phone(owner)
            return True
        self.conflicts.append(Conflict(person, owner, f"both go by one {kind}"))
        return False

    def _set(self, person: Person, kind: str, value: str | None) -> None:
        old = getattr(person, kind)
        if old:
            self._by.pop((kind, old), None)
        if kind == "phone":
            person.wa_id = None
            if old:
                self.released.append(person)
            if value and person.id:
                self.renumbered.append(person)
        if kind == "bsuid" and old:
            person.former_bsuid = old
            self._by["former_bsuid", old] = person
        setattr(person, kind, value)
        if value:
            self._by[kind, value] = person


def is_somebody_else(person: Person, identity: Identity) -> bool:
    """Whether the BSUIDs say that a contact, found by a number, is not who the identity speaks of."""
    if not identity.bsuid or not person.bsuid or identity.bsuid == person.bsuid:
        return False
    return not identity.parent_bsuid or identity.parent_bsuid != person.parent_bsuid
