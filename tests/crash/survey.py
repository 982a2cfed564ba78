"""Which points are there, which of them make a fair sample, and does the program survive a death at each?"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from crash.scenes import FLOWS, SCENES
from crash.world import Run, World


@dataclass(frozen=True)
class Point:
    """After how many events the first life of the program ends in a scene, and the next one if it ends as well."""

    scene: str
    fatal: tuple[int, ...]

    def __str__(self) -> str:
        return f"{self.scene}:{'+'.join(map(str, self.fatal))}"

    @classmethod
    def parse(cls, name: str) -> "Point":
        """The point that is written `scene:37`, or `scene:37+12` where the second life ends as well."""
        scene, _, fatal = name.partition(":")
        if scene not in SCENES or not all(part.isdecimal() for part in fatal.split("+")):
            raise ValueError(f"{name!r} is not like jobs:37 or jobs:37+12; scenes are {', '.join(SCENES)}")
        return cls(scene, tuple(map(int, fatal.split("+"))))


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
        """What the first death came after, in the words of the table."""
        return kind(self.deaths[0]) if self.deaths else "not reached"


def rehearse(world: World, scene: str) -> Run:
    """The scene without a death: all the others are compared with it."""
    run = world.run(scene)
    assert run.complaints == []
    heard = sorted(len(words) for words in run.outcome.received.values())
    assert heard == sorted(len(FLOWS[flow]) for flow in SCENES[scene]), "each message has one answer"
    return run


def attempt(world: World, rehearsal: Run, point: Point) -> Verdict:
    """Let the program die there, and compare."""
    run = world.run(point.scene, point.fatal)
    deaths = [life[-1] for life, fatal in zip(run.journals, point.fatal, strict=False) if len(life) == fatal]
    problems = run.complaints + rehearsal.outcome.differences(run.outcome)
    return Verdict(point, deaths, problems, run.copies)


def every(scene: str, journal: Sequence[str], step: int = 1, twice: int = 10) -> list[Point]:
    """Every point of a scene, or one in `step`; at one in `twice` of them the next life ends soon as well."""
    points = []
    for count, number in enumerate(range(1, len(journal) + 1, step)):
        points.append(Point(scene, (number,)))
        if count % twice == 0:
            points.append(Point(scene, (number, _soon(number))))
    return points


def sample(scene: str, journal: Sequence[str], statements: int = 4, twice: int = 2) -> list[Point]:
    """A few points: one of each kind, more among the statements, some with two deaths; spread over the scene."""
    kinds = defaultdict(list)
    for number, what in enumerate(journal, 1):
        kinds[kind(what)].append(number)
    chosen = {_at(numbers, index, len(kinds)) for index, numbers in enumerate(kinds.values())}
    chosen |= {_at(kinds["statement"], index, statements) for index in range(statements)}
    again = {_at(kinds["statement"], index, twice + 1) for index in range(1, twice + 1)}
    return [Point(scene, (n,)) for n in sorted(chosen)] + [Point(scene, (n, _soon(n))) for n in sorted(again)]


def table(verdicts: Iterable[Verdict]) -> str:
    """How many points of each kind there were, and how many of them were survived."""
    rows: dict[str, list[Verdict]] = defaultdict(list)
    for verdict in verdicts:
        rows["killed again while recovering" if len(verdict.deaths) > 1 else verdict.after].append(verdict)
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
