"""How is one bot measured under one load, and did it do all of its work?"""

import json
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import make_url

from bench.contestants import Contestant, settings
from bench.databases import Books, PostgreSQL
from bench.load import Plan
from bench.processes import cpu_seconds, environment, free_port, running, wait_until_served
from relaystack.settings import ROOT


@dataclass(frozen=True)
class Drive:
    """The load of a run. `rate` 0 finds the most that is sustained; `batch` statuses travel in one body."""

    seconds: float = 10.0
    warm: float = 4.0
    rate: float = 0.0
    window: int = 1000
    batch: int = 10
    known: int = 0
    first_person: int = 10_000_000
    patience: float = 60.0
    answered: bool = True


@dataclass
class Result:
    """What came of a run."""

    name: str
    drive: Drive
    per_second: float
    cpu: dict[str, float]  # microseconds per message, by part
    p50: float  # milliseconds until the webhook was acknowledged
    p99: float
    written: int
    problems: list[str] = field(default_factory=list)

    @property
    def bot_cpu(self) -> float:
        """What the bot and its database use; load and fake Meta are not its fault."""
        return sum(value for part, value in self.cpu.items() if part not in ("load", "fake Meta"))


def measure(contestant: Contestant, url: str, drive: Drive, folder: Path, server: PostgreSQL | None = None) -> Result:
    """Start the bot on a prepared database, drive it, count what it used, and check its books."""
    log = folder / f"{contestant.name.replace(' ', '-').replace(',', '')}.log"
    books = Books(url) if contestant.keeps_books else None
    with started(contestant, url, drive, log) as (port, meta_port, pids):
        if server:
            pids["database"] = server.pid
        said, marks = _driven(_plan(drive, port, meta_port), pids, Planner(url, server))
        report = report_of(meta_port, "people")
        problems = _problems(contestant, said, report) if drive.answered else []
        if books:
            problems += books.settled(said["written"], drive.answered).problems(said["written"], drive.answered)
            books.close()
    done = max(said["completed"], 1)
    cpu = {part: (marks[1][part] - marks[0][part]) / done * 1e6 for part in marks[0]}
    latencies = said["latencies"] or [0.0]
    return Result(
        contestant.name, drive, said["completed"] / said["seconds"], cpu, _percentile(latencies, 0.5) * 1000,
        _percentile(latencies, 0.99) * 1000, said["written"], problems,
    )  # fmt: skip


def _plan(drive: Drive, port: int, meta_port: int) -> Plan:
    values = {name: value for name, value in asdict(drive).items() if name != "batch"}
    return Plan(port=port, meta_port=meta_port, **values)


def report_of(meta_port: int, what: str = "counts") -> dict[str, Any]:
    """What the fake Meta has seen."""
    with urllib.request.urlopen(f"http://127.0.0.1:{meta_port}/{what}") as answer:
        report: dict[str, Any] = json.load(answer)
        return report


@contextmanager
def started(contestant: Contestant, url: str, drive: Drive, log: Path) -> Iterator[tuple[int, int, dict[str, int]]]:
    """The bot and the fake Meta; their ports, and the process ids by part."""
    port, meta_port = free_port(), free_port()
    values = settings(port, meta_port, url)
    meta = [sys.executable, "-m", "bench.fake_meta", "--port", str(meta_port), "--webhook-port", str(port)]
    with ExitStack() as stack:
        fake = stack.enter_context(running([*meta, "--batch", str(drive.batch)], {}, log))
        wait_until_served(meta_port, fake, log)
        pids = {"fake Meta": fake.pid}
        for part, command in contestant.parts.items():
            process = stack.enter_context(running([word.format(port=port) for word in command], values, log))
            pids[part] = process.pid
            if part == "web":
                wait_until_served(port, process, log)
        yield port, meta_port, pids


class Planner:
    """Lets PostgreSQL look at its tables once they hold something, as autovacuum would within a minute."""

    def __init__(self, url: str, server: PostgreSQL | None) -> None:
        self._name = make_url(url).database or ""
        self._server = server

    def look(self) -> None:
        """Analyze."""
        if self._server:
            self._server.run(self._name, "ANALYZE")


def _driven(plan: Plan, pids: dict[str, int], planner: Planner) -> tuple[dict[str, Any], list[dict[str, float]]]:
    """Let the load run; its result, and the CPU seconds by part when it was warm and when it was measured."""
    marks: list[dict[str, float]] = []
    command = [sys.executable, "-m", "bench.load", json.dumps(asdict(plan))]
    with subprocess.Popen(  # noqa: S603
        command, cwd=ROOT, env=environment({}), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as load:
        assert load.stdin
        assert load.stdout
        everyone = {**pids, "load": load.pid}
        for line in load.stdout:
            if line.startswith("{"):
                return json.loads(line), marks
            if line == "running\n":
                planner.look()
            else:
                marks.append({part: cpu_seconds(pid) for part, pid in everyone.items()})
            print(file=load.stdin, flush=True)
    raise RuntimeError("the load has ended without a result")


def _problems(contestant: Contestant, said: dict[str, Any], report: dict[str, Any]) -> list[str]:
    """Why the figures of this run do not count: not every message was answered, or one twice."""
    problems = []
    if not said["drained"]:
        problems.append(f"not through: {said['written']} written, {report['accepted']} answered")
    wrong = sum(1 for phone, count in said["people"].items() if report["to"].get(phone, 0) != count)
    if wrong:
        problems.append(f"{wrong} people got more or fewer answers than they wrote messages")
    if report["twice"]:
        problems.append(f"{report['twice']} answers were sent twice")
    if contestant.knows_keys and report["keys"] != said["written"]:
        problems.append(f"{report['keys']} different answers for {said['written']} messages")
    return problems


def _percentile(ordered: list[float], share: float) -> float:
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)]
