"""How files are kept on disk: whole and under their final name, or not at all."""

import asyncio
import hashlib
import math
import os
import time
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any, TypeVar

from relaystack.errors import Temporary
from relaystack.private_files import keep_private, private_folder

T = TypeVar("T")

INCOMING = "incoming"  # where files grow; what lies there does not count
MEASURED_FOR = 300.0  # seconds
FORGOTTEN = 24 * 3600.0  # seconds after which a file there was left behind by a crash


def waiting(path: str) -> str:
    """Where a file lies that will have this name, once what it belongs to is on record."""
    return f"{INCOMING}/{Path(path).name}.part"


def kept(root: Path, path: str) -> Path:
    """A file by its own name; one that waits for that, as a crash leaves it, gets it now."""
    final, draft = root / path, root / waiting(path)
    if not final.exists() and draft.exists():
        private_folder(final.parent)
        with suppress(FileNotFoundError):  # somebody else was faster
            draft.replace(final)
        for folder in (final.parent, root):
            _sync(folder)
    return final


class Folder:
    """A folder of files, written in threads of its own: a slow disk holds up nothing else."""

    def __init__(self, root: Path, setting: str, quota_mb: int | None = None) -> None:
        self.quota_mb = quota_mb
        self._size, self._measured = 0, -math.inf
        self.root = root
        self._setting = setting
        self._threads = ThreadPoolExecutor(2, "files")
        self._swept = False
        keep_private(root)

    @asynccontextmanager
    async def draft(self) -> AsyncIterator["Draft"]:
        """A new file; it is gone afterwards unless it was kept."""
        draft = await self.off(self._new)
        try:
            yield draft
        finally:
            draft.drop()

    async def is_full(self) -> bool:
        """Whether the files take as much room as they may; measured now and then, since others add and take away."""
        if self.quota_mb is None:
            return False
        if time.monotonic() - self._measured > MEASURED_FOR:
            self._size, self._measured = await self.off(self._measure), time.monotonic()
        return self._size >= self.quota_mb * 2**20

    def _measure(self) -> int:
        files = (Path(folder, name) for folder, _, names in os.walk(self.root) for name in names)
        size = 0
        for file in files:
            with suppress(FileNotFoundError):  # taken away meanwhile
                size += file.stat().st_size
        return size

    def grown(self, size: int) -> None:
        """A file of that size was added."""
        self._size += size

    def close(self) -> None:
        """Let go of the threads."""
        self._threads.shutdown(wait=False)

    def read(self, path: str) -> bytes | None:
        """A file that was kept; nothing where it is gone."""
        try:
            return kept(self.root, path).read_bytes()
        except FileNotFoundError:
            return None

    def remove(self, path: str) -> None:
        """Take a file away that was kept."""
        (self.root / path).unlink(missing_ok=True)

    async def off(self, work: Callable[..., T], *arguments: Any) -> T:
        """Work on the disk, off the event loop; what fails may go well when somebody has made room."""
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, work, *arguments)
        except OSError as error:
            raise Temporary(f"{self._setting} cannot be written: {error.strerror or error}", wait=30.0) from error

    def _new(self) -> "Draft":
        private_folder(self.root / INCOMING)
        if not self._swept:
            self._sweep()
        return Draft(self)

    def _sweep(self) -> None:
        for file in (self.root / INCOMING).glob("*.part"):
            with suppress(FileNotFoundError):  # another process sweeps too
                if file.stat().st_mtime < time.time() - FORGOTTEN:
                    file.unlink()
        self._swept = True


class Draft:
    """A file that grows; nobody sees it before it is kept."""

    def __init__(self, folder: Folder) -> None:
        self._folder = folder
        self._file = NamedTemporaryFile(dir=folder.root / INCOMING, suffix=".part", delete=False)  # noqa: SIM115
        self._hash = hashlib.sha256()
        self.size = 0

    @property
    def sha256(self) -> str:
        """The checksum of what was written, in hex."""
        return self._hash.hexdigest()

    async def write(self, data: bytes) -> None:
        """Add to it."""
        await self._folder.off(self._write, data)

    async def keep(self, path: str) -> None:
        """Give it its name, for good: not even a power cut leaves half of it there."""
        await self._folder.off(self._keep, self._folder.root / path)
        self._folder.grown(self.size)

    def drop(self) -> None:
        """Forget it, unless it was kept."""
        with suppress(OSError):  # the disk is full: what could not be written is not wanted any more
            self._file.close()
        with suppress(OSError):  # what stays here is swept one day
            Path(self._file.name).unlink(missing_ok=True)

    def _write(self, data: bytes) -> None:
        self._file.write(data)
        self._hash.update(data)
        self.size += len(data)

    def _keep(self, final: Path) -> None:
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        private_folder(final.parent)
        Path(self._file.name).replace(final)
        for folder in (final.parent, self._folder.root):
            _sync(folder)


def _sync(folder: Path) -> None:
    """Make the names in a folder last."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
