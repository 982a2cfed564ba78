"""What is measured, section by section?"""

from collections.abc import Callable, Mapping

from bench import tables
from bench.contestants import APART, GRANIAN, TOGETHER
from bench.hall import Hall


def path(hall: Hall) -> list[str]:
    """The whole path on PostgreSQL, by server, with statuses in tens and one by one."""
    contestants = (TOGETHER, APART) if hall.quick else (TOGETHER, APART, GRANIAN)
    tens = [(f"{one.name}, statuses in tens", hall.on_postgresql(one, hall.drive())) for one in contestants]
    alone = [(f"{APART.name}, one by one", hall.on_postgresql(APART, hall.drive(batch=1)))]
    return [tables.of_runs("The whole path on PostgreSQL (CPU in µs per message)", tens + alone)]


SECTIONS: Mapping[str, Callable[[Hall], list[str]]] = {"path": path}
