"""Conversations that must hold, as plain text files.

    # comment
    @ 2026-11-22            the day the conversation begins (without: 1 July 2026)
    @ without search_jobs   something cannot be done here
    @ with bookings         consultants can be booked
    @ language es           the person's language when it begins (`@ language none`: not chosen yet)
    @ country ES            the country of their number
    > hi                    the person types; `> [Title]` taps
    < 👋 Welcome…           the bot answers: every line of it; … stands for anything
    ! lead budget=250000    the business gets something
    @ 31 minutes later      time passes
    * jobs 2                the search comes back with so many openings (`2+`: and more; or `* jobs failed`,
                            slow, busy, refused, no_site, no_more, places, nowhere)
    * calendar free         the calendar answers: free, taken, none, standing, booked, moved, over, cancelled,
                            held, unpaid, soon, zone, waiting, unwaited, offered, declined, missed
    * payment booked        news of a payment: pay (its page is there), booked, expired, refunded, late, offered
    * handed back           the consultants give the conversation back
    * falls silent 20       so many minutes pass without a word, and the bot looks after the person
    * shares voice          the person sends what is not words: image, voice, location, …

What `*` may say besides stands in `transcript_events.py`. A reply begins with `< `, and so do its further lines;
`<` alone after `>` says: no answer.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from relaystack.engine.catalogue import Catalogue
from relaystack.engine.flow import Book, FlowFault

from ..errors import ContentError, Fault, fault
from ..rehearsal import Rehearsal
from ..yaml_lines import read_text
from .alignment import plain, stands_for
from .sidebyside import side_by_side
from .transcript_events import beginning, is_silent, lines_of, play, understood

__all__ = ["Exchange", "Played", "files", "holds", "lines_of", "play", "read", "run"]

_UNREADABLE = (
    "this line cannot be read: `>` and `*` are what happens, `<` and `!` what comes of it, `@` is a date, "
    "`31 minutes later`, `language es`, `country ES` or `without search_jobs`, `#` a comment"
)


@dataclass
class Exchange:
    """What happens, what must come of it, and what came of it."""

    line: int
    happens: str
    expected: list[str] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)  # where the expected ones stand
    actual: list[str] | None = None  # None where nothing is to come

    @property
    def fails(self) -> bool:
        """Whether something else came than what must."""
        return self.actual is not None and not holds(self.expected, self.actual)


@dataclass
class Played:
    """A transcript that was played: its exchanges, what does not hold, and the steps and options it came through."""

    file: Path
    exchanges: list[Exchange]
    faults: list[Fault] = field(default_factory=list)
    passed: set[str] = field(default_factory=set)

    @property
    def messages(self) -> int:
        """How many messages of ours it holds: Meta bills each."""
        return sum(any(line.startswith("<") for line in exchange.actual or ()) for exchange in self.exchanges)


def read(file: Path) -> list[Exchange]:
    """The exchanges of a transcript; raises ContentError on a line that is none of ours."""
    exchanges: list[Exchange] = []
    for number, text in enumerate(read_text(file).splitlines(), 1):
        if not text.strip() or text.startswith("#"):
            continue
        if understood(text.strip()):
            exchanges.append(Exchange(number, text.strip()))
        elif text[0] in "<!" and exchanges and not is_silent(exchanges[-1].happens):
            exchanges[-1].expected.append(text.rstrip())
            exchanges[-1].lines.append(number)
        else:
            raise ContentError([fault(file, number, _UNREADABLE)])
    return exchanges


def run(file: Path, book: Book, catalogue: Catalogue) -> Played:
    """Play a transcript from its beginning to its end, or to where the flow fails."""
    played = Played(file, read(file))
    rehearsal = Rehearsal(book, catalogue, **beginning([exchange.happens for exchange in played.exchanges]))
    for exchange in played.exchanges:
        try:
            exchange.actual = play(rehearsal, exchange.happens)
        except FlowFault as error:
            problem = f"after `{exchange.happens}` the flow fails: {error}"
            played.faults.append(fault(file, exchange.line, problem))
            break
        if exchange.fails:
            played.faults.append(fault(file, exchange.line, _difference(exchange)))
    played.passed = rehearsal.passed
    return played


def _difference(exchange: Exchange) -> str:
    expected, actual = exchange.expected or ["(nothing)"], exchange.actual or []
    return f"after `{exchange.happens}` the bot says something else\n{side_by_side(expected, actual)}"


def holds(expected: list[str], actual: list[str]) -> bool:
    """Whether the expected lines fit; `…` stands for anything, over several lines too."""
    return stands_for(_words(expected), _words(actual)) and _effects(expected) == _effects(actual)


def _words(lines: list[str]) -> str:
    words = "\n".join(plain(line[1:]).strip() for line in lines if line.startswith("<"))
    return re.sub(r"\n{2,}", "\n", words)


def _effects(lines: list[str]) -> list[str]:
    return [plain(line) for line in lines if line.startswith("!")]


def files(folder: Path) -> Iterator[Path]:
    """All transcripts of a content folder."""
    yield from sorted((folder / "transcripts").rglob("*.txt"))
