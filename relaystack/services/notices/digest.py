"""Once a day the consultants get one e-mail about what came in: leads, unanswered questions, failures."""

from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Connection, func, select

from relaystack.engine.house import UNNAMED, House
from relaystack.engine.lead_fields import FIELDS
from relaystack.models import Contact, Digest, GivenUp, Lead, LeadEnquiry, SetAside, StaffMember, Stage, Unanswered

from ..outbox import carrier_states
from ..storage import token_ends
from ..storage.database import insert
from . import known, lapsed, news, program_reviews
from .hearing import Topic
from .lines import one_line
from .news import Notice

DAY = timedelta(days=1)
LONGEST_GAP = timedelta(days=7)  # what a digest looks back at after an outage
MOST = 20  # lines of each part


def post_if_due(connection: Connection, at: time | None, now: datetime, house: House = UNNAMED) -> bool:
    """Post today's e-mail when its time (UTC) has come and nobody has; whether it was posted now."""
    if at is None or now.time() < at:
        return False
    last = connection.execute(select(Digest.day, Digest.created_at).order_by(Digest.day.desc()).limit(1)).first()
    if last and last.day >= now.date():
        return False
    new = insert(connection, Digest).values(day=now.date(), created_at=now).on_conflict_do_nothing()
    if connection.scalar(new.returning(Digest.day)) is None:
        return False  # another worker was quicker
    since = max(last.created_at, now - LONGEST_GAP) if last else now - DAY
    news.tell(connection, [_notice(connection, since, now, house)], now)
    return True


def _notice(connection: Connection, since: datetime, now: datetime, house: House) -> Notice:
    today = now.astimezone(house.zone)
    named = _named(connection, since, now, today.date())
    leads, words, failures = (
        _leads(connection, since, house),
        _unanswered(connection, since, house),
        _failures(connection, since),
    )
    waits = [_waits(one, house) for one in lapsed.waiting(connection, now)]
    parts = [
        ("Waiting for an answer of a person", waits), ("Leads", leads), ("Questions without an answer", words),
        ("Failures", failures),
    ]  # fmt: skip
    if to_do := _to_do(connection, today.date(), house):
        parts.append(("To do with leads", to_do))
    if due := program_reviews.lines(connection, since.astimezone(house.zone).date(), today.date(), house):
        parts.append(("Programmes to look at again", due))
    if ends := token_ends.soon(connection, now):
        parts.append(("Tokens", [f"- {line}" for line in ends]))
    lines = [f"From {since:%d %B %Y %H:%M} UTC to {now:%d %B %Y %H:%M} UTC."]
    for title, rows in parts:
        lines += ["", f"{title}:", *(rows[:MOST] or ["- none"])]
        lines += [f"- and {len(rows) - MOST} more"] if len(rows) > MOST else []
    if house.site:
        lines += ["", f"The numbers of the days before: {house.site}/console/numbers?days=7"]
    counts = f"{len(leads)} leads, {len(words)} unanswered questions, {len(failures)} failures"
    counts = f"{len(waits)} waiting for an answer, {counts}" if waits else counts
    subject, text = f"Daily digest of {today:%d %B %Y}: {counts}", "\n".join(lines)
    return Notice(key=f"digest/{now.date()}/mail", topic=Topic.DIGEST, subject=subject, text=text, about=named)


def _named(connection: Connection, since: datetime, now: datetime, today: date) -> tuple[int, ...]:
    """Whose words will stand in it, who are not erased until it is posted: the e-mail goes away with any of them."""
    told = select(Lead.contact_id).join(LeadEnquiry).where(LeadEnquiry.created_at > since)
    asked = select(Unanswered.contact_id).where(Unanswered.created_at > since, Unanswered.resolved_at.is_(None))
    to_do = select(Lead.contact_id).where(*_due(today))
    people = select(Contact.id).where(Contact.id.in_(told.union(asked, lapsed.ids(now), to_do))).order_by(Contact.id)
    return tuple(connection.scalars(people.with_for_update(key_share=True, read=True)))


def _waits(one: lapsed.Waiting, house: House) -> str:
    where = house.conversation(one.contact_id) or f"contact {one.contact_id}"
    return f"- {one_line(one.name)}, since {one.since:%d %B %Y %H:%M} UTC: {where}"


