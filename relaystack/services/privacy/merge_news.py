"""CRMs hear that two contacts are one, or two again: their leads as they are by then, and what became of the other."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from relaystack.models import Lead

from ..leads import crm


def tell(
    connection: Connection, contact_ids: Sequence[int], cause: str, told: Mapping[str, Any], crms: Sequence[str],
    now: datetime,
) -> None:  # fmt: skip
    """Announce the leads of these contacts, once for each cause."""
    ids = connection.scalars(select(Lead.id).where(Lead.contact_id.in_(contact_ids)).order_by(Lead.id)).all()
    crm.announce(connection, [crm.Change(f"{cause}/lead/{id}", id, told) for id in ids], crms, now)


def merged(leads: Sequence[Mapping[Any, Any] | None], filled: Mapping[str, Any]) -> dict[str, Any]:
    """What is new in the lead that is kept, and which lead of a CRM's is this one by now."""
    other = leads[1] if all(leads) else None
    gone = {"merged": f"lead {crm.ref(other)} is this one now"} if other else {}
    return {**filled, **gone}
