"""Of who checks a budget that reaches programmes the consultants are told: once, however often it is corrected."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from babel import Locale
from sqlalchemy import Connection, bindparam, delete, select, update

from relaystack.engine.lead_rules import LeadRules
from relaystack.models import LeadEnquiry, OutboxItem

from ..contacts.identification import Person
from ..outbox import outbox
from ..storage.sets import among

_LATELY = select(LeadEnquiry.lead_id, LeadEnquiry.key, LeadEnquiry.told).where(
    among(LeadEnquiry.lead_id, "ids"), LeadEnquiry.created_at > bindparam("since")
)
_WAITS = OutboxItem.key.in_(bindparam("keys", expanding=True)), OutboxItem.claimed_by.is_(None)
_WITHDRAW = delete(OutboxItem).where(*_WAITS)
_MEND = update(OutboxItem).where(*_WAITS).values(payload=bindparam("mended", type_=OutboxItem.payload.type))

Check = tuple[Person, Mapping[str, Any], str]  # who, what is known of them, the key of what they told


def told_lately(
    connection: Connection, lead_ids: Collection[int], rules: LeadRules, now: datetime
) -> dict[int, list[str]]:
    """Of which of these leads a budget check was told already, and by which e-mails."""
    found: dict[int, list[str]] = {}
    if lead_ids:
        rows = connection.execute(_LATELY, {"ids": sorted(lead_ids), "since": now - rules.quiet})
        for row in rows:
            if tells(row.told, rules):
                found.setdefault(row.lead_id, []).append(_key(row.key))
    return found


def tells(told: Mapping[str, Any], rules: LeadRules) -> bool:
    """Whether what somebody told is a budget check to tell of."""
    return bool(told.get("reached")) and (told.get("budget") or 0) >= rules.budget_from


def withdraw(connection: Connection, lead_ids: Collection[int], rules: LeadRules, now: datetime) -> None:
    """Nobody needs to hear of the budget by itself any more: it stands in the e-mail about the enquiry."""
    keys = [key for keys in told_lately(connection, lead_ids, rules, now).values() for key in keys]
    if keys:
        connection.execute(_WITHDRAW, {"keys": keys})


def tell(
    connection: Connection, checks: Mapping[int, Check], lately: Mapping[int, Sequence[str]], rules: LeadRules,
    now: datetime,
) -> None:  # fmt: skip
    """Post the e-mail for these leads' checks; where one was told lately, only mend the one that still waits."""
    rows = []
    for id, (person, lead, cause) in sorted(checks.items()):
        mail = _mail(id, person, lead, now)
        if id in lately:
            connection.execute(_MEND, {"keys": lately[id], "mended": mail})
        else:
            item = {"key": _key(cause), "carrier": outbox.MAIL, "contact_id": None, "due_at": now + rules.wait}
            rows.append({**item, "payload": mail})
    outbox.post(connection, rows, now)


def _key(cause: str) -> str:
    """An e-mail's own name: that of another day is another e-mail."""
    return f"{cause}/budget/mail"


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
