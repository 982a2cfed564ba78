"""Answers that staff taught, laid over a folder: who says them, when, and what becomes of one that fits no more?"""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import yaml
from bot import Bot
from services.service_tools import wait_for

from relaystack.content.live import LiveContent
from relaystack.content.sources import FolderSource
from relaystack.services.answers import given, taught
from relaystack.services.answers.layer import TaughtLayer
from relaystack.services.answers.taught import Draft
from relaystack.settings import ROOT

QUICK = 0.02  # seconds between looks
ZOO = Draft("Zoo", {"en": "do you have a zoo, visit zoo"}, {"en": "We have no zoo."})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A content folder that may be changed."""
    return Path(shutil.copytree(ROOT / "nexora", tmp_path / "nexora"))


@pytest.fixture
def other(bot: Bot, folder: Path) -> Iterator[LiveContent]:
    """What another process serves, on the same database."""
    content = LiveContent.of(FolderSource(folder), QUICK, TaughtLayer(bot.parts.database))
    content.current()
    yield content
    content.close()


def teach(bot: Bot, draft: Draft = ZOO) -> str:
    return taught.teach(bot.parts.database, bot.parts.book, draft, "Mona")


def says(content: LiveContent, name: str = "zoo") -> str:
    answer = content.current().book.company.get(name)
    return answer.words.fill("fr", {}) if answer else ""


def change(file: Path, was: str, by: str) -> None:
    words = file.read_text(encoding="utf-8")
    assert was in words
    file.write_text(words.replace(was, by, 1), encoding="utf-8")


def test_another_process_says_it_and_a_broken_folder_does_not_keep_it_from_that(
    bot: Bot, other: LiveContent, folder: Path, loud: None
) -> None:
    before = other.current()
    teach(bot)
    wait_for(lambda: says(other) == "We have no zoo.")
    assert "zoo" not in before.book.company  # who has begun with the old one keeps it whole
    change(folder / "phrases.yaml", "thanks: ", 'thanks: "{{ broken" #')
    wait_for(other.trouble)
    taught.change(bot.parts.database, bot.parts.book, "zoo", Draft("Zoo", ZOO.asks, {"en": "It closed."}), "Mona")
    wait_for(lambda: says(other) == "It closed.")
    assert "broken" not in other.current().book.phrases["thanks"].fill("en", {})


def test_one_that_fits_no_more_is_left_out_and_told_and_the_others_are_said(
    bot: Bot, other: LiveContent, folder: Path, loud: None
) -> None:
    teach(bot)
    teach(bot, Draft("Parking", {"en": "park my car"}, {"en": "Behind the house."}))
    wait_for(lambda: says(other, "parking"))
    change(folder / "questions" / "en.yaml", "\n  tax: >-\n    tax,", "\n  tax: >-\n    visit zoo, tax,")
    [told] = wait_for(other.trouble)
    assert told.startswith("answers: zoo was taught, does not fit the content folder any more")
    wait_for(lambda: not says(other))
    assert says(other, "parking") == "Behind the house."
    change(folder / "questions" / "en.yaml", "visit zoo, tax,", "tax,")
    wait_for(lambda: says(other))
    assert other.trouble() == []


def test_a_database_that_is_away_keeps_what_was_taught(bot: Bot) -> None:
    teach(bot)
    content = bot.parts.content
    content.refresh()
    bot.rows("ALTER TABLE taught_answers RENAME TO elsewhere")
    content.refresh()
    assert says(content) == "We have no zoo."
    bot.rows("ALTER TABLE elsewhere RENAME TO taught_answers")


def test_what_people_did_next_is_counted_within_a_day(bot: Bot) -> None:
    now = datetime.now(UTC)
    turns = [(1, 5, "answered", "zoo"), (1, 4, "miss", None), (2, 60, "answered", "zoo"), (2, 20, "option", None),
             (3, 800, "answered", "zoo"), (4, 3, "answered", "zoo"), (4, 2, "answered", "price")]  # fmt: skip
    for contact, hours, came, topic in turns:
        at = f"{now - timedelta(hours=hours):%Y-%m-%d %H:%M:%S.%f}"
        sql = "INSERT INTO turns (contact_id, at, came, topic) VALUES (:contact, :at, :came, :topic)"
        bot.rows(sql, contact=contact, at=at, came=came, topic=topic)
    with bot.parts.database.reading() as connection:
        found = given.afterwards(connection, "zoo", now)
    assert found.given == 3
    assert found.did == {
        "wrote what was not understood": 1, given.NOTHING: 1, "asked something else, and were answered": 1
    }  # fmt: skip


def test_what_was_taught_can_be_taken_into_the_folder(bot: Bot, folder: Path) -> None:
    teach(bot, Draft("Zoo", {"en": "do you have a zoo", "es": "tienen zoo"}, {"en": "No: none."}, "booking", True))
    exported = bot.app.test_cli_runner().invoke(args=["answers", "export"]).stdout
    answers, english, spanish = yaml.safe_load_all(exported)
    assert answers == {"zoo": {"tell": True, "leads": "booking", "say": {"en": "No: none."}}}
    assert english == {"company": {"zoo": "do you have a zoo"}}
    assert spanish == {"company": {"zoo": "tienen zoo"}}
