"""Is the newest whole version of the content served, and what is wrong with a newer one told?"""

import logging
import os
import shutil
from collections.abc import Callable, Hashable, Iterator
from pathlib import Path

import pytest
from bot import Bot
from services.service_tools import wait_for

from relaystack.content import ContentError, Fault
from relaystack.content.live import LiveContent
from relaystack.content.served import ServedContent
from relaystack.content.sources import FolderSource
from relaystack.settings import ROOT

QUICK = 0.02  # seconds between looks


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A content folder that may be changed."""
    return Path(shutil.copytree(ROOT / "nexora", tmp_path / "nexora"))


@pytest.fixture
def live(folder: Path) -> Iterator[LiveContent]:
    """What is served of it."""
    content = LiveContent.of(FolderSource(folder), QUICK)
    content.current()
    yield content
    content.close()


def thanks(live: LiveContent) -> str:
    return live.current().book.phrases["thanks"].fill("en", {})


def write(folder: Path, thanks: str) -> None:
    """What the bot says to who thanks it, as an editor saves it: the file is another one afterwards."""
    file = folder / "phrases.yaml"
    words = [f"thanks: {thanks}" if line.startswith("thanks:") else line for line in file.read_text().splitlines()]
    new = folder / "phrases.yaml.new"
    new.write_text("\n".join(words) + "\n")
    new.replace(file)


def errors(caplog: pytest.LogCaptureFixture) -> list[str]:
    """What the log says is wrong."""
    return [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR]


def test_what_is_written_is_served(live: LiveContent, folder: Path) -> None:
    before = live.current()
    write(folder, "With pleasure")
    wait_for(lambda: thanks(live) == "With pleasure")
    assert live.current().version != before.version
    assert before.book.phrases["thanks"].fill("en", {}) != "With pleasure"  # who has the old one keeps it whole


def test_a_template_is_served_as_well(live: LiveContent, folder: Path) -> None:
    (folder / "templates" / "follow_up.yaml").unlink()
    wait_for(lambda: "follow_up" not in live.current().templates)


def test_a_file_that_was_replaced_by_one_as_large_and_as_old_is_seen(live: LiveContent, folder: Path) -> None:
    write(folder, "With pleasure")
    wait_for(lambda: thanks(live) == "With pleasure")
    at = (folder / "phrases.yaml").stat().st_mtime_ns
    write(folder, "Any time, yes")
    os.utime(folder / "phrases.yaml", ns=(at, at))
    wait_for(lambda: thanks(live) == "Any time, yes")


def test_a_fault_keeps_the_old_words_and_is_told_once_until_it_is_mended(
    live: LiveContent, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    before = thanks(live)
    write(folder, '"{{ broken"')
    told = wait_for(live.trouble)
    line = next(n for n, words in enumerate((folder / "phrases.yaml").read_text().splitlines(), 1) if "broken" in words)
    assert f"nexora/phrases.yaml:{line}: this template cannot be read" in told[0]
    assert thanks(live) == before
    (folder / "transcripts" / "seen.txt").write_text("")  # it is read once more, and says nothing new
    write(folder, "Mended")
    wait_for(lambda: thanks(live) == "Mended")
    assert live.trouble() == []
    assert errors(caplog) == told


def test_of_many_faults_the_first_are_told(live: LiveContent, folder: Path) -> None:
    for file in (folder / "flows").glob("*.yaml"):
        file.write_text("[")
    wait_for(lambda: live.trouble()[5:] == ["content: 3 more faults; `flask check` lists them"])


def test_a_folder_that_goes_away_changes_nothing(live: LiveContent, folder: Path) -> None:
    before = thanks(live)
    folder.rename(folder.with_name("away"))
    assert "there is no such content folder" in wait_for(live.trouble)[0]
    assert thanks(live) == before


def test_a_file_that_may_not_be_read_is_told_once_and_read_when_it_may(
    live: LiveContent, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    file = folder / "phrases.yaml"
    file.rename(folder / "kept")
    file.mkdir()
    assert "cannot be read" in wait_for(live.trouble)[0]
    file.rmdir()
    (folder / "kept").rename(file)
    wait_for(lambda: live.trouble() == [])
    assert errors(caplog) == ["the newest content cannot be read"]


class _Written:
    """A source that is written to while it is read."""

    def __init__(self, content: ServedContent, then: Callable[[], ServedContent]) -> None:
        self._content, self._then, self.writes, self.reads = content, then, 0, 0

    def stamp(self) -> Hashable:
        return self.writes

    def read(self) -> ServedContent:
        self.reads += 1
        if self.reads == 2:
            self.writes += 1
            raise ContentError([Fault("nexora/phrases.yaml", 1, "half of a file")])
        return self._content if self.reads == 1 else self._then()


def test_what_is_written_while_it_is_read_is_read_again(bot: Bot, caplog: pytest.LogCaptureFixture) -> None:
    newest = ServedContent(bot.parts.book, {}, "newest")
    source = _Written(bot.parts.content.current(), lambda: newest)
    live = LiveContent.of(source, QUICK)
    source.writes += 1
    wait_for(lambda: live.current() is newest)
    live.close()
    assert errors(caplog) == []
    assert source.reads == 3
