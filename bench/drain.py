"""How fast does a backlog go out when nobody writes?"""

import time

from bench.contestants import Contestant
from bench.environment import Environment
from bench.processes import cpu_seconds
from bench.run import Result, report_of, started

PATIENCE = 300.0


def drained(environment: Environment, contestant: Contestant, url: str, waiting: int) -> Result:
    """Start a bot whose outbox holds that many due items, and wait until all are sent and their statuses are in."""
    drive = environment.drive()
    with started(contestant, url, drive, environment.folder / "drain.log") as (_, meta_port, pids):
        pids["database"] = environment.server.pid
        before = {part: cpu_seconds(pid) for part, pid in pids.items()}
        began = time.monotonic()
        report = report_of(meta_port)
        while report["acknowledged"] < 3 * waiting and time.monotonic() < began + PATIENCE:
            time.sleep(0.1)
            report = report_of(meta_port)
        took = time.monotonic() - began
        cpu = {part: (cpu_seconds(pid) - before[part]) / waiting * 1e6 for part, pid in pids.items()}
    problems = [] if report["accepted"] == report["keys"] == waiting else [f"{report['accepted']} sent, not {waiting}"]
    return environment.told(Result(contestant.name, drive, waiting / took, cpu, 0.0, 0.0, waiting, problems))
