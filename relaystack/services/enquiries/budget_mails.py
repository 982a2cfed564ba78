"""Of who checks a budget that reaches programmes the consultants are told: once, however often it is corrected."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from babel import Locale
from sqlalchemy import Connection, bindparam, delete, select, update

from relaystack.engine.lead_rules import LeadRules
from relaystack.models import LeadEnquiry, OutboxItem

from ..contacts.identification import Person
from ..posting import outbox
from ..storage.sets import among

_LATELY = select(LeadEnquiry.lead_id, LeadEnquiry.told).where(
    among(LeadEnquiry.lead_id, "ids"), LeadEnquiry.created_at > bindparam("since")
)
_WITHDRAW = delete(OutboxItem).where(
    OutboxItem.key.in_(bindparam("keys", expanding=True)), OutboxItem.claimed_by.is_(None)
)


def told_lately(connection: Connection, lead_ids: Collection[int], rules: LeadRules, now: datetime) -> set[int]:
    """Of which of these leads a budget check was told already."""
    if not lead_ids:
        return set()
    rows = connection.execute(_LATELY, {"ids": sorted(lead_ids), "since": now - rules.quiet})
    return {row.lead_id for row in rows if tells(row.told, rules)}


def tells(told: Mapping[str, Any], rules: LeadRules) -> bool:
    """Whether what somebody told is a budget check to tell of."""
    return bool(told.get("reached")) and (told.get("budget") or 0) >= rules.budget_from


def withdraw(connection: Connection, lead_ids: Sequence[int]) -> None:
    """Nobody needs to hear of the budget by itself any more: it stands in the e-mail about the enquiry."""
    if lead_ids:
        connection.execute(_WITHDRAW, {"keys": [_key(id) for id in lead_ids]})


def tell(
    connection: Connection, checks: Mapping[int, tuple[Person, Mapping[str, Any]]], lately: Collection[int],
    rules: LeadRules, now: datetime,
) -> None:  # fmt: skip
    """Post the e-mail for these leads' checks; where one was told lately, only mend the one that still waits."""
    rows = [
        {
            "key": _key(id), "carrier": "mail", "contact_id": None, "due_at": now + rules.wait,
            "payload": _mail(id, person, lead, now),
        }
        for id, (person, lead) in sorted(checks.items())
    ]  # fmt: skip
    for row, id in zip(rows, sorted(checks), strict=True):
        if id in lately:
            mine = (OutboxItem.key == row["key"], OutboxItem.claimed_by.is_(None))
            connection.execute(update(OutboxItem).where(*mine).values(payload=row["payload"]))
    outbox.post(connection, [row for row, id in zip(rows, sorted(checks), strict=True) if id not in lately], now)


def _key(lead_id: int) -> str:
    return f"lead/{lead_id}/budget/mail"


def _mail(lead_id: int, person: Person, lead: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    budget = f"USD {lead['budget']:,}"
    name = " ".join(str(lead.get("name") or person.profile_name or "name not given").split())
    facts = {
        "Budget": budget,
        "Reaches": lead["reached"],
        "Name": lead.get("name") or "not given",
        "E-mail": lead.get("email") or "not given",
        "Phone": f"+{person.phone}" if person.phone else "hidden by the person; answer on WhatsApp",
        "WhatsApp name": person.profile_name or "unknown",
        "Language": Locale.parse(person.language).get_display_name("en") if person.language else "not chosen",
        "Lead": f"no. {lead_id}",
        "Checked": f"{now:%d %B %Y %H:%M} UTC",
    }
    lines = [f"{label}: {' '.join(str(value).split())}" for label, value in facts.items()]
    lines += ["", "They have not asked for a consultant. WhatsApp lets us write to them for 24 hours from then on."]
    return {
        "subject": f"Budget check: {budget}, {name}",
        "text": "\n".join(lines),
        "contact_id": person.id,
        "lead_id": lead_id,
    }
