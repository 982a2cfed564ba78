"""One person as the office knows them: by what they go, what they agreed to, who did what with their data."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, or_, select

from relaystack.engine.phones import canonical, dialled
from relaystack.models import AuditEntry, ConsentEntry, Contact, IdentityConflict, Lead, Message

from ..contacts import consent
from ..storage.database import Database
from . import readers, tags

MOST = 50  # entries of the consent, and of the audit
_PERSON = (
    Contact.id, Contact.phone, Contact.wa_id, Contact.bsuid, Contact.profile_name, Contact.called, Contact.language,
    Contact.opted_out_at, Contact.marketing_opted_out_at, *consent.COLUMNS, Contact.last_inbound_at,
    Contact.identity_changed_at, Contact.created_at,
)  # fmt: skip


@dataclass(frozen=True)
class Story:
    """`consents` from the newest on; `alike` are contacts that may be the same person."""

    person: Mapping[str, Any]
    lead_id: int | None
    messages: int
    tags: Sequence[str]
    consents: Sequence[Mapping[str, Any]]
    alike: Sequence[Mapping[str, Any]]
    history: Sequence[Mapping[str, Any]]

    @property
    def name(self) -> str:
        """What to call them; empty where nobody knows."""
        return str(self.person["called"] or self.person["profile_name"])

    @property
    def typed(self) -> str:
        """What has to be typed before they are erased."""
        phone = self.person["phone"]
        return self.name or (f"+{phone}" if phone else f"contact {self.person['id']}")

    @property
    def standing(self) -> dict[str, Any]:
        """What a change of the consent is made for."""
        return standing(self.person)

    def is_named(self, written: str) -> bool:
        """Whether somebody has written who it is, by name or number."""
        given = " ".join(written.split())
        digits = dialled(given)
        is_number = digits is not None and canonical(digits) == self.person["phone"]
        return is_number or given.casefold() == " ".join(self.typed.split()).casefold()


def standing(person: Mapping[Any, Any]) -> dict[str, Any]:
    """What they have said to our writing, as a version names it."""
    names = ("opted_out_at", "marketing_opted_out_at", *(column.key for column in consent.COLUMNS))
    return {name: person[name] for name in names}


def of(database: Database, id: int) -> Story | None:
    """All of it; nothing where there is no such person, or no more."""
    with database.reading() as connection:
        row = connection.execute(select(*_PERSON).where(Contact.id == id, Contact.erased_at.is_(None))).first()
        if row is None:
            return None
        lead = connection.scalar(select(Lead.id).where(Lead.contact_id == id))
        said = connection.scalar(select(func.count()).where(Message.contact_id == id)) or 0
        filed = tags.of(connection, [id])[id]
        return Story(
            dict(row._mapping), lead, said, filed, _consents(connection, id), alike(connection, id),
            _history(connection, id),
        )  # fmt: skip


def _consents(connection: Connection, id: int) -> list[dict[str, Any]]:
    mine = select(ConsentEntry.__table__).where(ConsentEntry.contact_id == id).order_by(ConsentEntry.id.desc())
    return [dict(row._mapping) for row in connection.execute(mine.limit(MOST))]


def alike(connection: Connection, id: int) -> list[dict[str, Any]]:
    """Who may be the same person: pairs that nobody has decided about."""
    first, second = IdentityConflict.contact_id, IdentityConflict.other_contact_id
    pairs = select(first, second).where(IdentityConflict.settled_at.is_(None), or_(first == id, second == id))
    others = {one for pair in connection.execute(pairs) for one in pair} - {id}
    shown = select(Contact.id, Contact.profile_name, Contact.called, Contact.phone)
    there = shown.where(Contact.id.in_(others), Contact.erased_at.is_(None)).order_by(Contact.id)
    return [dict(row._mapping) for row in connection.execute(there)]


def _history(connection: Connection, id: int) -> list[dict[str, Any]]:
    """What staff did, the newest first; not who read what was said, which is much."""
    mine = AuditEntry.contact_id == id, AuditEntry.action != readers.READ
    found = select(AuditEntry.at, AuditEntry.by, AuditEntry.action, AuditEntry.changes).where(*mine)
    return [dict(row._mapping) for row in connection.execute(found.order_by(AuditEntry.id.desc()).limit(MOST))]
