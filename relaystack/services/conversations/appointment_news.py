"""What follows elsewhere when something becomes of appointments: CRMs hear of it, and no old reminder leaves."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, select

from relaystack.models import Lead

from ..bookings.happened import Happened, What
from ..carriers import kinds
from ..leads import crm
from ..leads.crm import Change
from ..message_templates import template_sending
from . import withdrawal

CHANGED = "not sent: the appointment was moved or called off"


def announce(connection: Connection, happened: Sequence[Happened], can: Collection[str], now: datetime) -> None:
    """Post what happened for each CRM among what we `can`; of who is no lead nobody hears."""
    _take_back_reminders(connection, happened)
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


def _take_back_reminders(connection: Connection, happened: Sequence[Happened]) -> None:
    """Those of the version before, where they still wait."""
    changed = [one.booking for one in happened if one.what in (What.MOVED, What.CANCELLED)]
    before = [replace(one, version=one.version - 1).reminder for one in changed]
    keys = [key for one in before for key in (f"{template_sending.KEY}{one}", f"{one}/hour")]
    withdrawal.take_back_these(connection, keys, CHANGED)
