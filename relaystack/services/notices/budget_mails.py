"""Of who checks a budget that reaches programmes the consultants are told: once, however often it is corrected."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from babel import Locale
from sqlalchemy import Connection, bindparam, select

from relaystack.engine.lead_fields import BUDGET
from relaystack.engine.lead_rules import LeadRules
from relaystack.models import LeadEnquiry

from ..contacts.identification import Person
from ..storage.sets import among
from . import known, news
from .hearing import Topic
from .news import Notice

_LATELY = select(LeadEnquiry.lead_id, LeadEnquiry.key, LeadEnquiry.told).where(
    among(LeadEnquiry.lead_id, "ids"), LeadEnquiry.created_at > bindparam("since")
)

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
        news.withdraw(connection, keys)


def tell(
    connection: Connection, checks: Mapping[int, Check], lately: Mapping[int, Sequence[str]], rules: LeadRules,
    now: datetime,
) -> None:  # fmt: skip
    """Post the e-mail for these leads' checks; where one was told lately, only mend the one that still waits."""
    notices = {id: _notice(id, *check, rules, now) for id, check in sorted(checks.items())}
    for id in notices.keys() & lately.keys():
        news.mend(connection, lately[id], notices[id])
    news.tell(connection, [notice for id, notice in notices.items() if id not in lately], now)


def _key(cause: str) -> str:
    """An e-mail's own name: that of another day is another e-mail."""
    return f"{cause}/budget/mail"


def _notice(
    lead_id: int, person: Person, lead: Mapping[str, Any], cause: str, rules: LeadRules, now: datetime
) -> Notice:
    budget = BUDGET.worded(lead[BUDGET.column])
    facts = {
        BUDGET.label: budget,
        "Reaches": lead["reached"],
        **known.who(lead, person.phone, person.profile_name),
        "Language": Locale.parse(person.language).get_display_name("en") if person.language else "not chosen",
        "Lead": f"no. {lead_id}",
        "Checked": f"{now:%d %B %Y %H:%M} UTC",
    }
    lines = known.lines(facts)
    lines += ["", "They have not asked for a consultant. WhatsApp lets us write to them for 24 hours from then on."]
    subject, text = f"Budget check: {budget}, {known.name(lead, person.profile_name)}", "\n".join(lines)
    return Notice(
        key=_key(cause), topic=Topic.LEAD, subject=subject, text=text, about=person.id, lead_id=lead_id,
        in_order=False, wait=rules.wait,
    )  # fmt: skip
