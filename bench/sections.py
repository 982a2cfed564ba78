"""What is measured, section by section?"""

from collections.abc import Callable, Mapping

from bench import counting, crowd, floor, inbox, tables, turns
from bench.contestants import APART, GRANIAN, PLAIN, PYWA, TOGETHER, Contestant
from bench.environment import Environment
from bench.run import Drive, Result

GOAL = 1000.0  # messages a second; acknowledgements are measured at half of it, or at half of what is reached
Measure = Callable[[Contestant, Drive], Result]


def at_half_load(environment: Environment, measure: Measure, contestant: Contestant, most: Result) -> Result:
    """The same at half of the most that it can do, with messages that come at their times."""
    return measure(contestant, environment.drive(rate=round(min(most.per_second, GOAL) / 2, 1) or 1.0))


def path(environment: Environment) -> list[str]:
    """The whole path on PostgreSQL, by server, with statuses in tens and one by one; acknowledgements at half load."""
    contestants = (TOGETHER, APART) if environment.quick else (TOGETHER, APART, GRANIAN)
    runs: list[tuple[str, Result]] = []
    halves: list[tuple[str, Result]] = []
    for one in contestants:
        most = environment.on_postgresql(one, environment.drive())
        runs.append((f"{one.name}, statuses in tens", most))
        if not (environment.quick and halves):
            halves.append((one.name, at_half_load(environment, environment.on_postgresql, one, most)))
    for one in contestants[1:]:
        runs.append((f"{one.name}, statuses one by one", environment.on_postgresql(one, environment.drive(batch=1))))
    return [tables.of_runs("The whole path on PostgreSQL", runs), tables.of_acknowledgements("on PostgreSQL", halves)]


def sqlite(environment: Environment) -> list[str]:
    """The whole path on SQLite."""
    most = environment.on_sqlite(TOGETHER, environment.drive())
    runs = [
        ("statuses in tens", most),
        ("statuses one by one", environment.on_sqlite(TOGETHER, environment.drive(batch=1))),
    ]
    half = at_half_load(environment, environment.on_sqlite, TOGETHER, most)
    return [
        tables.of_runs(f"The whole path on SQLite ({TOGETHER.name})", runs),
        tables.of_acknowledgements("on SQLite", [(TOGETHER.name, half)]),
    ]


def peers(environment: Environment) -> list[str]:
    """The same conversation by others, beside ours."""
    ours = environment.on_postgresql(TOGETHER, environment.drive())
    runs = [(f"Relaystack, {ours.name}", ours)]
    halves = [(ours.name, at_half_load(environment, environment.on_postgresql, TOGETHER, ours))]
    for one in (PYWA, PLAIN):
        most = environment.without_our_tables(
            one, environment.drive(window=300)
        )  # 128 at once at the most: one per thread
        runs.append((one.name, most))
        halves.append((one.name, at_half_load(environment, environment.without_our_tables, one, most)))
    return [tables.of_runs("Beside peers", runs), tables.of_acknowledgements("beside peers", halves)]


SECTIONS: Mapping[str, Callable[[Environment], list[str]]] = {
    "turns": turns.section,
    "floor": floor.section,
    "path": path,
    "peers": peers,
    "sqlite": sqlite,
    "size": crowd.size,
    "backlog": crowd.backlog,
    "inbox": inbox.section,
    "counting": counting.section,
}
QUICK = ("turns", "floor", "path")