def _due(today: date) -> tuple[Any, ...]:
    """Open leads whose next action is due that day; what was due before has been in a digest."""
    return Lead.due_on == today, Lead.stage.in_([stage for stage in Stage if stage.is_open])


def _to_do(connection: Connection, today: date, house: House) -> list[str]:
    """What is due today, and who of us it is for."""
    shown = select(Lead.id, Lead.next_action, known.NAME_COLUMN, StaffMember.name.label("owner"))
    found = shown.join(Contact, Contact.id == Lead.contact_id).outerjoin(StaffMember, StaffMember.id == Lead.owner_id)
    rows = connection.execute(found.where(*_due(today)).order_by(Lead.id))
    return [
        f"- {one_line(row.name)}: {one_line(row.next_action) or 'no words'}, {one_line(row.owner or 'of nobody')}"
        + (f": {house.site}/console/leads/{row.id}" if house.site else "")
        for row in rows
    ]


def _leads(connection: Connection, since: datetime, house: House) -> list[str]:
    """Who told us something, the latest first, new leads marked."""
    rows = connection.execute(
        select(Lead.__table__, func.count().label("times"))
        .join(LeadEnquiry, LeadEnquiry.lead_id == Lead.id)
        .where(LeadEnquiry.created_at > since)
        .group_by(*Lead.__table__.columns)
        .order_by(Lead.id.desc())
    )
    return [_lead(row, house, is_new=row.created_at > since) for row in rows]


def _lead(row: Any, house: House, *, is_new: bool) -> str:
    name, email, *more = (field.worded(row._mapping[field.column]) for field in FIELDS)
    phone = f"+{row.phone}" if row.phone else ""
    told = ", ".join(one_line(value) for value in (name, email, phone, *more) if value) or known.UNKNOWN
    times = f", {row.times} enquiries" if row.times > 1 else ""
    where = f": {link}" if (link := house.conversation(row.contact_id)) else ""
    return f"- {'new' if is_new else 'known'}, no. {row.id}: {told}{times}{where}"


def _unanswered(connection: Connection, since: datetime, house: House) -> list[str]:
    """What nothing was found for and nobody has looked at, the most frequent first, and who said it last."""
    groups = (
        select(func.max(Unanswered.id).label("id"), func.count().label("times"))
        .where(Unanswered.created_at > since, Unanswered.resolved_at.is_(None))
        .group_by(Unanswered.alike)
        .subquery()
    )
    rows = connection.execute(
        select(Unanswered.words, Unanswered.contact_id, groups.c.times, known.NAME_COLUMN)
        .join(groups, groups.c.id == Unanswered.id)
        .join(Contact, Contact.id == Unanswered.contact_id)
        .outerjoin(Lead, Lead.contact_id == Contact.id)
        .order_by(groups.c.times.desc(), Unanswered.id)
    )
    return [_question(row, house) for row in rows]


def _question(row: Any, house: House) -> str:
    times = f" ({row.times} times)" if row.times > 1 else ""
    who = f"{one_line(row.name)}: {house.conversation(row.contact_id) or f'contact {row.contact_id}'}"
    return f"- {one_line(row.words)[:200]}{times}; {'last ' if times else ''}asked by {who}"


def _failures(connection: Connection, since: datetime) -> list[str]:
    """What has stopped, was given up or set aside."""
    lost = connection.execute(
        select(GivenUp.carrier, GivenUp.reason, func.count().label("times"))
        .where(GivenUp.created_at > since)
        .group_by(GivenUp.carrier, GivenUp.reason)
        .order_by(func.count().desc(), GivenUp.carrier, GivenUp.reason)
    )
    told = [f"- {House.plain(trouble)}" for trouble in carrier_states.troubles(connection)]
    told += [f"- {row.carrier}: {row.times} given up: {House.plain(one_line(row.reason)[:200])}" for row in lost]
    aside = connection.scalar(select(func.count()).select_from(SetAside).where(SetAside.created_at > since))
    return told + (
        [f"- {aside} messages or notices of WhatsApp could not be handled; ask whoever runs the bot"] if aside else []
    )
