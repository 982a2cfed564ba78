"""The people of a transaction: found by any identifier, locked, made where they are new, written back."""

import logging
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, or_, select, update

from relaystack.engine.updates import Identity
from relaystack.models import Contact, IdentityConflict, Lead, Session

from ..storage.sets import InsertMany, UpdateMany, among
from .identification import KINDS, Person, Register

log = logging.getLogger(__name__)

_INSERT = InsertMany(
    Contact.phone, Contact.wa_id, Contact.bsuid, Contact.parent_bsuid, Contact.profile_name, Contact.language,
    Contact.created_at, Contact.updated_at,
    returning=(Contact.id, Contact.phone, Contact.bsuid, Contact.parent_bsuid),
)  # fmt: skip
_LOCK = (
    select(Contact.id, Contact.phone, Contact.wa_id, Contact.bsuid, Contact.former_bsuid, Contact.parent_bsuid,
           Contact.profile_name, Contact.language, Contact.opted_out_at, Contact.last_inbound_at, Contact.paced_until,
           Contact.human_since, Contact.human_until, Contact.human_reason, Contact.waiting_since,
           Contact.waiting_told_at, Contact.waiting_reminded, Contact.assignee_id, Contact.closed_at,
           Contact.snoozed_until, Contact.thread_owner, Contact.thread_since, Contact.thread_until,
           Contact.thread_summary, Contact.counted_on, Contact.answers, Contact.files, Contact.staff_told,
           Contact.zone)
    .where(
        or_(
            among(Contact.phone, "phones"),
            among(Contact.bsuid, "bsuids"),
            among(Contact.former_bsuid, "bsuids"),
            among(Contact.parent_bsuid, "parents"),
        )
    )
    .order_by(Contact.id)
    .with_for_update(key_share=True)  # rows that refer to a contact may be written meanwhile
)  # fmt: skip
_UPDATE = UpdateMany(
    Contact.id, Contact.phone, Contact.wa_id, Contact.bsuid, Contact.former_bsuid, Contact.parent_bsuid,
    Contact.profile_name, Contact.language, Contact.opted_out_at, Contact.last_inbound_at, Contact.paced_until,
    Contact.human_since, Contact.human_until, Contact.human_reason, Contact.waiting_since, Contact.waiting_told_at,
    Contact.waiting_reminded, Contact.assignee_id, Contact.closed_at, Contact.snoozed_until,
    Contact.thread_owner, Contact.thread_since, Contact.thread_until, Contact.thread_summary, Contact.counted_on,
    Contact.answers, Contact.files, Contact.staff_told, Contact.zone, Contact.updated_at,
)  # fmt: skip
_NOTE_CONFLICTS = InsertMany(
    IdentityConflict.contact_id, IdentityConflict.other_contact_id, IdentityConflict.reason,
    IdentityConflict.created_at,
    unique=(IdentityConflict.contact_id, IdentityConflict.other_contact_id),
    returning=(IdentityConflict.contact_id, IdentityConflict.other_contact_id, IdentityConflict.reason),
)  # fmt: skip


class People:
    """The people of one transaction, locked in the order of their ids so that no two wait for each other."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now
        self.register = Register()

    def find(self, senders: Sequence[Identity], mentioned: Sequence[Identity] = ()) -> list[Person]:
        """The person behind each sender; who is not known yet is made a contact."""
        self.load([*senders, *mentioned])
        people = [self.register.person(identity) for identity in senders]
        self._write_released()
        self._insert_new()
        return people

    def load(self, identities: Sequence[Identity]) -> None:
        """Lock the contacts that go by any of these identifiers, and enter them in the register."""
        rows = self._connection.execute(
            _LOCK,
            {
                "phones": sorted({i.phone for i in identities if i.phone}),
                "bsuids": sorted({i.bsuid for i in identities if i.bsuid}),
                "parents": sorted({i.parent_bsuid for i in identities if i.parent_bsuid}),
            },
        )
        self.register.add(Person(**row._mapping) for row in rows)

    def lock(self, ids: Iterable[int]) -> list[Person]:
        """The contacts with these ids, under their locks; who was erased is nobody any more."""
        rows = self._connection.execute(
            select(*_LOCK.selected_columns)
            .where(Contact.id.in_(sorted(ids)), Contact.erased_at.is_(None))
            .order_by(Contact.id)
            .with_for_update(key_share=True)
        )
        self.register.add(Person(**row._mapping) for row in rows)
        return self.register.people

    def save(self) -> None:
        """Write what has changed on the people found."""
        self._write_released()
        people = self.register.people
        if people:
            _UPDATE.execute(self._connection, [{**vars(person), "updated_at": self._now} for person in people])
        for person in self.register.renumbered:
            for table in (Session, Lead):
                self._connection.execute(update(table).where(table.contact_id == person.id).values(phone=person.phone))
        self._note_conflicts()

    def _write_released(self) -> None:
        """Free the numbers that people have lost, before anybody else is written down with them."""
        ids = [person.id for person in self.register.released if person.id]
        if ids:
            self._connection.execute(update(Contact).where(Contact.id.in_(ids)).values(phone=None))
            for table in (Session, Lead):
                self._connection.execute(update(table).where(table.contact_id.in_(ids)).values(phone=None))
        self.register.released.clear()

    def _insert_new(self) -> None:
        new = self.register.new
        if not new:
            return
        # In one order whoever inserts: two transactions with the same new people must not wait for each other.
        rows = sorted((self._row(person) for person in new), key=lambda row: [row[kind] or "" for kind in KINDS])
        ids: dict[tuple[Any, ...], int] = {tuple(row[1:]): row.id for row in _INSERT.execute(self._connection, rows)}
        for person in new:
            person.id = ids[person.phone, person.bsuid, person.parent_bsuid]
        new.clear()

    def _row(self, p: Person) -> dict[str, Any]:
        return {
            "phone": p.phone, "wa_id": p.wa_id, "bsuid": p.bsuid, "parent_bsuid": p.parent_bsuid,
            "profile_name": p.profile_name, "language": p.language, "created_at": self._now, "updated_at": self._now,
        }  # fmt: skip

    def _note_conflicts(self) -> None:
        """Keep each pair once, for a person to decide."""
        if not self.register.conflicts:
            return
        pairs = {tuple(sorted((one.person.id, one.owner.id))): one.reason for one in self.register.conflicts}
        rows = [
            {"contact_id": first, "other_contact_id": second, "reason": reason, "created_at": self._now}
            for (first, second), reason in sorted(pairs.items())
        ]
        for pair in _NOTE_CONFLICTS.execute(self._connection, rows):
            log.warning("contacts %s and %s seem to be one person (%s); not merged", *pair)
        self.register.conflicts.clear()
