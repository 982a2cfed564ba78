"""Does the bench still fit the program: does it drive it, and count every answer?"""

import shutil
from pathlib import Path

from bench.contestants import TOGETHER
from bench.run import Drive, measure


def test_the_bench_drives_the_program_and_finds_every_message_answered_once(
    sqlite_template: Path, tmp_path: Path
) -> None:
    shutil.copy(sqlite_template, tmp_path / "bot.db")
    drive = Drive(seconds=0.5, warm=0.5, window=20, patience=30)
    result = measure(TOGETHER, f"sqlite:///{tmp_path / 'bot.db'}", drive, tmp_path)
    assert result.problems == []
    assert result.written >= drive.window
    assert set(result.cpu) == {"web", "load", "fake Meta"}
