"""Which points are there, which of them make a fair sample, and does the program survive a death at each?"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from crash.scenes import SCENES, WORDS
from crash.world import Run, World

LATE = "-late"


@dataclass(frozen=True)
class Point:
    """After how many events the first life of the program ends in a scene, and the next one if it ends as well."""

    scene: str
    fatal: tuple[int, ...]
    late: bool = False  # the next life begins only after the claims have run out

    def __str__(self) -> str:
        return f"{self.scene}:{'+'.join(map(str, self.fatal))}{LATE if self.late else ''}"

    @classmethod
    def parse(cls, name: str) -> "Point":
        """The point written `scene:37`, `scene:37+12` where the second life ends as well, or `scene:37-late`."""
        scene, _, fatal = name.removesuffix(LATE).partition(":")
        if scene not in SCENES or not all(part.isdecimal() for part in fatal.split("+")):
            raise ValueError(
                f"{name!r} is not like jobs:37, jobs:37+12 or jobs:37-late; scenes are {', '.join(SCENES)}"
            )
        return cls(scene, tuple(map(int, fatal.split("+"))), name.endswith(LATE))


def kind(what: str) -> str:
    """What sort of event it is: all statements are one."""
    return "statement" if what.startswith("statement") else what


@dataclass(frozen=True)
class Verdict:
    """What came of a death: after what it was, and what was wrong then."""

    point: Point
    deaths: list[str]
    problems: list[str]
    copies: int

    @property
    def after(self) -> str:
        """What the death came after, in the words of the table."""
        if not self.deaths:
            return "not reached"
        if len(self.deaths) > 1:
            return "killed again while recovering"
        return "started again late" if self.point.late else kind(self.deaths[0])


def rehearse(world: World, scene: str) -> Run:
    """The scene without a death: all the others are compared with it."""
    run = _within_a_day(world, Point(scene, ()))
    assert run.complaints == [], run.complaints
    heard = sorted(len(words) for words in run.outcome.received.values())
    assert heard == sorted(len(WORDS[flow]) for flow in SCENES[scene]), "each message has one answer"
    return run


def attempt(world: World, rehearsal: Run, point: Point) -> Verdict:
    """Let the program die there, and compare."""
    run = _within_a_day(world, point)
    deaths = [life[-1] for life, fatal in zip(run.journals, point.fatal, strict=False) if len(life) == fatal]
    problems = run.complaints + rehearsal.outcome.differences(run.outcome)
    return Verdict(point, deaths, problems, run.copies)


def _within_a_day(world: World, point: Point) -> Run:
    """Played again where midnight came in between: what is counted by the day began anew then, as it should."""
    while True:
        day = datetime.now(UTC).date()
        run = world.run(point.scene, point.fatal, point.late)
        if datetime.now(UTC).date() == day:
            return run


def every(scene: str, journal: Sequence[str], step: int = 1) -> list[Point]:
    """Every point of a scene, or one in `step`; some with a second death, some with a late new start."""
    points = []
    for count, number in enumerate(range(1, len(journal) + 1, step)):
        points.append(Point(scene, (number,)))
        if count % 10 == 0:
            points.append(Point(scene, (number, _soon(number))))
        if count % 10 == 5:
            points.append(Point(scene, (number,), late=True))
    return points


def sample(scene: str, journal: Sequence[str]) -> list[Point]:
    """A few points, spread over the scene: each kind, more statements, two with two deaths, two with a late start."""
    kinds = defaultdict(list)
    for number, what in enumerate(journal, 1):
        kinds[kind(what)].append(number)
    once = {_at(numbers, index, len(kinds)) for index, numbers in enumerate(kinds.values())}
    once |= {_at(kinds["statement"], index, 4) for index in range(4)}
    return [
        *(Point(scene, (number,)) for number in sorted(once)),
        *(Point(scene, (number, _soon(number))) for number in (_at(kinds["statement"], index, 3) for index in (1, 2))),
        *(Point(scene, (_at(kinds[name], 1, 3),), late=True) for name in ("Meta: sent", "Meta: received")),
    ]


def of_money(scene: str, journal: Sequence[str]) -> list[Point]:
    """Six points where somebody's money may be lost or taken twice: before and after each word with Stripe."""
    at = {what: number for number, what in enumerate(journal, 1) if "Stripe" in what or "payments" in what}
    held, asked, told = (at[what] for what in ("statement: INSERT payments", "Stripe: sent", "Stripe: received"))
    paid = at["statement: UPDATE payments"]  # the last one
    confirmed = journal.index("commit", paid) + 1
    return [
        *(Point(scene, (number,)) for number in (held, asked, paid, confirmed)),
        Point(scene, (told, _soon(told))),
        Point(scene, (told,), late=True),
    ]


def table(verdicts: Iterable[Verdict]) -> str:
    """How many points of each kind there were, and how many of them were survived."""
    rows: dict[str, list[Verdict]] = defaultdict(list)
    for verdict in verdicts:
        rows[verdict.after].append(verdict)
    reached = [verdict for after, row in rows.items() if after != "not reached" for verdict in row]
    lines = [("killed after", "points", "survived")]
    lines += [(after, *_counts(row)) for after, row in sorted(rows.items())]
    lines += [("all that were reached", *_counts(reached))]
    return "\n".join(f"  {after:<32}{points:>8}{survived:>10}" for after, points, survived in lines)


def _counts(row: Sequence[Verdict]) -> tuple[str, str]:
    return str(len(row)), str(sum(not verdict.problems for verdict in row))


def _soon(number: int) -> int:
    """After how many events a second life ends: different ones at different points, the same in every run."""
    return 1 + number * 7 % 60


def _at(numbers: Sequence[int], index: int, of: int) -> int:
    return numbers[len(numbers) * (2 * index + 1) // (2 * of)]
