"""A lead that one of us writes down, as the audit tells: somebody phoned. Whoever is known is not made twice."""

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import insert, select

from relaystack.models import LeadEnquiry, LeadSource

from ..storage.database import Database
from . import crm, lead_desk, newcomers
from .newcomers import Entry, Known, Origin
from .written import Odd

_NOBODY = "Write a number or an e-mail address: without either nobody can be reached."


def check(entry: Entry) -> None:
    """Raises Odd where nobody could be reached."""
    if not (entry.phone or entry.email):
        raise Odd(_NOBODY)


def add(
    database: Database, entry: Entry, by: str, cause: str, crms: Sequence[str] = (), of: int | None = None
) -> int | Known:
    """The number of the new lead, once for each cause; or who is known. `of` is the contact whose lead it is to be.

    Raises Odd, and NoSuchOwner.
    """
    check(entry)
    now = datetime.now(UTC)
    with database.transaction() as connection:
        newcomers.alone(connection)
        if done := connection.scalar(select(LeadEnquiry.lead_id).where(LeadEnquiry.key == cause)):
            return done
        lead_desk.must_be_there(connection, entry.kept.get("owner_id"))
        [there] = newcomers.known(connection, [entry])
        if there and (there.lead_id or there.contact_id != of):
            return there
        origin = Origin(LeadSource.HAND, by, "lead.add")
        [new] = newcomers.add(connection, [(entry, there)], origin, now)
        if new is None or new.lead_id is None:  # they wrote to the bot a moment ago
            [there] = newcomers.known(connection, [entry])
            assert there
            return there
        told = {name: value for name, value in entry.told.items() if value}
        row = {"lead_id": new.lead_id, "key": cause, "told": told, "shown": {}, "created_at": now}
        connection.execute(insert(LeadEnquiry), row)
        crm.announce(connection, [crm.Change(cause, new.lead_id, told, is_new=True)], crms, now)
        return new.lead_id
