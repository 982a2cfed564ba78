"""Are files whole or not there, and does nothing of a failure stay behind?"""

import asyncio
import os
import resource
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import pytest

from relaystack.errors import Temporary
from relaystack.gateways.folder import Draft, Folder


def written(root: Path, work: Callable[[Draft], Awaitable[None]]) -> None:
    async def run() -> None:
        folder = Folder(root, "MEDIA_DIR")
        try:
            async with folder.draft() as draft:
                await work(draft)
        finally:
            folder.close()

    asyncio.run(run())


def files(root: Path) -> list[str]:
    return sorted(str(path.relative_to(root)) for path in root.rglob("*") if path.is_file())


async def whole(draft: Draft) -> None:
    await draft.write(b"first ")
    await draft.write(b"second")
    await draft.keep("ab/file.pdf")


async def half(draft: Draft) -> None:
    await draft.write(b"half")
    raise RuntimeError("the end")


def test_a_kept_file_is_whole_and_for_our_eyes_only(tmp_path: Path) -> None:
    written(tmp_path / "new" / "media", whole)
    file = tmp_path / "new" / "media" / "ab" / "file.pdf"
    assert file.read_bytes() == b"first second"
    assert file.stat().st_mode & 0o077 == 0
    assert files(tmp_path / "new" / "media") == ["ab/file.pdf"]


def test_a_file_that_is_not_kept_is_gone(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError):
        written(tmp_path, half)
    assert files(tmp_path) == []


def test_keeping_again_replaces_it(tmp_path: Path) -> None:
    written(tmp_path, whole)
    written(tmp_path, whole)
    assert files(tmp_path) == ["ab/file.pdf"]


def test_what_a_crash_left_behind_is_swept_a_day_later(tmp_path: Path) -> None:
    (tmp_path / "incoming").mkdir()
    for name, hours in (("old.part", 25), ("young.part", 1)):
        file = tmp_path / "incoming" / name
        file.write_bytes(b"half")
        at = file.stat().st_mtime - hours * 3600
        os.utime(file, (at, at))
    written(tmp_path, whole)
    assert files(tmp_path) == ["ab/file.pdf", "incoming/young.part"]


def test_a_folder_that_cannot_be_written_says_which_setting_is_meant(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(Temporary, match="MEDIA_DIR cannot be written: "):
        written(tmp_path / "file", whole)


@pytest.fixture
def crowded() -> Iterator[None]:
    """No file may grow beyond 100 KB, as if the disk were full."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.usefixtures("crowded")
@pytest.mark.parametrize("size", [2**20, 100_001], ids=["seen at once", "seen when it is kept"])
def test_a_full_disk_is_something_to_wait_for(tmp_path: Path, size: int) -> None:
    async def too_much(draft: Draft) -> None:
        for _ in range(size // 1000 + 1):
            await draft.write(b"x" * 1000)
        await draft.keep("ab/file.pdf")

    with pytest.raises(Temporary, match="MEDIA_DIR cannot be written: File too large"):
        written(tmp_path, too_much)
    assert files(tmp_path) == []
