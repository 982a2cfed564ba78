"""CRMs hear what becomes of a lead's appointments, as they hear of its other changes."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import Connection, select

from relaystack.models import Lead

from ..bookings.happened import Happened
from ..carriers import kinds
from ..leads import crm
from ..leads.crm import Change


def announce(connection: Connection, happened: Sequence[Happened], can: Collection[str], now: datetime) -> None:
    """Post what happened for each CRM among what we `can`; of who is no lead nobody hears."""
    crms = kinds.told_of_leads(can)
    if not (happened and crms):
        return
    people = {one.booking.contact_id for one in happened}
    rows = connection.execute(select(Lead.contact_id, Lead.id).where(Lead.contact_id.in_(people)))
    leads = {row.contact_id: row.id for row in rows}
    # Numbers begin anew with each database, and CRMs know keys for good: the time makes them one of a kind.
    changes = [
        Change(f"booking/{one.booking.id}/{one.booking.version}/{one.what}/{now:%Y%m%dT%H%M%S%f}",
               leads[one.booking.contact_id], one.told(connection))
        for one in happened if one.booking.contact_id in leads
    ]  # fmt: skip
    crm.announce(connection, changes, crms, now)
