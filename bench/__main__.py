"""How is the bench run? `make bench`, or `python -m bench --quick --only path,peers`."""

import argparse
import signal
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from bench import machine, processes, profiling
from bench.environment import Environment
from bench.sections import QUICK, SECTIONS


def parse(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """The options."""
    parser = argparse.ArgumentParser(prog="python -m bench", description="How fast is it, and beside what?")
    parser.add_argument("--quick", action="store_true", help="short runs, small tables; the main figures")
    parser.add_argument("--only", metavar="SECTIONS", help=f"some of: {','.join(SECTIONS)}")
    parser.add_argument("--output", type=Path, metavar="FILE", help="write the tables there as well")
    parser.add_argument("--profile", action="store_true", help="instead: which functions the CPU time goes to")
    given = parser.parse_args(arguments)
    given.sections = given.only.split(",") if given.only else list(QUICK if given.quick else SECTIONS)
    unknown = set(given.sections) - set(SECTIONS)
    if unknown:
        parser.error(f"no section {', '.join(unknown)}; there are {', '.join(SECTIONS)}")
    return given


def main() -> None:
    """Measure, and print the tables."""
    given = parse()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("stopped"))  # what was started is ended
    processes.use_cores()
    with (
        tempfile.TemporaryDirectory(prefix="relaystack-bench-", ignore_cleanup_errors=True) as folder,
        Environment(Path(folder), quick=given.quick) as environment,
    ):
        if given.profile:
            profiling.main(environment)
            return
        report = Report(given.output)
        for name in given.sections:
            environment.say(f"== {name}")
            report.add(*SECTIONS[name](environment))
        report.add(machine.describe(environment.server.version))


class Report:
    """Shows each table as soon as it is there, and keeps it in a file if wanted."""

    def __init__(self, file: Path | None) -> None:
        self._file = file
        self._all = ""

    def add(self, *parts: str) -> None:
        """The next parts."""
        new = "".join(f"{part}\n\n" for part in parts)
        self._all += new
        print(f"\n{new}", end="", flush=True)
        if self._file:
            self._file.write_text(self._all)


if __name__ == "__main__":
    main()
