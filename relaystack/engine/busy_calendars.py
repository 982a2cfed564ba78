"""When is somebody busy, by the calendar file that theirs gives out? Pure; what an entry says is not looked at."""

import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

OURS = "@relaystack"  # ends the names of our own events, which stand in ours already
MOST = 5_000  # entries of a file
SECONDS = 8.0  # that reading may take
_DAY = timedelta(days=1)
_OFTEN = ("SECONDLY", "MINUTELY", "HOURLY")
_BY = ("BYHOUR", "BYMINUTE", "BYSECOND")
Span = tuple[datetime, datetime]


class OddCalendar(Exception):
    """Its times cannot be read; the text says why."""


def busy(file: bytes, zone: ZoneInfo, begins: datetime, ends: datetime) -> list[Span]:
    """The spans between the two that are taken, in order and apart; `zone` holds where an entry names none."""
    from icalendar import Calendar
    from x_wr_timezone import to_standard

    try:
        read = Calendar.from_ical(file)
    except Exception as odd:
        raise OddCalendar("what is there is no calendar") from odd
    if read.name != "VCALENDAR":
        raise OddCalendar("what is there is no calendar")
    if len(read.walk("VEVENT")) > MOST:
        raise OddCalendar(f"there are more than {MOST} entries")
    try:
        return _joined(span for span in _spans(to_standard(read), zone, begins, ends) if span[0] < span[1])
    except OddCalendar:
        raise
    except Exception as odd:  # others wrote the file, and others the library
        raise OddCalendar("an entry cannot be read") from odd


def _spans(read: Any, zone: ZoneInfo, begins: datetime, ends: datetime) -> Iterator[Span]:
    """Each appearance of each entry; those that repeat are told one by one, so that no file takes us long."""
    from icalendar import Calendar
    from recurring_ical_events import of

    series: dict[str, list[Any]] = defaultdict(list)
    for number, entry in enumerate(read.walk("VEVENT")):
        if "DTSTART" in entry:
            series[str(entry.get("UID", f"entry {number}"))].append(entry)
    zones, until = read.walk("VTIMEZONE"), time.monotonic() + SECONDS
    for name, parts in series.items():
        if name.endswith(OURS):
            continue
        if time.monotonic() > until:
            raise OddCalendar("it takes too long to read")
        if any(map(_explodes, parts)):
            raise OddCalendar("an entry repeats several times a day, or never comes to an end")
        one = Calendar()
        for part in (*zones, *parts):
            one.add_component(part)
        for seen in of(one, skip_bad_series=True).between(begins - _DAY, ends + _DAY):
            if _takes_time(seen):
                first, last = _moment(seen.start, zone), _moment(seen.end, zone)
                yield max(first, begins), min(last, ends)


def _explodes(entry: Any) -> bool:
    """Whether it cannot be told: with no step between two appearances the library looks for the next for ever."""
    for kind in ("RRULE", "EXRULE"):
        rules = entry.get(kind) or []
        for rule in rules if isinstance(rules, list) else [rules]:
            often = str(next(iter(rule.get("FREQ", [])), "")).upper()
            step = next(iter(rule.get("INTERVAL", [])), 1)
            if often in _OFTEN or any(rule.get(name) for name in _BY) or not isinstance(step, int) or step < 1:
                return True
    return False


def _takes_time(entry: Any) -> bool:
    free = str(entry.get("TRANSP", "")).upper() == "TRANSPARENT"
    free = free or str(entry.get("X-MICROSOFT-CDO-BUSYSTATUS", "")).upper() == "FREE"
    return not free and str(entry.get("STATUS", "")).upper() != "CANCELLED"


def _moment(at: date, zone: ZoneInfo) -> datetime:
    """A day begins at midnight of their clock, and what names no zone goes by it."""
    if not isinstance(at, datetime):
        return datetime(at.year, at.month, at.day, tzinfo=zone)
    return at if at.tzinfo else at.replace(tzinfo=zone)


def _joined(spans: Iterable[Span]) -> list[Span]:
    joined: list[Span] = []
    for begins, ends in sorted(spans):
        if joined and begins <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(ends, joined[-1][1])
        else:
            joined.append((begins, ends))
    return joined
