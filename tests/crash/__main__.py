"""Every crash point on both databases: what `make crash` runs."""

import argparse
import os
import sys
import tempfile
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

from crash.scenes import APPOINTMENT, PERSON, SCENES, UNPAID, WAITING
from crash.survey import Point, Verdict, attempt, every, rehearse, table
from crash.world import Run, World, open_world
from databases import fill
from postgres import embedded_postgres, execute

DATABASES = ("sqlite", "postgresql")
WORLDS = 2  # at once on each database: much of a run is waiting
STRIDE = 16  # points next to each other are much alike: a run that is ended early has seen something of everything
MEMORY = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
STEPS = {"crowd": 8, APPOINTMENT: 4, UNPAID: 4, WAITING: 8, PERSON: 2}  # of scenes that are long, one point in so many


class Campaign:
    """All points of one database."""

    def __init__(self, database: str, worlds: Sequence[World], scenes: Sequence[str], point: Point | None) -> None:
        self.database = database
        self._worlds = worlds
        self._rehearsals: dict[str, Run] = {scene: rehearse(worlds[0], scene) for scene in scenes}
        self._waiting = deque([point] if point else self._every())
        self._lock = threading.Lock()
        self.verdicts: list[Verdict] = []

    def _every(self) -> list[Point]:
        journals = {scene: run.journals[0] for scene, run in self._rehearsals.items()}
        points = [point for scene, journal in journals.items() for point in every(scene, journal, STEPS.get(scene, 1))]
        return [point for start in range(STRIDE) for point in points[start::STRIDE]]

    def run(self) -> None:
        """Try all points, in all worlds at once."""
        self._say(f"{len(self._waiting)} points")
        with ThreadPoolExecutor(len(self._worlds)) as pool:
            list(pool.map(self._work, self._worlds))

    def _work(self, world: World) -> None:
        try:
            while point := self._next():
                self._note(attempt(world, self._rehearsals[point.scene], point))
        finally:  # where one world ends with a fault of the test, the others need not go on
            self.stop()

    def _next(self) -> Point | None:
        with self._lock:
            return self._waiting.popleft() if self._waiting else None

    def stop(self) -> None:
        """Try no more points."""
        with self._lock:
            self._waiting.clear()

    def _note(self, verdict: Verdict) -> None:
        with self._lock:
            self.verdicts.append(verdict)
            if verdict.problems:
                self._say(
                    f"NOT SURVIVED: {verdict.point}, killed after {', then after '.join(verdict.deaths)}",
                    *verdict.problems,
                    f"again: make crash POINT={verdict.point} DATABASE={self.database}",
                )
            elif len(self.verdicts) % 100 == 0:
                self._say(f"{len(self.verdicts)} done, {len(self._waiting)} to go")

    def end(self) -> bool:
        """Try no more, and print the table; whether all points were survived."""
        self.stop()
        copies = sum(verdict.copies for verdict in self.verdicts)
        self._say(
            f"{len(self.verdicts)} tried",
            table(self.verdicts),
            f"  e-mails that came once more, with the same Message-ID: {copies}",
        )
        return not any(verdict.problems for verdict in self.verdicts)

    def _say(self, *lines: str) -> None:
        print(f"{time.strftime('%H:%M:%S')} {self.database}: " + "\n".join(lines), flush=True)


def main() -> int:
    """The program's exit code: 0 when everything was survived."""
    parser = argparse.ArgumentParser(prog="make crash", description=__doc__)
    parser.add_argument("--database", choices=DATABASES, help="only this one")
    parser.add_argument("--scene", choices=SCENES, help="only the points of this one")
    parser.add_argument("--point", type=Point.parse, help="only this one: jobs:37, jobs:37+12, jobs:37-late")
    asked = parser.parse_args()
    scene = asked.point.scene if asked.point else asked.scene
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="relaystack-crash-", dir=MEMORY)))
        address = stack.enter_context(embedded_postgres())
        campaigns = [
            Campaign(
                database,
                _worlds(database, folder, address, stack, 1 if asked.point else WORLDS),
                [scene] if scene else list(SCENES),
                asked.point,
            )
            for database in ([asked.database] if asked.database else DATABASES)
        ]
        with ThreadPoolExecutor(len(campaigns)) as pool:
            try:
                list(pool.map(Campaign.run, campaigns))
            finally:  # also with Ctrl+C: what was tried by then is worth its table
                survived = [campaign.end() for campaign in campaigns]
    return 0 if all(survived) else 1


def _worlds(database: str, folder: Path, address: Callable[[str], str], stack: ExitStack, count: int) -> list[World]:
    worlds = []
    for number in range(count):
        place = folder / f"{database}{number}"
        place.mkdir()
        url = f"sqlite:///{place / 'bot.db'}"
        if database == "postgresql":
            execute(address("postgres"), f"CREATE DATABASE crash{number}")
            url = address(f"crash{number}")
        fill(url, place)
        worlds.append(stack.enter_context(open_world(url, place)))
    return worlds


if __name__ == "__main__":
    sys.exit(main())
