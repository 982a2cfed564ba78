"""Leads: what people told us, kept and added to, never wiped; the consultants are told by e-mail."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, select

from relaystack.engine.effects import CaptureLead
from relaystack.engine.lead_fields import FIELDS, INTEREST, WHO
from relaystack.engine.lead_rules import LeadRules, told_by
from relaystack.models import TOLD, Lead, LeadEnquiry

from ..contacts import adverts, conflicts
from ..contacts.identification import Person
from ..notices import Notice, budget_mails, known
from ..notices.hearing import Topic
from ..notices.lines import one_line
from ..storage.sets import InsertMany, among
from . import crm

_FIELDS = {field.name: field.column for field in FIELDS}
_MORE = tuple(field for field in FIELDS if field not in (*WHO, INTEREST))
_ANY = LeadRules()
AGAIN = timedelta(hours=1)  # who asks for the same within this time has one cause, and the consultants one e-mail

_KEPT = (Lead.phone, *TOLD.values(), Lead.updated_at)
_FIND = select(Lead.__table__).where(among(Lead.contact_id, "ids")).with_for_update()
_KEEP = InsertMany(
    Lead.contact_id, Lead.notes, Lead.created_at, *_KEPT,
    unique=(Lead.contact_id,), replacing=_KEPT, returning=(Lead.id, Lead.contact_id),
)  # fmt: skip
_LATELY = select(LeadEnquiry.lead_id, LeadEnquiry.told).where(
    among(LeadEnquiry.lead_id, "ids"), LeadEnquiry.created_at > bindparam("since")
)
_ENQUIRE = InsertMany(
    LeadEnquiry.lead_id, LeadEnquiry.key, LeadEnquiry.told, LeadEnquiry.shown, LeadEnquiry.created_at,
    unique=(LeadEnquiry.key,), returning=(LeadEnquiry.key,),
)  # fmt: skip


@dataclass(frozen=True)
class Capture:
    """What a person told in one turn; `key` names the turn."""

    person: Person
    effect: CaptureLead
    key: str

    @property
    def told(self) -> dict[str, Any]:
        """What they said; the rest of what is known of them stays."""
        return told_by(self.effect)

    def news(self, lead: Mapping[str, Any], rules: LeadRules) -> dict[str, Any]:
        """What of it changes the lead."""
        return rules.news(self.effect, {name: lead.get(column) for name, column in _FIELDS.items()})


def keep(
    connection: Connection, captures: Sequence[Capture], now: datetime, crms: Sequence[str] = (),
    rules: LeadRules = _ANY,
) -> dict[str, Notice]:  # fmt: skip
    """Keep what people told, and tell these CRMs; what the consultants are to be told of it, by the turn's key."""
    if not captures:
        return {}
    leads, changed = _brought_up_to_date(connection, captures, now, rules)
    ids = {row.contact_id: row.id for row in _KEEP.execute(connection, list(leads.values()))}
    adverts.credit(connection, ids.values())
    asked = _asked_lately(connection, captures, ids, now)
    checks = [capture for capture in captures if budget_mails.tells(capture.told, rules)]
    lately = budget_mails.told_lately(connection, {ids[c.person.id] for c in checks}, rules, now)
    rows = [
        {"lead_id": ids[c.person.id], "key": c.key, "told": c.told, "shown": c.effect.shown or {}, "created_at": now}
        for c in captures
    ]
    new = set(_ENQUIRE.execute(connection, rows).scalars())
    changes = [replace(changed[c.key], lead_id=ids[c.person.id]) for c in captures if c.key in new & changed.keys()]
    crm.announce(connection, changes, crms, now)
    told = {ids[c.person.id]: (c.person, {**leads[c.person.id], **c.told}, c.key) for c in checks if c.key in new}
    budget_mails.tell(connection, told, lately, rules, now)
    mails = {}
    for c in captures:
        if c.effect.notify and c.key in new and _is_news(c, changed, asked[c.person.id]):
            mails[c.key] = _notice(connection, ids[c.person.id], c, leads[c.person.id]["is_new"])
    budget_mails.withdraw(connection, {ids[c.person.id] for c in captures if c.key in mails}, rules, now)
    return mails


