"""Where do all measurements take place? One database server, one folder, one clock for the progress."""

import dataclasses
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path
from types import TracebackType

from bench.contestants import Contestant
from bench.databases import make_tables, postgresql
from bench.fill import fill
from bench.run import Drive, Result, measure

TEMPLATE = "template_bot"


class Environment:
    """What the sections share. `quick` runs are short: good for comparing, not for publishing."""

    def __init__(self, folder: Path, quick: bool = False) -> None:
        self.folder = folder
        self.quick = quick
        self._began = time.monotonic()
        self._stack = ExitStack()

    def __enter__(self) -> "Environment":
        self.say("starting PostgreSQL, making tables")
        self.server = self._stack.enter_context(postgresql(self.folder / "postgresql"))
        make_tables(self.server.create(TEMPLATE), self.folder)
        self.sqlite_template = self.folder / "template.db"
        make_tables(f"sqlite:///{self.sqlite_template}", self.folder)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def say(self, words: str) -> None:
        """Progress, to standard error."""
        print(f"{time.monotonic() - self._began:6.0f} s  {words}", file=sys.stderr, flush=True)

    def drive(self, **changes: float | int) -> Drive:
        """The usual load of this run, changed as named."""
        usual = Drive(seconds=6.0, warm=2.0, window=600) if self.quick else Drive()
        return dataclasses.replace(usual, **changes)  # type: ignore[arg-type]

    def on_postgresql(self, contestant: Contestant, drive: Drive, template: str = TEMPLATE) -> Result:
        """Measure on a fresh copy of a PostgreSQL database."""
        return self.told(measure(contestant, self.server.create("bot", template), drive, self.folder, self.server))

    def without_our_tables(self, contestant: Contestant, drive: Drive) -> Result:
        """Measure a bot that makes its own tables, if it has any."""
        return self.on_postgresql(contestant, drive, "template1")

    def on_sqlite(self, contestant: Contestant, drive: Drive, template: Path | None = None) -> Result:
        """Measure on a fresh copy of an SQLite file."""
        file = self.folder / "bot.db"
        for old in self.folder.glob("bot.db*"):
            old.unlink()
        shutil.copy(template or self.sqlite_template, file)
        return self.told(measure(contestant, f"sqlite:///{file}", drive, self.folder))

    @contextmanager
    def full_postgresql(
        self, contacts: int, messages: int, waiting: int = 0, due: datetime | None = None
    ) -> Iterator[str]:
        """A full PostgreSQL database to copy: its name."""
        self.say(f"filling PostgreSQL: {contacts:,} contacts, {messages:,} messages, {waiting:,} outbox items")
        fill(self.server.create("template_full", TEMPLATE), contacts, messages, backlog=waiting, due=due)
        yield "template_full"
        self.server.drop("bot")
        self.server.drop("template_full")

    def full_sqlite(self, contacts: int, messages: int) -> Path:
        """A full SQLite file to copy."""
        self.say(f"filling SQLite: {contacts:,} contacts, {messages:,} messages")
        file = self.folder / "full.db"
        shutil.copy(self.sqlite_template, file)
        fill(f"sqlite:///{file}", contacts, messages)
        return file

    def told(self, result: Result) -> Result:
        """Say what came of a run."""
        parts = ", ".join(f"{part} {used:.0f}" for part, used in result.cpu.items())
        self.say(f"{result.name}: {result.per_second:.0f} messages/s; CPU µs per message: {parts}")
        for problem in result.problems:
            self.say(f"    INVALID: {problem}")
        return result
