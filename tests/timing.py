"""How the tests are spread over processes, and where their time goes: the seconds of each folder, at the end."""

import os
from collections import defaultdict
from collections.abc import Sequence

import pytest

SLOW = {"benchmarks", "cli", "crash", "models", "production", "stateful"}  # folders


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Add the seconds of each folder, the dearest first, where the slowest tests are asked for."""
    if not terminalreporter.config.option.durations:
        return
    spent: defaultdict[str, float] = defaultdict(float)
    for reports in terminalreporter.stats.values():
        for report in reports:
            if isinstance(report, pytest.TestReport):
                spent["/".join(report.nodeid.partition("::")[0].split("/")[1:-1]) or "(root)"] += report.duration
    terminalreporter.write_sep("=", "seconds of each folder, of all processes together")
    for folder, seconds in sorted(spent.items(), key=lambda one: -one[1]):
        terminalreporter.write_line(f"{seconds:8.1f}  {folder}")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """One more than there are cores: a third of the time tests wait, for processes, clocks and PostgreSQL."""
    return int(os.environ.get("PYTEST_XDIST_AUTO_NUM_WORKERS") or (os.cpu_count() or 1) + 1)


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--quick`: for the loop while writing, see CONTRIBUTING."""
    parser.addoption("--quick", action="store_true", help="one database, and no test that is marked as slow")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out PostgreSQL and what is slow, where that is asked for; else what is slow comes first."""
    if config.getoption("quick"):
        kept = [item for item in items if not (_is_slow(item) or _needs_postgres(item))]
        config.hook.pytest_deselected(items=[item for item in items if item not in set(kept)])
        items[:] = kept
    elif workers := getattr(config, "workerinput", {}).get("workercount", 0):
        items[:] = _in_runs(items, workers)


def _in_runs(items: Sequence[pytest.Item], processes: int) -> list[pytest.Item]:
    """In as many runs of one length as there are processes, for `worksteal` begins with one run in each.

    What is slow comes first, file by file, since the tests of a file share what is dear; what one process takes over
    from another in the end is quick.
    """
    files: defaultdict[str, list[pytest.Item]] = defaultdict(list)
    for item in filter(_is_slow, items):
        files["content" if item.path.parent.name == "content" else item.path.name].append(item)
    runs: list[list[pytest.Item]] = [[] for _ in range(processes)]
    for number, file in enumerate(files.values()):
        runs[number % processes].extend(file)
    quick = [item for item in items if not _is_slow(item)]
    for number, run in enumerate(runs):
        room = max(len(items) // processes - len(run), 0) if number + 1 < processes else len(quick)
        run += quick[:room]
        del quick[:room]
    return [item for run in runs for item in run]


def _is_slow(item: pytest.Item) -> bool:
    """Whole processes, thousands of turns or migrations: by the folder, or by a mark."""
    return item.get_closest_marker("slow") is not None or item.path.parent.name in SLOW


def _needs_postgres(item: pytest.Item) -> bool:
    callspec = getattr(item, "callspec", None)
    return "postgres" in getattr(item, "fixturenames", ()) or (
        callspec is not None and "postgresql" in callspec.params.values()
    )
