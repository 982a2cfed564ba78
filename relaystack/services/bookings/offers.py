"""Which of the free times are offered: the next ones of all consultants who fit, or those near what was wished for."""

import heapq
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import groupby, islice, repeat
from operator import itemgetter
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from relaystack.engine.free_times import Diary, cells, spread

from ..office import schedule
from . import bookings, busy_times, hours
from .bookings import Booking
from .hours import AHEAD, Consultant

MOST, A_DAY = 7, 3  # rows of the list, and how many of them one day gets where others are free too
NEAR = 60  # minutes
Wish = Mapping[str, str]


@dataclass(frozen=True)
class Offer:
    """A time of a consultant that may be booked."""

    at: datetime
    consultant: Consultant

    @property
    def id(self) -> str:
        """By which a tap names it."""
        return f"{self.consultant.id}-{self.at:%Y%m%dT%H%M}"


@dataclass(frozen=True)
class Agenda:
    """The consultants who can be booked, with what is taken of their time by now."""

    diaries: Sequence[tuple[Consultant, Diary]]
    now: datetime

    def every(self, since: datetime | None = None) -> Iterator[Offer]:
        """What is free from then on, each time once: with who has the most time left. Reckoned as far as it is read."""
        ranked = sorted(self.diaries, key=lambda pair: len(pair[1].taken))
        free = (diary.free(self.now, self.now + AHEAD, since) for _, diary in ranked)
        times = heapq.merge(*(zip(of_one, repeat(rank)) for rank, of_one in enumerate(free)))
        for at, who in groupby(times, key=itemgetter(0)):
            yield Offer(at, ranked[next(who)[1]][0])

    def time_of(self, id: str) -> datetime | None:
        """The time that a tap names, if it is one that could be offered by now: a tap may say anything."""
        try:
            at = datetime.strptime(f"{id.partition('-')[2]}+0000", "%Y%m%dT%H%M%z")
        except ValueError:
            return None
        return at if self.now < at < self.now + AHEAD else None

    def offer(self, id: str) -> Offer | None:
        """The offer that a tap names, if it still is one."""
        member, at = id.partition("-")[0], self.time_of(id)
        if at is None:
            return None
        found = ((one, diary) for one, diary in self.diaries if str(one.id) == member)
        return next((Offer(at, one) for one, diary in found if diary.is_free(at, self.now)), None)


def agenda(connection: Connection, now: datetime, consultants: Sequence[Consultant] | None = None) -> Agenda:
    """The diaries of these consultants, or of all who can be booked."""
    who = hours.bookable(connection) if consultants is None else consultants
    holidays = frozenset(schedule.of(connection).holidays)
    ids = [one.id for one in who]
    taken, busy = bookings.taken(connection, ids, now), busy_times.spans(connection, ids)
    gone = {id: taken[id] | busy_times.taken(busy[id]) for id in ids}
    return Agenda([(one, one.consulting.diary(one.id, holidays, gone[one.id])) for one in who], now)


def still_stands(connection: Connection, held: Booking, now: datetime) -> bool:
    """Whether what is held could still be had: its consultant may have left, have other hours, or be busy by now."""
    diary = next((diary for one, diary in agenda(connection, now).diaries if one.id == held.member_id), None)
    if diary is None or held.begins_at <= now:
        return False
    length = held.ends_at - held.begins_at
    busy = busy_times.taken(busy_times.spans(connection, [held.member_id])[held.member_id])
    return diary.is_open(held.begins_at, length) and busy.isdisjoint(cells(held.begins_at, length))


def next_ones(offers: Iterable[Offer], zone: ZoneInfo) -> list[Offer]:
    """The next days' times, a few of each day; more of a day where there are no others."""
    by_day = groupby(offers, key=lambda one: _day(one, zone))
    days = [list(of_day) for _, of_day in islice(by_day, MOST)]
    most = A_DAY if len(days) > 1 else MOST
    return [one for of_day in days for one in _spread(of_day, most)][:MOST]


def wished(offers: Iterable[Offer], wish: Wish, zone: ZoneInfo) -> list[Offer]:
    """Those that the wish names, the nearest to its time; none where it cannot be met."""
    fitting = (one for one in offers if _fits(one, wish, zone))
    if "time" not in wish:
        return next_ones(fitting, zone)
    at = time.fromisoformat(wish["time"])
    near = sorted(fitting, key=lambda one: (_day(one, zone), _minutes(one, zone, at)))[:MOST]
    return sorted(near, key=lambda one: one.at)


def begins(wish: Wish, zone: ZoneInfo) -> datetime | None:
    """From when on something is looked for that comes near a wish for a day."""
    return datetime.combine(date.fromisoformat(wish["day"]), time(), zone) if "day" in wish else None


def suits(one: Offer, wish: Wish, zone: ZoneInfo) -> bool:
    """Whether it is what the wish names; with a time, no more than an hour from it."""
    is_near = "time" not in wish or _minutes(one, zone, time.fromisoformat(wish["time"])) <= NEAR
    return is_near and _fits(one, wish, zone)


def _fits(one: Offer, wish: Wish, zone: ZoneInfo) -> bool:
    here = one.at.astimezone(zone)
    first = wish.get("day", "")
    last = wish.get("until", first)
    on_day = not first or first <= here.date().isoformat() <= last
    return on_day and wish.get("from", "") <= f"{here:%H:%M}" < wish.get("to", "24:00")


def _minutes(one: Offer, zone: ZoneInfo, at: time) -> int:
    here = one.at.astimezone(zone)
    return abs(here.hour * 60 + here.minute - at.hour * 60 - at.minute)


def _day(one: Offer, zone: ZoneInfo) -> date:
    return one.at.astimezone(zone).date()


def _spread(offers: Iterable[Offer], most: int) -> list[Offer]:
    by_time = {one.at: one for one in offers}
    return [by_time[at] for at in spread(sorted(by_time), most)]
