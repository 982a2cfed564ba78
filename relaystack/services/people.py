"""Who a message is from: people by any of their identifiers, found, learned and told apart."""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, or_, select, update

from relaystack.engine.updates import Identity
from relaystack.models import Contact, Lead, Session

from .sets import InsertMany, UpdateMany, among

log = logging.getLogger(__name__)

_INSERT = InsertMany(
    Contact.phone, Contact.bsuid, Contact.parent_bsuid, Contact.profile_name, Contact.language, Contact.created_at,
    Contact.updated_at,
    returning=(Contact.id, Contact.phone, Contact.bsuid, Contact.parent_bsuid),
)  # fmt: skip
_LOCK = (
    select(Contact.id, Contact.phone, Contact.bsuid, Contact.parent_bsuid, Contact.profile_name, Contact.language,
           Contact.opted_out_at, Contact.last_inbound_at, Contact.paced_until)
    .where(
        or_(
            among(Contact.phone, "phones"),
            among(Contact.bsuid, "bsuids"),
            among(Contact.parent_bsuid, "parents"),
        )
    )
    .order_by(Contact.id)
    .with_for_update(key_share=True)  # rows that refer to a contact may be written meanwhile
)  # fmt: skip
_UPDATE = UpdateMany(
    Contact.id, Contact.phone, Contact.bsuid, Contact.parent_bsuid, Contact.profile_name, Contact.opted_out_at,
    Contact.last_inbound_at, Contact.paced_until, Contact.updated_at,
)  # fmt: skip


@dataclass
class Person:
    """A contact under its lock; changes are written by `People.save`."""

    id: int
    phone: str | None
    bsuid: str | None
    parent_bsuid: str | None
    profile_name: str
    language: str
    opted_out_at: datetime | None
    last_inbound_at: datetime | None
    paced_until: datetime | None


class People:
    """The people of one transaction, locked in the order of their ids so that no two wait for each other."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now
        self._by: dict[tuple[str, str], Person] = {}
        self._new: list[Person] = []
        self._released: list[Person] = []
        self._renumbered: list[Person] = []
        self._all: list[Person] = []
        self._seen: set[int] = set()  # ids of the objects in _all

    def find(self, identities: Sequence[Identity]) -> list[Person]:
        """The person behind each identity; who is not known yet is made a contact."""
        self._lock(identities)
        people = [self._person(identity) for identity in identities]
        self._write_released()
        self._insert_new()
        return people

    def find_known(self, identities: Sequence[Identity]) -> list[Person | None]:
        """The person behind each identity where we know one."""
        self._lock(identities)
        return [self._lookup(identity) for identity in identities]

    def lock(self, ids: Iterable[int]) -> list[Person]:
        """The contacts with these ids, under their locks."""
        rows = self._connection.execute(
            select(*_LOCK.selected_columns)
            .where(Contact.id.in_(sorted(ids)))
            .order_by(Contact.id)
            .with_for_update(key_share=True)
        )
        self._all = [Person(**row._mapping) for row in rows]
        return self._all

    def save(self) -> None:
        """Write what has changed on the people found."""
        self._write_released()
        if self._all:
            _UPDATE.execute(self._connection, [{**vars(person), "updated_at": self._now} for person in self._all])
        for person in self._renumbered:
            for table in (Session, Lead):
                self._connection.execute(update(table).where(table.contact_id == person.id).values(phone=person.phone))

    def _write_released(self) -> None:
        """Free the numbers that people have lost, before anybody else is written down with them."""
        ids = [person.id for person in self._released if person.id]
        if ids:
            self._connection.execute(update(Contact).where(Contact.id.in_(ids)).values(phone=None))
            for table in (Session, Lead):
                self._connection.execute(update(table).where(table.contact_id.in_(ids)).values(phone=None))
        self._released = []

    def _lock(self, identities: Sequence[Identity]) -> None:
        rows = self._connection.execute(
            _LOCK,
            {
                "phones": sorted({i.phone for i in identities if i.phone}),
                "bsuids": sorted({i.bsuid for i in identities if i.bsuid}),
                "parents": sorted({i.parent_bsuid for i in identities if i.parent_bsuid}),
            },
        )
        for row in rows:
            self._index(Person(**row._mapping))

    def _index(self, person: Person) -> None:
        if id(person) not in self._seen:
            self._seen.add(id(person))
            self._all.append(person)
        for kind in ("phone", "bsuid", "parent_bsuid"):
            value = getattr(person, kind)
            if value:
                self._by[kind, value] = person

    def _lookup(self, identity: Identity) -> Person | None:
        """BSUID before phone: a number may pass on to somebody else, a BSUID does not."""
        for kind in ("bsuid", "parent_bsuid", "phone"):
            person = self._by.get((kind, getattr(identity, kind) or ""))
            if person:
                return person
        return None

    def _person(self, identity: Identity) -> Person:
        person = self._lookup(identity)
        if person and not self._is_somebody_else(person, identity):
            self.learn(person, identity)
            return person
        if person:  # the number came with another BSUID: it belongs to somebody new
            self.forget_phone(person)
        person = Person(0, identity.phone, identity.bsuid, identity.parent_bsuid, identity.name, "en", None, None, None)
        self._new.append(person)
        self._index(person)
        return person

    @staticmethod
    def _is_somebody_else(person: Person, identity: Identity) -> bool:
        if not identity.bsuid or not person.bsuid or identity.bsuid == person.bsuid:
            return False
        return not identity.parent_bsuid or identity.parent_bsuid != person.parent_bsuid

    def learn(self, person: Person, identity: Identity) -> None:
        """Note identifiers and the name that are new; one that is another contact's is left there."""
        for kind in ("bsuid", "parent_bsuid", "phone"):
            value = getattr(identity, kind)
            if not value or value == getattr(person, kind):
                continue
            owner = self._by.get((kind, value))
            if owner and owner is not person and kind == "phone" and owner.bsuid:
                self.forget_phone(owner)
            elif owner and owner is not person:
                log.warning(
                    "conflicting identifiers: contacts %s and %s share a %s; not merged",
                    person.id,
                    owner.id,
                    kind,
                )
                continue
            if kind == "phone" and person.phone:
                self._change_phone(person)
            setattr(person, kind, value)
            self._by[kind, value] = person
        person.profile_name = identity.name or person.profile_name

    def _change_phone(self, person: Person) -> None:
        """The old number may be somebody else's from now on: it is freed before anybody is written down with it."""
        self._by.pop(("phone", person.phone or ""), None)
        self._released.append(person)
        self._renumbered.append(person)

    def forget_phone(self, person: Person) -> None:
        """The number is not this person's any more."""
        log.warning("contact %s has lost its phone number", person.id)
        self._by.pop(("phone", person.phone or ""), None)
        person.phone = None
        self._released.append(person)

    def _insert_new(self) -> None:
        if not self._new:
            return
        rows = [
            {
                "phone": p.phone, "bsuid": p.bsuid, "parent_bsuid": p.parent_bsuid, "profile_name": p.profile_name,
                "language": p.language, "created_at": self._now, "updated_at": self._now,
            }
            for p in self._new
        ]  # fmt: skip
        ids: dict[tuple[Any, ...], int] = {tuple(row[1:]): row.id for row in _INSERT.execute(self._connection, rows)}
        for person in self._new:
            person.id = ids[person.phone, person.bsuid, person.parent_bsuid]
        self._new = []
