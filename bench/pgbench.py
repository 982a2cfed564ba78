"""What would PostgreSQL reach with the same statements, were there no program around them?"""

import re
import resource
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.bodies import FACTOR, RANGE
from bench.databases import PostgreSQL
from bench.journal import Statement
from bench.processes import cpu_seconds

CLIENTS = 8
_TPS = re.compile(r"tps = ([\d.]+)")
_DONE = re.compile(r"transactions actually processed: (\d+)")
_FAILED = re.compile(r"number of failed transactions: ([1-9]\d*)")


@dataclass(frozen=True)
class Script:
    """Transactions as a pgbench script. `tokens`: which recorded values stand for which expression of the script."""

    head: Sequence[str]
    tokens: Mapping[str, str]

    def of(self, transactions: Sequence[Sequence[Statement]]) -> str:
        """The script."""
        lines = list(self.head)
        for statements in transactions:
            lines += ["BEGIN;", *(f"{self._filled(one)};" for one in statements), "COMMIT;"]
        return "\n".join(lines) + "\n"

    def _filled(self, statement: Statement) -> str:
        return re.sub(r"\$(\d+)", lambda found: self._value(statement.values[int(found[1])]), statement.sql)

    def _value(self, value: str | None) -> str:
        if value is None:
            return "NULL"
        if value in self.tokens:
            return self.tokens[value]
        parts = [self._part(part) for part in re.split(self._pattern, value) if part]
        return parts[0] if len(parts) == 1 else f"({' || '.join(parts) or quoted('')})"

    def _part(self, part: str) -> str:
        return f"({self.tokens[part]})::text" if part in self.tokens else quoted(part)

    @property
    def _pattern(self) -> str:
        """Tokens, whole: a short number must not be found inside a longer one."""
        return "(" + "|".join(rf"(?<!\d){re.escape(token)}(?!\d)" for token in self.tokens) + ")"


def quoted(value: str) -> str:
    """A literal in which pgbench finds no variables."""
    return "E'" + value.replace("\\", "\\\\").replace("'", "\\'").replace(":", "\\x3A") + "'"


def scattered(variable: str, number: str) -> str:
    """bench.bodies.scattered, as a line of a script."""
    return rf"\set {variable} {RANGE} + (({number}) * {FACTOR}) % {RANGE}"


@dataclass(frozen=True)
class Floor:
    """What pgbench reached; CPU in microseconds per transaction."""

    per_second: float
    client: float
    database: float


def run(server: PostgreSQL, database: str, scripts: Sequence[str], seconds: float, folder: Path) -> Floor:
    """Let clients run these scripts, chosen by chance."""
    command = [str(server.bin / "pgbench"), "-n", "-M", "prepared", "-c", str(CLIENTS), "-j", "2",
               "-T", f"{seconds:.0f}", "-h", str(server.socket), "-U", "postgres"]  # fmt: skip
    for number, script in enumerate(scripts):
        file = folder / f"script{number}.sql"
        file.write_text(script)
        command += ["-f", str(file)]
    before, own = cpu_seconds(server.pid), _children()
    done = subprocess.run([*command, database], capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode or _FAILED.search(done.stdout):
        raise RuntimeError(f"pgbench could not run what was recorded:\n{done.stderr[-2000:]}\n{done.stdout[-500:]}")
    count = int(_DONE.search(done.stdout)[1])  # type: ignore[index]
    tps = float(_TPS.search(done.stdout)[1])  # type: ignore[index]
    used = cpu_seconds(server.pid) - before
    return Floor(tps, (_children() - own) / count * 1e6, used / count * 1e6)


def _children() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime
