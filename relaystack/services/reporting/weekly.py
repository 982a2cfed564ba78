"""On Mondays staff get an e-mail about the week before: what changed most, who waits, what is due, the cost."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import Connection, select

from relaystack.engine.house import House
from relaystack.models import Contact, WeeklyReport

from .. import notices
from ..conversations.talks import ConversationSettings
from ..notices import Notice
from ..notices.hearing import Topic
from ..notices.lines import one_line
from ..outbox import outbox
from ..storage.database import Database, insert
from . import booking_sections, numbers, report, roll_up, today
from .days import ONE, Days
from .figures import Figure, Value
from .sections import Section
from .today import Block

CHANGED, MOST = 5, 20  # figures; lines of each part


def post(database: Database, settings: ConversationSettings, at: time | None) -> None:
    """Post what is due. Asked each minute, by any number of workers."""
    if outbox.MAIL in settings.can:
        with database.transaction() as connection:
            post_if_due(connection, settings, at, database.now(connection))


def post_if_due(connection: Connection, settings: ConversationSettings, at: time | None, now: datetime) -> bool:
    """Post the report of last week when Monday's time (UTC) has come, all of it is counted and nobody has posted it."""
    zone = settings.house.zone
    here = now.astimezone(zone).date()
    monday = here - here.weekday() * ONE
    if at is None or now < datetime.combine(monday, at, UTC) or _is_made(connection, monday):
        return False
    week = Days.until(monday - ONE, 7)
    if numbers.uncounted(connection, week) or any(day < monday for day in roll_up.due(connection, zone, now)):
        return False
    new = insert(connection, WeeklyReport).values(week=monday, created_at=now).on_conflict_do_nothing()
    if connection.scalar(new.returning(WeeklyReport.week)) is None:
        return False  # another worker was quicker
    notices.tell(connection, [_notice(connection, settings, week, now)], now)
    return True


def _is_made(connection: Connection, monday: date) -> bool:
    return connection.scalar(select(WeeklyReport.week).where(WeeklyReport.week == monday)) is not None


def _notice(connection: Connection, settings: ConversationSettings, days: Days, now: datetime) -> Notice:
    house, made = settings.house, report.make(connection, settings, days)
    waiting, questions = today.waiting(connection, now, None, MOST), today.open_questions(connection, MOST)
    named = _held(connection, [*(one["id"] for one in waiting.items), *(one["contact_id"] for one in questions.items)])
    due = today.due_reviews(connection, now.astimezone(house.zone).date(), MOST)
    parts = [
        ("What changed most", [_changed(one) for one in most_changed(made.figures)]),
        ("Who waits for a person", list(_waits(waiting, named, house))),
        ("Programmes to look at again", [f"- {one['country']}: {one['name']}, by {one['due_on']:%d %B %Y}"
                                         for one in due.items]),
        ("Questions to teach", list(_asked(questions, named, house))),
        ("Cost", [f"- {figure.title}: {worded(figure.value, figure.unit)}" for figure in made.figures
                  if figure.unit == "usd"]),
    ]  # fmt: skip
    parts[-1:-1] = [(one.title, _told(one)) for one in made.sections if one.name in booking_sections.NAMES]
    lines = [f"From {days.first:%A %d %B %Y} to {days.last:%A %d %B %Y}, compared with the week before."]
    for title, rows in parts:
        lines += ["", f"{title}:", *(rows or ["- nothing"])]
    if house.site:
        lines += ["", f"All numbers: {house.site}/console/numbers?first={days.first}&last={days.last}"]
    told = {figure.title: worded(figure.value, figure.unit) for figure in made.figures}
    subject = f"Week of {days.first:%d %B %Y}: {told['Conversations']} conversations, {told['New leads']} new leads"
    key = f"weekly/{days.first}/mail"
    return Notice(key=key, topic=Topic.DIGEST, subject=subject, text="\n".join(lines), about=tuple(sorted(named)))


def most_changed(figures: Sequence[Figure]) -> list[Figure]:
    """The figures that changed most, as a share of what they were."""

    def share(figure: Figure) -> float:
        return abs(float(figure.value or 0) - float(figure.before or 0)) / (float(figure.before or 0) or 1)

    compared = [one for one in figures if one.value is not None and one.before is not None and one.value != one.before]
    return sorted(compared, key=share, reverse=True)[:CHANGED]


def worded(value: Value, unit: str) -> str:
    """A value as it is written in an e-mail."""
    if value is None:
        return "not known"
    after = {"percent": " %", "minutes": " min"}.get(unit, "")
    return f"US$ {value:,.2f}" if unit == "usd" else f"{value:,}{after}"


def _changed(one: Figure) -> str:
    return f"- {one.title}: {worded(one.value, one.unit)}, before {worded(one.before, one.unit)}"


def _told(section: Section) -> list[str]:
    return [f"- {one.label}: {one.cells[0]}, before {one.cells[-1]}" for one in section.lines]


def _held(connection: Connection, ids: list[int]) -> set[int]:
    """Those who are not erased until it is posted: the e-mail goes away with any of them."""
    people = select(Contact.id).where(Contact.id.in_(ids), Contact.erased_at.is_(None)).order_by(Contact.id)
    return set(connection.scalars(people.with_for_update(key_share=True, read=True)))


def _waits(block: Block, held: set[int], house: House) -> Iterator[str]:
    for one in block.items:
        if one["id"] in held:
            where = house.conversation(one["id"]) or f"contact {one['id']}"
            yield f"- {one_line(one['name'])}, since {one['waiting_since']:%d %B %Y %H:%M} UTC: {where}"
    yield from _more(block)


def _asked(block: Block, held: set[int], house: House) -> Iterator[str]:
    for one in block.items:
        if one["contact_id"] in held:
            where = house.conversation(one["contact_id"]) or f"contact {one['contact_id']}"
            yield f"- {one_line(one['words'])[:200]}{_times(one)}: {where}"
    yield from _more(block)


def _times(one: Any) -> str:
    return f" ({one['count']} times)" if one["count"] > 1 else ""


def _more(block: Block) -> Iterator[str]:
    if block.count > len(block.items):
        yield f"- and {block.count - len(block.items)} more"
