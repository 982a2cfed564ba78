"""How the tests are spread over processes, and where their time goes: the seconds of each folder, at the end."""

import os
from collections import defaultdict

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
    """Leave out PostgreSQL and what is slow, where that is asked for."""
    if not config.getoption("quick"):
        return
    kept = [item for item in items if not (_is_slow(item) or _needs_postgres(item))]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(kept)])
    items[:] = kept


def _is_slow(item: pytest.Item) -> bool:
    """Whole processes, thousands of turns or migrations: by the folder, or by a mark."""
    return item.get_closest_marker("slow") is not None or item.path.parent.name in SLOW


def _needs_postgres(item: pytest.Item) -> bool:
    callspec = getattr(item, "callspec", None)
    return "postgres" in getattr(item, "fixturenames", ()) or (
        callspec is not None and "postgresql" in callspec.params.values()
    )
