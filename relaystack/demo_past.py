"""Development: weeks in which pretended people have written, so that the numbers of a first start are a living page."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any

from sqlalchemy import Connection, insert, select

from . import demo_appointments
from .content.demo import Past, PastAppointment, PastLine, PastTalk
from .demo_appointments import Booked
from .engine.outcome import Came
from .engine.phone_zones import zone_of
from .engine.phones import country_of
from .models import BOT, Contact, Direction, Lead, LeadEnquiry, Message, Stage, Status, TurnTaken
from .services.office.schedule import Schedule
from .services.reporting import roll_up
from .services.reporting.days import Days
from .services.storage.database import Database

_ID = "wamid.past."  # begins the ids of what is pretended
_SEED = 1  # the same past for everybody
_HOURS = (0, 0, 0, 0, 0, 1, 2, 4, 7, 9, 10, 9, 7, 8, 9, 9, 8, 7, 6, 6, 5, 4, 2, 1)  # how busy each one is
_NEW = 60  # per cent of conversations that are somebody's first
_FAILED, _UNREAD = 2, 15  # per cent of what we send
_NOBODY_THERE = 131026
_FAR = (Stage.CONTACTED, Stage.QUALIFIED, Stage.LOST, Stage.CONTACTED, Stage.WON)  # of leads that are older than a week
_PAUSES = (4, 7, 12, 18, 25, 45, 95)  # minutes until one of us writes
_LONGEST = timedelta(hours=8)  # from a conversation's first word to its last, with what put its beginning off


@dataclass
class _Person:
    """Somebody who wrote at these times, and what they became a lead for."""

    name: str
    phone: str
    language: str
    began: datetime
    last: datetime
    lead: tuple[str, datetime] | None = None
    booked: list[tuple[PastAppointment, datetime]] = field(default_factory=list)
    messages: list[dict[str, Any]] = field(default_factory=list)
    turns: list[dict[str, Any]] = field(default_factory=list)


def write(connection: Connection, past: Past, member: str, zone: tzinfo, now: datetime) -> Days:
    """Write the weeks before down; which days they are. `member` is the author of what people of ours wrote."""
    days = Days.until(now.astimezone(zone).date() - timedelta(days=1), past.days)
    chance = random.Random(_SEED)  # noqa: S311 - a pretended past
    times = [at for at in _times(past, days, zone, chance) if at < now - _LONGEST]
    people = _people(past, member, times, chance)
    rows = [
        {"phone": one.phone, "profile_name": one.name, "language": one.language, "created_at": one.began,
         "updated_at": one.last, "last_inbound_at": one.last, "closed_at": one.last} for one in people
    ]  # fmt: skip
    connection.execute(insert(Contact), rows)
    found = select(Contact.phone, Contact.id).where(Contact.phone.in_([one.phone for one in people]))
    ids = {row.phone: row.id for row in connection.execute(found)}
    said = [{**row, "contact_id": ids[one.phone], "phone": one.phone} for one in people for row in one.messages]
    said.sort(key=lambda row: row["timestamp"])
    named = [{**row, "message_id": f"{_ID}{number}"} for number, row in enumerate(said)]
    connection.execute(insert(Message), named)
    taken = [{**row, "contact_id": ids[one.phone]} for one in people for row in one.turns]
    connection.execute(insert(TurnTaken), sorted(taken, key=lambda row: row["at"]))
    for one in people:
        _lead(connection, one, ids[one.phone], now)
    made = [_booked(one, ids[one.phone], *booked) for one in people for booked in one.booked]
    made.sort(key=lambda one: one.at)
    demo_appointments.write(connection, made, int(member.rpartition(" ")[2]), zone, now)
    return days


def count(database: Database, days: Days, zone: tzinfo) -> None:
    """Count these days at once: workers would take a minute for each."""
    for day in days:
        roll_up.count(database, Schedule().hours(zone), day)


def _people(past: Past, member: str, times: Sequence[datetime], chance: random.Random) -> Sequence[_Person]:
    numbers = [f"{begins}{number:02d}" for begins in past.numbers for number in range(100)]
    chance.shuffle(numbers)
    people: list[_Person] = []
    for at, talk in zip(times, _dealt(past.talks, chance), strict=False):
        if people and (not numbers or chance.randrange(100) >= _NEW):
            person = chance.choice(people)
        else:
            person = _Person(chance.choice(past.names), numbers.pop(), chance.choice(talk.languages), at, at)
            people.append(person)
        _talk(person, talk, member, max(at, person.last + timedelta(hours=2)), chance)
    return people


def _dealt(talks: Sequence[PastTalk], chance: random.Random) -> Iterator[PastTalk]:
    """Conversations without end, dealt like cards: the rare ones come in every month too."""
    pack = [talk for talk in talks for _ in range(talk.often)]
    while True:
        yield from chance.sample(pack, len(pack))


def _times(past: Past, days: Days, zone: tzinfo, chance: random.Random) -> Iterator[datetime]:
    """When conversations begin: fewer at the end of a week, and more of them lately."""
    for number, day in enumerate(days):
        usual = past.a_day * (0.7 + 0.6 * number / len(days)) * (0.4 if day.weekday() > 4 else 1.15)
        hours = chance.choices(range(24), _HOURS, k=max(round(chance.gauss(usual, usual / 5)), 1))
        for hour in sorted(hours):
            begins = datetime(day.year, day.month, day.day, hour, chance.randrange(50), tzinfo=zone)
            yield begins.astimezone(UTC)


def _talk(person: _Person, talk: PastTalk, member: str, at: datetime, chance: random.Random) -> None:
    waits: datetime | None = None
    answered, place = False, None
    for line in talk.said:
        if line.who == "customer":
            at += timedelta(seconds=chance.randrange(15, 90))
            place = person.turns[-1]["place_after"] if person.turns else None
            person.turns.append(_turn(line, person, place, at))
            waits = waits or (at if line.came in (Came.HANDED_OVER, Came.SILENT) else None)
            person.last = at
        elif line.who == "owner":
            at += timedelta(minutes=chance.choice(_PAUSES), seconds=chance.randrange(60))
            if waits:
                reply = {"at": at, "by": member, "came": Came.REPLIED, "waited_since": waits, "is_first": not answered}
                person.turns.append({**_NO_TURN, **reply})
                waits, answered = None, True
        else:
            at += timedelta(seconds=2)
            if line.came:
                person.turns.append(_turn(line, person, place, at))
        person.messages.append(_message(line, member, at, chance))
    if talk.lead and not person.lead:
        person.lead = talk.lead, at
    if talk.appointment:
        person.booked.append((talk.appointment, at))


_NO_TURN: dict[str, Any] = dict.fromkeys(
    ("by", "about", "topic", "program", "flow", "place_before", "place_after", "language", "waited_since", "is_first")
)


def _turn(line: PastLine, person: _Person, before: str | None, at: datetime) -> dict[str, Any]:
    flow = line.at.partition(".")[0] if line.at else None
    return {
        **_NO_TURN, "at": at, "came": line.came or Came.SAID, "about": line.about, "topic": line.topic,
        "program": line.program, "flow": flow, "place_before": before, "place_after": line.at,
        "language": person.language,
    }  # fmt: skip


def _message(line: PastLine, member: str, at: datetime, chance: random.Random) -> dict[str, Any]:
    fate, is_theirs = chance.randrange(100), line.who == "customer"
    sent = Status.FAILED if fate < _FAILED else Status.DELIVERED if fate < _FAILED + _UNREAD else Status.READ
    status = Status.RECEIVED if is_theirs else sent
    is_billed = not is_theirs and status != Status.FAILED
    kind = "template" if line.who == "template" else "text"
    return {
        "message": line.words, "timestamp": at, "kind": kind, "status": status,
        "direction": Direction.INCOMING if is_theirs else Direction.OUTGOING,
        "author": None if is_theirs else member if line.who in ("owner", "template") else BOT,
        "error_code": _NOBODY_THERE if status == Status.FAILED else None, "billable": True if is_billed else None,
        "price_category": ("utility" if kind == "template" else "service") if is_billed else None,
        "price_type": "regular" if is_billed else None,
    }  # fmt: skip


def _booked(one: _Person, contact_id: int, what: PastAppointment, at: datetime) -> Booked:
    return Booked(contact_id, zone_of(country_of(one.phone), at), at, what)


def _lead(connection: Connection, one: _Person, contact_id: int, now: datetime) -> None:
    if not one.lead:
        return
    interest, at = one.lead
    told = {"name": one.name, "interest": interest}
    stage = _FAR[contact_id % len(_FAR)] if now - at > timedelta(days=7) else Stage.NEW
    lead = {"contact_id": contact_id, "phone": one.phone, "created_at": at, "updated_at": at, "stage": stage, **told}
    lead_id = connection.scalars(insert(Lead).returning(Lead.id), lead).one()
    enquiry = {"lead_id": lead_id, "key": f"past/{contact_id}", "told": told, "shown": {}, "created_at": at}
    connection.execute(insert(LeadEnquiry), enquiry)
