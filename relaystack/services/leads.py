"""Leads: what people told us, kept and added to, never wiped; the consultants are told by e-mail."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select, update

from relaystack.engine.effects import CaptureLead
from relaystack.models import Lead, LeadEnquiry

from .database import insert
from .people import Person

_FIELDS = {
    "name": "name",
    "email": "email",
    "interest": "interest",
    "budget": "budget",
    "country": "country_of_interest",
}


def capture(
    connection: Connection, person: Person, effect: CaptureLead, key: str, now: datetime
) -> dict[str, Any] | None:
    """Keep what the person told; the e-mail to post where the consultants are to be told, else None."""
    told = {name: value for name in _FIELDS if (value := getattr(effect, name)) not in ("", None)}
    lead_id, is_new = _lead(connection, person, told, now)
    added = connection.execute(
        insert(connection, LeadEnquiry).on_conflict_do_nothing(index_elements=["key"]).returning(LeadEnquiry.id),
        {"lead_id": lead_id, "key": key, "told": told, "shown": dict(effect.shown or {}), "created_at": now},
    ).first()
    if not (effect.notify and added):
        return None
    return _mail(connection, lead_id, person, is_new)


def _lead(connection: Connection, person: Person, told: dict[str, Any], now: datetime) -> tuple[int, bool]:
    """The person's lead, made or brought up to date; what they did not say this time stays."""
    columns = {_FIELDS[name]: value for name, value in told.items()}
    row = connection.execute(select(Lead.id, Lead.email).where(Lead.contact_id == person.id)).first()
    if row is None:
        values = {
            "contact_id": person.id,
            "phone": person.phone,
            "notes": "",
            "created_at": now,
            "updated_at": now,
            **columns,
        }
        return connection.execute(insert(connection, Lead).returning(Lead.id), values).scalar_one(), True
    connection.execute(update(Lead).where(Lead.id == row.id).values(phone=person.phone, updated_at=now, **columns))
    return row.id, row.email is None


def _mail(connection: Connection, lead_id: int, person: Person, is_new: bool) -> dict[str, Any]:
    """The consultants' e-mail with all that is known of the person by now."""
    lead = connection.execute(select(Lead.__table__).where(Lead.id == lead_id)).one()._mapping
    enquiries = connection.execute(
        select(LeadEnquiry.told, LeadEnquiry.shown, LeadEnquiry.created_at)
        .where(LeadEnquiry.lead_id == lead_id)
        .order_by(LeadEnquiry.id.desc())
        .limit(10)
    ).all()
    name = lead["name"] or person.profile_name or "name not given"
    facts = {
        "Name": lead["name"] or "not given",
        "E-mail": lead["email"] or "not given",
        "Phone": f"+{person.phone}" if person.phone else "hidden by the person; answer on WhatsApp",
        "WhatsApp name": person.profile_name or "unknown",
        "Interest": lead["interest"] or "not given",
        "Budget": f"USD {lead['budget']:,}" if lead["budget"] else "not given",
        "Country of interest": lead["country_of_interest"] or "not given",
        "Lead": f"no. {lead_id}, since {lead['created_at']:%d %B %Y %H:%M} UTC",
    }
    lines = [f"{label}: {_one_line(value)}" for label, value in facts.items()]
    lines += ["", "Told so far, newest first:", *(_enquiry_line(row) for row in enquiries)]
    shown = {id: figure for row in reversed(enquiries) for id, figure in row.shown.items()}
    if shown:
        lines += ["", "Figures the person was shown:"]
        lines += [f"- {id}: USD {figure['usd']:,} as of {figure['as_of']}" for id, figure in sorted(shown.items())]
    subject = f"{'New lead' if is_new else 'New enquiry of a known lead'}: {name}"
    return {"lead_id": lead_id, "subject": _one_line(subject), "text": "\n".join(lines)}


def _enquiry_line(row: Any) -> str:
    told = ", ".join(f"{name} {value}" for name, value in row.told.items()) or "asked for a consultant"
    return f"- {row.created_at:%d %B %Y %H:%M} UTC: {_one_line(told)}"


def _one_line(words: str) -> str:
    """Whatever people write, they cannot make up lines of the mail."""
    return " ".join(words.split())
