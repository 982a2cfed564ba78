"""The lives of the program under test, one at a time, each its own process."""

import json
import os
import select
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from processes import environment

from relaystack.settings import ROOT


class ProgramProcess:
    """Starts the program, and knows when it has died."""

    def __init__(self, folder: Path, settings: dict[str, str]) -> None:
        self._folder = folder
        self.log = folder / "log.txt"
        environ = environment(PYTHONPATH=f"{ROOT}{os.pathsep}{ROOT / 'tests'}", **settings)
        with self.log.open("wb") as log:
            self._forkserver = subprocess.Popen(
                [sys.executable, "-m", "crash.forkserver"], cwd=ROOT, env=environ, bufsize=0,
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log,
            )  # fmt: skip
        assert self._forkserver.stdin
        assert self._forkserver.stdout
        self._orders, self._news = self._forkserver.stdin, self._forkserver.stdout
        self.port = self._hear("door")
        self._pid: int | None = None
        self.count = 0

    def end_first_life(self) -> None:
        """Let it stop as it should: it is the forkserver's own, and all others are begun as it was."""
        self._orders.write(b"end\n")
        self._bury(0)
        self.count = 0

    def begin(self, fatal: int | None, forget: bool = False) -> None:
        """A new process, which dies by itself after so many points; `forget` drops who waits at the door for it."""
        journal = self._journal(self.count)
        journal.write_text("")
        order = {"fatal": fatal, "journal": str(journal), "forget": forget}
        self._orders.write(json.dumps(order).encode() + b"\n")
        self._pid, self.count = self._hear("born"), self.count + 1

    def look_around(self) -> None:
        """Have it do what it does each minute; one that is just being born does so by itself."""
        if self._pid is not None:
            with suppress(ProcessLookupError):  # it has died by itself just now
                os.kill(self._pid, signal.SIGUSR1)

    def ended(self) -> bool:
        """Whether the process has died by itself."""
        if self._pid is not None and select.select([self._news], [], [], 0)[0]:
            self._bury(-signal.SIGKILL)
        return self._pid is None

    def end(self) -> None:
        """Kill the process, if it lives; the next lives are counted anew."""
        if self._pid is not None:
            with suppress(ProcessLookupError):  # it has died by itself just now
                os.kill(self._pid, signal.SIGKILL)
            self._bury(-signal.SIGKILL)
        self.count = 0

    def journal(self, life: int) -> list[str]:
        """What had happened in a life, point by point."""
        return self._journal(life).read_text().splitlines()

    def close(self) -> None:
        """Let nothing be born any more."""
        self.end()
        self._orders.close()
        self._news.close()
        self._forkserver.wait(60)

    def _bury(self, expected: int) -> None:
        code, self._pid = self._hear("dead"), None
        assert code == expected, f"ended with {code} instead of {expected}\n{self.log.read_text()[-3000:]}"

    def _journal(self, life: int) -> Path:
        return self._folder / f"life{life}.txt"

    def _hear(self, word: str) -> int:
        said = self._news.readline().decode().split()
        assert said[:1] == [word], f"{said} instead of {word!r}\n{self.log.read_text()[-3000:]}"
        return int(said[1])
