"""How much was said with a phone number, and whether it is a lead."""

from typing import Any

from sqlalchemy import Connection, func, select

from relaystack.engine.phones import canonical
from relaystack.models import Direction, Lead, Message


def of_phone(connection: Connection, phone: str) -> dict[str, Any]:
    """Counts and the lead of a phone number (digits, any form of it); zeros for one that never wrote."""
    number = canonical(phone)
    query = select(Message.direction, func.count()).where(Message.phone == number).group_by(Message.direction)
    counts = {row[0]: int(row[1]) for row in connection.execute(query)}
    lead = connection.execute(
        select(Lead.id, Lead.name, Lead.email, Lead.interest, Lead.created_at).where(Lead.phone == number)
    ).first()
    info = {**lead._mapping, "created_at": lead.created_at.isoformat()} if lead else None
    return {
        "phone": phone,
        "total_messages": sum(counts.values()),
        "incoming_messages": counts.get(Direction.INCOMING, 0),
        "outgoing_messages": counts.get(Direction.OUTGOING, 0),
        "is_lead": lead is not None,
        "lead_info": info,
    }
