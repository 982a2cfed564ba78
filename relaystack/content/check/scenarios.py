"""The scenarios that flows are explored in: what people answer, what is known, what can be done, what day it is."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from relaystack.engine.answers import ANSWERS
from relaystack.engine.catalogue import Catalogue
from relaystack.engine.effects import EFFECTS
from relaystack.engine.facts import Facts

from ..rehearsal import START

Answers = Mapping[str, Sequence[str]]

ORDINARY: Answers = {name: kind.examples for name, kind in ANSWERS.items()}
LONGEST: Answers = {name: (kind.longest,) for name, kind in ANSWERS.items()}


@dataclass(frozen=True)
class Scenario:
    """One set of circumstances; no two that differ have the same name."""

    name: str
    answers: Answers
    facts: Facts
    jobs: tuple[Mapping[str, Any], ...]
    calendar: tuple[Mapping[str, Any], ...] = ()  # what it may answer

    def at(self, **known: Any) -> Facts:
        """The facts of a turn, a minute after the person's last message unless `known` says otherwise."""
        return replace(self.facts, **{"idle": timedelta(minutes=1), **known})


def scenarios(catalogue: Catalogue) -> Iterator[Scenario]:
    """An ordinary day; the longest of everything, on a day when every figure is due; a day when all is closed."""
    can = frozenset(EFFECTS)
    ordinary = Facts(START, catalogue, can=can)
    yield Scenario(
        "an ordinary day",
        ORDINARY,
        ordinary,
        tuple(_jobs("Canada", count) for count in (2, 1, 0)) + _failures("Canada"),
        tuple(calendar_answers()),
    )
    latest = max((p.review_by for p in catalogue), default=START.date()) + timedelta(days=1)
    late = datetime(latest.year, latest.month, latest.day, 12, tzinfo=UTC)
    told = {"name": LONGEST["person_name"][0], "email": LONGEST["email"][0], "budget": 999_999_999_999}
    place = LONGEST["country"][0]
    jobs = (_jobs(place, 5, long=True), *_failures(place))
    yield Scenario(
        "the longest",
        LONGEST,
        replace(ordinary, now=late, known=told, country="IN"),
        jobs,
        tuple(calendar_answers(long=True)),
    )
    closed = Catalogue([replace(p, status="closed") for p in catalogue])
    yield Scenario(
        "all closed", ORDINARY, replace(ordinary, catalogue=closed, can=can - {"search_jobs", "find_times"}), ()
    )


PAYMENT_NEWS = ("pay", "booked", "expired", "refunded", "offered")


_WITHOUT_MORE = ("over", "cancelled", "expired", "refunded", "waiting", "unwaited", "declined", "missed")


def calendar_answers(*, long: bool = False) -> Iterator[dict[str, Any]]:
    """All that comes of looking for a time, booking and cancelling; the longest are in another zone than ours."""
    count, zone, office = (7, "Asia/Kolkata", "America/St_Johns") if long else (2, "Asia/Dubai", "")
    who = "n" * 40 if long else "Lea"
    days = (START + timedelta(days=n, hours=11 - n, minutes=30) for n in range(1, count + 1))
    times = [
        {"id": f"1-{at:%Y%m%dT%H%M}", "at": at.isoformat(), "zone": zone, "office": office, "who": who, "ours": long}
        for at in days
    ]
    appointment = {**times[0], "booking": 1, "version": 1}
    if long:
        appointment["calendar"] = f"https://{'n' * 60}.example/calendar/appointment/{'s' * 24}.ics"
    free = {"times": times, "further": times[-1]["at"], "exact": not long, "waits": long}
    yield {"outcome": "free", **free}
    yield {"outcome": "taken", **free}
    yield from ({"outcome": outcome, "appointment": appointment} for outcome in ("standing", "booked", "moved", "soon"))
    yield from ({"outcome": outcome} for outcome in _WITHOUT_MORE)
    yield from ({"outcome": "none", "waits": waits} for waits in (False, True))
    clocks = [f"America/{n}" for n in ("New_York", "Chicago", "Denver", "Phoenix", "Los_Angeles")[: 5 if long else 2]]
    city = "n" * 22 if long else "City"
    zones = [{"zone": one, "city": f"{city} {n}", "at": START.isoformat()} for n, one in enumerate(clocks)]
    yield {"outcome": "zone", "zones": zones}
    fee = {"fee": {"amount": 123_456_789, "currency": "AED"}} if long else {}
    yield {"outcome": "offered", "appointment": appointment, "minutes": 15, **fee}
    url = f"https://checkout.example/{'u' * (500 if long else 20)}"
    payment = {"amount": 123_456_789 if long else 35_000, "currency": "AED", "url": url, "minutes": 20}
    unpaid = {"appointment": appointment, "payment": payment}
    yield from ({"outcome": outcome, **unpaid} for outcome in ("held", "pay", "unpaid"))
    priced = [{**one, "fee": {"amount": payment["amount"], "currency": "AED"}} for one in times]
    yield {"outcome": "refunded", **free, "times": priced}
    yield from ({"outcome": "cancelled", "paid": paid} for paid in ("kept", "back"))


SOUGHT = {"keyword": "k" * 60, "location": "l" * 60}
_CODES = {"Canada": "CA", LONGEST["country"][0]: "GS"}


def _failures(name: str) -> tuple[dict[str, Any], ...]:
    outcomes = ("failed", "slow", "busy", "refused", "no_site", "no_more", "places")
    nothing = {"name": name, "country": _CODES[name], "openings": [], "hits": 0, "more": 0, "places": [], **SOUGHT}
    places = [{"id": str(n), "label": f"{n}".ljust(60, "n"), "title": f"{n}".ljust(24, "n")} for n in range(1, 9)]
    found = ({**nothing, "outcome": o, "places": places if o == "places" else []} for o in outcomes)
    return (*found, {**nothing, "outcome": "places"})  # no place of that name


def _jobs(name: str, count: int, *, long: bool = False) -> dict[str, Any]:
    """So many openings; the shortest have neither company nor pay, the longest are what the search lets through."""
    sizes = (80, 50, 50, 40) if long else (5, 0, 7, 0)
    words = {part: "n" * size for part, size in zip(("title", "company", "place", "pay"), sizes, strict=True)}
    jobs = [words | {"url": f"https://jobs.example/{i}"} for i in range(count)]
    hits, more = (99_999 if long else count), (1005 if long or count > 1 else 0)
    return {
        "outcome": "found", "name": name, "country": _CODES[name], "openings": jobs, "hits": hits, "more": more,
        "places": [], **(SOUGHT if long else {"keyword": "", "location": ""}),
    }  # fmt: skip
