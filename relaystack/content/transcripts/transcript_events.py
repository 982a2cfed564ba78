"""What may happen in a transcript: one table of its lines, and what each does to the conversation."""

import re
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from relaystack.engine.events import Shared
from relaystack.engine.flow import FlowFault
from relaystack.engine.turn import Turn

from ..rehearsal import Rehearsal, effect_line, reply_lines

Happen = Callable[[Rehearsal, re.Match[str]], Turn | None]


def _later(rehearsal: Rehearsal, said: re.Match[str]) -> None:
    rehearsal.later(timedelta(**{f"{said[2]}s": int(said[1])}))


def _crash(rehearsal: Rehearsal, said: re.Match[str]) -> None:
    if not rehearsal.crashes():
        raise FlowFault("the same message is answered otherwise when it is taken again")


CALENDAR = {"find_times", "book_time", "cancel_booking", "wait_for_time"}  # what can be done where there is one
OUTCOMES = (
    "soon", "free", "taken", "none", "standing", "booked", "moved", "over", "cancelled", "held", "unpaid", "zone",
    "waiting", "unwaited", "offered", "declined", "missed",
)  # fmt: skip

# `line: what it does`; what gives no turn is answered by nothing.
HAPPENINGS: dict[str, Happen] = {
    r"> ?(.*)": lambda rehearsal, said: rehearsal.says(said[1].strip()),
    r"@ (\d+) (minute|hour|day)s? later": _later,
    r"\* jobs (\d\+?|failed|slow|busy|refused|no_site|no_more|places|nowhere)": lambda rehearsal, said: (
        rehearsal.jobs_found(jobs(said[1]))
    ),
    rf"\* calendar ({'|'.join(OUTCOMES)})": lambda rehearsal, said: rehearsal.calendar_answered(calendar(said[1])),
    r"\* payment (pay|offered|booked|expired|refunded|late)": lambda rehearsal, said: rehearsal.payment_settled(
        calendar(said[1])
    ),
    r"\* shares (\w+)": lambda rehearsal, said: rehearsal.take(Shared(said[1])),
    # Meta delivers the message before once more.
    r"\* repeats": lambda rehearsal, said: rehearsal.repeats(),
    # What was written right after the message before comes only now.
    r"\* late > ?(.+)": lambda rehearsal, said: rehearsal.late(said[1].strip()),
    # The answer before never arrives: its buttons cannot be tapped.
    r"\* lost": lambda rehearsal, said: rehearsal.loses(),
    # The turn before is lost, and taken again from the stored state: the same must come of it.
    r"\* crash": _crash,
    r"\* handed back": lambda rehearsal, said: rehearsal.handed_back(),
    r"\* falls silent (\d+)": lambda rehearsal, said: rehearsal.falls_silent(int(said[1])),
}
# How the conversation begins: lines that hold for all of it.
BEGINNINGS: dict[str, Callable[[re.Match[str], dict[str, Any]], Any]] = {
    r"@ (\d{4}-\d\d-\d\d)": lambda said, how: how.update(now=_morning(said[1])),
    r"@ without (\w+)": lambda said, how: how.update(can=how["can"] - {said[1]}),
    r"@ with bookings": lambda said, how: how.update(can=how["can"] | CALENDAR),
    r"@ language (\w+)": lambda said, how: how.update(language=None if said[1] == "none" else said[1]),
    r"@ country ([A-Z]{2})": lambda said, how: how.update(country=said[1]),
}
_SILENT = re.compile(r"@ .*|\* (?:lost|crash)")


def understood(line: str) -> bool:
    """Whether a line is one of ours."""
    try:
        beginning([line])
    except ValueError:  # the 30th of February
        return False
    return any(re.fullmatch(pattern, line) for pattern in (*HAPPENINGS, *BEGINNINGS))


def is_silent(line: str) -> bool:
    """Whether nothing may be expected of it."""
    return bool(_SILENT.fullmatch(line))


def beginning(lines: Iterable[str]) -> dict[str, Any]:
    """How the conversation of these lines begins, as the rehearsal takes it."""
    how: dict[str, Any] = {"can": frozenset({"search_jobs"})}
    for line in lines:
        for pattern, begin in BEGINNINGS.items():
            said = re.fullmatch(pattern, line)
            if said:
                begin(said, how)
    return how


def _morning(day: str) -> datetime:
    at = date.fromisoformat(day)
    return datetime(at.year, at.month, at.day, 9, tzinfo=UTC)


def play(rehearsal: Rehearsal, line: str) -> list[str] | None:
    """Let something happen; the lines that came of it, None where nothing is to come."""
    for pattern, happen in HAPPENINGS.items():
        said = re.fullmatch(pattern, line)
        if said:
            turn = happen(rehearsal, said)
            return None if turn is None else lines_of(turn)
    return None


def jobs(result: str) -> dict[str, Any]:
    """The result of a job search: so many openings, or why there are none."""
    if not result[0].isdigit():
        places = [
            {"id": str(n), "label": name, "title": name} for n, name in ((1, "London, Ontario"), (2, "New London"))
        ]
        return {
            "outcome": "places" if result == "nowhere" else result, "name": "Canada", "country": "CA",
            "openings": [], "hits": 0, "more": 0, "places": places if result == "places" else [],
        }  # fmt: skip
    count = int(result.removesuffix("+"))
    more = 1000 + count if result.endswith("+") else 0
    openings = [
        {
            "title": f"Nurse {i}",
            "company": "Example Care",
            "place": "Toronto",
            "pay": "CAD 40 an hour",
            "url": f"https://jobs.example/{i}",
        }
        for i in range(1, count + 1)
    ]
    return {
        "outcome": "found",
        "name": "Canada",
        "country": "CA",
        "openings": openings,
        "hits": len(openings) + bool(more),
        "more": more,
        "places": [],
    }


def calendar(outcome: str) -> dict[str, Any]:
    """What the calendar answers: two times of the next days, an appointment at the first of them."""
    times = [
        {"id": f"1-2026070{day}T0800", "at": f"2026-07-0{day}T08:00:00+00:00", "zone": "Asia/Dubai", "office": "",
         "who": "Lea", "ours": False}
        for day in (2, 3)
    ]  # fmt: skip
    told: dict[str, dict[str, Any]] = {
        "free": {"times": times, "further": times[-1]["at"], "exact": True},
        "taken": {"times": times[1:], "further": times[-1]["at"], "exact": True},
    }
    appointment = {"appointment": {**times[0], "booking": 3, "version": 1}}
    if outcome in ("standing", "booked", "moved", "soon"):
        return {"outcome": outcome, **appointment}
    if outcome == "offered":
        return {"outcome": outcome, **appointment, "minutes": 15}
    if outcome == "zone":
        zones = (("America/New_York", "New York"), ("America/Chicago", "Chicago"))
        at = "2026-07-01T08:00:00+00:00"
        return {"outcome": outcome, "zones": [{"zone": zone, "city": city, "at": at} for zone, city in zones]}
    if outcome in ("held", "pay", "unpaid"):
        payment = {"amount": 35_000, "currency": "AED", "url": "https://checkout.example/1", "minutes": 20}
        return {"outcome": outcome, **appointment, "payment": payment}
    if outcome == "late":  # the money came for a time that others have
        return {"outcome": "refunded", **told["free"]}
    return {"outcome": outcome, **told.get(outcome, {})}


def lines_of(turn: Turn) -> list[str]:
    """What came of a turn, as a transcript writes it."""
    lines = [f"< {line}".rstrip() for reply in turn.replies for line in reply_lines(reply)] or ["<"]
    return lines + [effect_line(effect) for effect in turn.effects]
