"""Is a worker of this machine dead, and what had it begun? A locked file says so: its lock dies with the process.

The file of a worker holds the start of the machine in its first line, then the id of each message that it was about to
hand to the network, or that somebody before it may have sent. Whoever gets its lock knows that the worker is dead,
whatever its process number is by now, in whatever container it ran; a frozen worker keeps its lock. Without a file
nothing is known, and claims run out as ever.
"""

import fcntl
import os
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

ENDING = ".worker"
LARGEST = 1_000_000  # bytes; then what is settled by now is forgotten
KEPT = 900.0  # seconds for which the file of a dead worker may be of use: longer than any claim


@dataclass(frozen=True)
class Dead:
    """A worker that is dead, and the ids of what it may have sent."""

    name: str
    begun: frozenset[int]


class Lifeline:
    """A worker's own file, locked for as long as the process lives."""

    def __init__(self, place: Path, name: str) -> None:
        self._path = place.with_name(f"{place.name}-{name}{ENDING}")
        self._file: int | None = None
        self._size = 0
        self._lock = Lock()  # what is claimed is noted by another thread than what is sent
        self._hold(())

    def _hold(self, begun: Iterable[int]) -> None:
        """Lock a new file, whole before it has its name. Where that cannot be, others must wait for our claims."""
        fresh, old = self._path.with_name(f"{self._path.name}.new"), self._file
        try:
            fresh.parent.mkdir(parents=True, exist_ok=True)
            file = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND, 0o600)
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            self._size = os.write(file, "".join(f"{line}\n" for line in (_machine(), *begun)).encode())
            os.rename(fresh, self._path)
        except OSError:
            self.close()
            return
        self._file = file
        if old is not None:
            os.close(old)

    def begins(self, id: int, held: Callable[[], Iterable[int]]) -> None:
        """Note what may leave from now on; it outlives this process. `held` tells what is not settled yet."""
        with self._lock:
            if self._file is not None:
                self._note(id, held)

    def _note(self, id: int, held: Callable[[], Iterable[int]]) -> None:
        if self._size > LARGEST:
            self._hold(held())
        line = f"{id}\n".encode()
        try:
            written = os.write(self._file, line) if self._file is not None else 0
        except OSError:
            written = 0
        self._size += written
        if written < len(line):  # a full disk: from now on nothing is known of us
            self.close()

    def close(self) -> None:
        """End without a trace: what is claimed still is not known to be anybody's."""
        with suppress(OSError):
            self._path.unlink(missing_ok=True)
        if self._file is not None:
            os.close(self._file)
            self._file = None


@contextmanager
def taken_over(place: Path, own: str) -> Iterator[list[Dead]]:
    """The workers that have died on this machine. When their claims are dealt with, their files go away.

    `place` is a folder and with what the names of the files begin in it.
    """
    locked: list[tuple[Path, int, Dead]] = []
    try:
        for name, path in _files(place).items():
            if name != own and (found := _lock(path)):
                locked.append((path, found[0], Dead(name, found[1])))
        yield [dead for _, _, dead in locked]
        for path, _, _ in locked:
            path.unlink(missing_ok=True)
    finally:
        for _, file, _ in locked:
            os.close(file)


def _files(place: Path) -> dict[str, Path]:
    """By the workers' names."""
    try:
        names = os.listdir(place.parent)
    except OSError:
        return {}
    names = [name for name in names if name.startswith(f"{place.name}-") and name.endswith(ENDING)]
    return {name[len(place.name) + 1 : -len(ENDING)]: place.with_name(name) for name in names}


def _lock(path: Path) -> tuple[int, frozenset[int]] | None:
    """The open file under its lock, if its worker is dead and of this machine as it runs now."""
    file = None
    try:
        file = os.open(path, os.O_RDONLY)
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if os.fstat(file).st_ino == os.stat(path).st_ino:  # else it has a new file by now, and lives
            machine, *begun = os.read(file, 2 * LARGEST).decode().split("\n")
            if machine == _machine():
                # A last line that is cut short stands for no message that was begun.
                return file, frozenset(int(line) for line in begun[:-1])
            if time.time() - os.fstat(file).st_mtime > KEPT:  # of before the machine's start, or another one
                path.unlink(missing_ok=True)
    except (OSError, ValueError):  # it lives, or it cannot be known
        pass
    if file is not None:
        os.close(file)
    return None


def _machine() -> str:
    """This machine since it was started: the same in all its containers, never that of another machine."""
    return Path("/proc/sys/kernel/random/boot_id").read_text().strip()
