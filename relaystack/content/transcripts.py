"""Conversations that must hold, as plain text files.

    # comment
    @ 2026-11-22            the day the conversation begins (without: 1 July 2026)
    @ without search_jobs   something cannot be done here
    > hi                    the person types; `> [Title]` taps
    < 👋 Welcome…           the bot answers: every line of it; … stands for anything
    ! lead budget=250000    the business gets something
    @ 31 minutes later      time passes
    * jobs 2                the search comes back with so many openings (`* jobs failed`, `* jobs no_site`)
    * handed back           the consultants give the conversation back
    * falls silent 20       so many minutes pass without a word, and the bot looks after the person
    * shares voice          the person sends what is not words: image, voice, location, …

A reply begins with `< `; its further lines begin with `< ` too. `<` alone after `>` says: no answer.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from relaystack.engine.catalogue import Catalogue
from relaystack.engine.events import Shared
from relaystack.engine.flow import Book, FlowFault
from relaystack.engine.turn import Turn

from .errors import ContentError, Fault, fault
from .rehearsal import START, Rehearsal, effect_line, reply_lines
from .yaml_lines import read_text

_LATER = re.compile(r"(\d+) (minute|hour|day)s? later")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_HAPPENS = re.compile(
    r">.*|\* jobs (?:\d|failed|no_site)|\* shares \w+|\* handed back|\* falls silent \d+"
    rf"|@ (?:language \w+|country [A-Z]{{2}}|{_LATER.pattern}|without \w+)"
)
_UNREADABLE = (
    "this line cannot be read: `>` and `*` are what happens, `<` and `!` what comes of it, `@` is a date, "
    "`31 minutes later` or `without search_jobs`, `#` a comment"
)


@dataclass
class Exchange:
    """What happens, and what must come of it."""

    line: int
    happens: str
    expected: list[str] = field(default_factory=list)


def read(file: Path) -> list[Exchange]:
    """The exchanges of a transcript; raises ContentError on a line that is none of ours."""
    exchanges: list[Exchange] = []
    for number, text in enumerate(read_text(file).splitlines(), 1):
        if not text.strip() or text.startswith("#"):
            continue
        if _happens(text.strip()):
            exchanges.append(Exchange(number, text.strip()))
        elif text[0] in "<!" and exchanges and exchanges[-1].happens[0] != "@":
            exchanges[-1].expected.append(text.rstrip())
        else:
            raise ContentError([fault(file, number, _UNREADABLE)])
    return exchanges


def _happens(line: str) -> bool:
    day = line.removeprefix("@ ")
    if _DAY.fullmatch(day):
        try:
            return bool(date.fromisoformat(day))
        except ValueError:
            return False
    return bool(_HAPPENS.fullmatch(line))


def run(file: Path, book: Book, catalogue: Catalogue) -> tuple[list[Fault], set[str]]:
    """Play a transcript; what does not hold, and the steps it came through."""
    exchanges = read(file)
    rehearsal = Rehearsal(book, catalogue, *_opening(exchanges), **_person(exchanges))
    faults: list[Fault] = []
    for exchange in exchanges:
        try:
            actual = play(rehearsal, exchange.happens)
        except FlowFault as error:
            return [*faults, fault(file, exchange.line, f"after `{exchange.happens}` the flow fails: {error}")], set()
        if actual is not None and not _holds(exchange.expected, actual):
            faults.append(fault(file, exchange.line, _difference(exchange, actual)))
    return faults, rehearsal.steps


def _opening(exchanges: list[Exchange]) -> tuple[datetime, frozenset[str]]:
    now, can = START, {"search_jobs"}
    for exchange in exchanges:
        rest = exchange.happens[1:].strip()
        if exchange.happens.startswith("@") and _DAY.fullmatch(rest):
            now = datetime.fromisoformat(rest).replace(hour=9, tzinfo=UTC)
        elif rest.startswith("without "):
            can.discard(rest.removeprefix("without "))
    return now, frozenset(can)


def _person(exchanges: list[Exchange]) -> dict[str, Any]:
    """The person's language and the country of their number, where the transcript names them."""
    person: dict[str, Any] = {}
    for exchange in exchanges:
        name, _, value = exchange.happens.removeprefix("@ ").partition(" ")
        if exchange.happens.startswith("@") and name in ("language", "country"):
            person[name] = None if value == "none" else value
    return person


def play(rehearsal: Rehearsal, happens: str) -> list[str] | None:
    """Let something happen; the lines that came of it, None where nothing is to come."""
    sign, rest = happens[0], happens[1:].strip()
    if sign == ">":
        return lines_of(rehearsal.says(rest))
    if sign == "*" and rest.startswith("shares "):
        return lines_of(rehearsal.take(Shared(rest.removeprefix("shares "))))
    if rest == "handed back":
        return lines_of(rehearsal.handed_back())
    if rest.startswith("falls silent "):
        return lines_of(rehearsal.falls_silent(int(rest.removeprefix("falls silent "))))
    if sign == "*":
        return lines_of(rehearsal.jobs_found(_jobs(rest)))
    later = _LATER.fullmatch(rest)
    if later:
        rehearsal.later(timedelta(**{f"{later[2]}s": int(later[1])}))
    return None


def _jobs(rest: str) -> dict[str, Any]:
    what = rest.removeprefix("jobs").strip()
    if not what.isdigit():
        return {"outcome": what, "name": "Canada", "openings": [], "hits": 0}
    jobs = [
        {
            "title": f"Nurse {i}",
            "company": "Example Care",
            "place": "Toronto",
            "pay": "CAD 40 an hour",
            "url": f"https://jobs.example/{i}",
        }
        for i in range(1, int(what) + 1)
    ]
    return {"outcome": "found", "name": "Canada", "openings": jobs, "hits": len(jobs)}


def lines_of(turn: Turn) -> list[str]:
    """What came of a turn, as a transcript writes it."""
    lines = [f"< {line}".rstrip() for reply in turn.replies for line in reply_lines(reply)] or ["<"]
    return lines + [effect_line(effect) for effect in turn.effects]


def _holds(expected: list[str], actual: list[str]) -> bool:
    """Whether the expected lines fit; `…` stands for anything, over several lines too."""
    effects = [line for line in expected if line.startswith("!")]
    words = "\n".join(line[1:].strip() for line in expected if line.startswith("<"))
    said = "\n".join(line[1:].strip() for line in actual if line.startswith("<"))
    pattern = ".*".join(re.escape(part) for part in re.sub(r"\n{2,}", "\n", words).split("…"))
    fits = re.fullmatch(pattern, re.sub(r"\n{2,}", "\n", said), re.DOTALL)
    return bool(fits) and effects == [line for line in actual if line.startswith("!")]


def _difference(exchange: Exchange, actual: list[str]) -> str:
    wanted, came = "\n    ".join(exchange.expected or ["(nothing)"]), "\n    ".join(actual)
    return f"after `{exchange.happens}` the transcript has\n    {wanted}\n  but the bot gives\n    {came}"


def files(folder: Path) -> Iterator[Path]:
    """All transcripts of a content folder."""
    yield from sorted((folder / "transcripts").rglob("*.txt"))