def _asked_lately(
    connection: Connection, captures: Sequence[Capture], ids: Mapping[int, int], now: datetime
) -> dict[int, list[Mapping[str, Any]]]:
    """What these people, by contact, told with each enquiry of the last hour."""
    asking = {ids[c.person.id]: c.person.id for c in captures if c.effect.notify}
    told: dict[int, list[Mapping[str, Any]]] = {contact: [] for contact in ids}
    if asking:
        for row in connection.execute(_LATELY, {"ids": sorted(asking), "since": now - AGAIN}):
            told[asking[row.lead_id]].append(row.told)
    return told


def _is_news(capture: Capture, changed: Mapping[str, crm.Change], before: list[Mapping[str, Any]]) -> bool:
    """Whether the consultants learn anything by it: about the person, or that another thing is asked for."""
    about = {name: capture.told.get(name) for name in ("interest", "work")}
    is_same = any({name: told.get(name) for name in about} == about for told in before)
    before.append(capture.told)
    return bool(changed[capture.key].told) or not is_same


def _brought_up_to_date(
    connection: Connection, captures: Sequence[Capture], now: datetime, rules: LeadRules
) -> tuple[dict[int, dict[str, Any]], dict[str, crm.Change]]:
    """The leads of these people by their contact, as they are from now on; what changes in them, by the turn's key."""
    found = connection.execute(_FIND, {"ids": [capture.person.id for capture in captures]})
    leads = {row.contact_id: {**row._mapping, "is_new": row.email is None} for row in found}
    changes = {}
    for capture in captures:
        is_first = capture.person.id not in leads
        lead = leads.setdefault(capture.person.id, {"notes": "", "created_at": now, "is_new": True})
        news = capture.news(lead, rules)
        if is_first or news or capture.effect.notify:
            shown, notify = capture.effect.shown or {}, capture.effect.notify
            changes[capture.key] = crm.Change(capture.key, 0, news, shown, is_first, notify)
        lead |= {_FIELDS[name]: value for name, value in news.items()}
        lead |= {"contact_id": capture.person.id, "phone": capture.person.phone, "updated_at": now}
    return leads, changes


def _notice(connection: Connection, lead_id: int, capture: Capture, is_new: bool) -> Notice:
    """The consultants' e-mail with all that is known of the person by now, and what they ask for."""
    person = capture.person
    lead = connection.execute(select(Lead.__table__).where(Lead.id == lead_id)).one()._mapping
    enquiries = connection.execute(
        select(LeadEnquiry.told, LeadEnquiry.shown, LeadEnquiry.created_at)
        .where(LeadEnquiry.lead_id == lead_id)
        .order_by(LeadEnquiry.id.desc())
        .limit(10)
    ).all()
    interest, work = capture.effect.interest, capture.effect.work
    facts = {
        **known.who(lead, person.phone, person.profile_name),
        **known.told(lead, INTEREST),
        **({"Asks for": interest} if interest not in ("", lead["interest"]) else {}),
        **({"Work": work} if work else {}),
        **known.told(lead, *_MORE),
        **known.source(lead),
        "Lead": f"no. {lead_id}, since {lead['created_at']:%d %B %Y %H:%M} UTC",
    }
    lines = known.lines(facts)
    lines += [f"Attention: {note}" for note in conflicts.notes(connection, person.id)]
    lines += ["", "Told so far, newest first:", *(_enquiry_line(row) for row in enquiries)]
    shown = {id: figure for row in reversed(enquiries) for id, figure in row.shown.items()}
    if shown:
        lines += ["", "Figures the person was shown:"]
        lines += [f"- {id}: USD {figure['usd']:,} as of {figure['as_of']}" for id, figure in sorted(shown.items())]
    lines += ["", "Last messages:", *(one.line() for one in known.last_words(connection, person.id))]
    subject = f"{'New lead' if is_new else 'New enquiry of a known lead'}: {known.name(lead, person.profile_name)}"
    return Notice(
        key=f"{capture.key}/mail", topic=Topic.LEAD, subject=subject, text="\n".join(lines), about=person.id,
        lead_id=lead_id, phone=person.phone, in_order=False,
    )  # fmt: skip


def _enquiry_line(row: Any) -> str:
    told = ", ".join(f"{name} {value}" for name, value in row.told.items()) or "asked for a consultant"
    return f"- {row.created_at:%d %B %Y %H:%M} UTC: {one_line(told)}"
