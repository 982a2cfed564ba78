"""What happens to programmes when the file is loaded again, and when staff edit them?"""

import dataclasses
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from typing import Any

import pytest
from bot import Bot

from relaystack.content import read_programs
from relaystack.content.programs import ProgramEntry
from relaystack.engine.events import Said
from relaystack.engine.updates import Identity, Received
from relaystack.services.catalogue import programs
from relaystack.services.catalogue.programs import FRESH_SECONDS, CatalogueCache
from relaystack.services.receiving import take_in
from relaystack.settings import ROOT

LINK = "https://example.com/programs/{id}"
GREECE = "gr-golden-visa"


def _entries(**changes: Any) -> list[ProgramEntry]:
    """The file's programmes, with Greece changed."""
    entries = read_programs(ROOT / "nexora")
    return [entry.model_copy(update=changes) if entry.id == GREECE else entry for entry in entries]


def _seed(bot: Bot, entries: Sequence[ProgramEntry], link: str = LINK) -> dict[str, int]:
    return programs.seed(bot.parts.database, entries, link)


def _greece(bot: Bot, column: str) -> Any:
    return bot.one(f"SELECT {column} AS it FROM investment_programs WHERE code = :id", id=GREECE)["it"]


def _edit(bot: Bot, column: str, value: object) -> None:
    bot.rows(f"UPDATE investment_programs SET {column} = :value WHERE code = :id", value=value, id=GREECE)


def test_loading_twice_changes_nothing(bot: Bot) -> None:
    count = len(_entries())
    _seed(bot, _entries())
    before = bot.rows("SELECT * FROM investment_programs ORDER BY id")
    assert _seed(bot, _entries()) == {"added": 0, "updated": 0, "unchanged": count, "kept_edits": 0}
    assert bot.rows("SELECT * FROM investment_programs ORDER BY id") == before


def test_the_command_says_what_it_did(bot: Bot) -> None:
    bot.rows("DELETE FROM investment_programs WHERE code = :id", id=GREECE)
    said = bot.app.test_cli_runner().invoke(args=["seed-programs"]).output
    assert said.startswith("Programmes: 1 added, 0 updated")
    assert bot.app.test_cli_runner().invoke(args=["seed-programs"]).output.startswith("Programmes: 0 added, 0 updated")


@pytest.mark.parametrize(
    ("column", "value"),
    [("minimum_investment", 999_000), ("name", "Greece, edited"), ("rank", 9), ("status", "closed")],
)
def test_what_staff_edited_stays_whatever_the_file_says(bot: Bot, column: str, value: Any) -> None:
    _seed(bot, _entries())
    _edit(bot, column, value)
    assert _seed(bot, _entries())["kept_edits"] == 1
    assert _greece(bot, column) == value
    other = {"minimum_investment": 111_000, "name": "From the file", "rank": 3, "status": "suspended"}[column]
    for _ in range(2):
        assert _seed(bot, _entries(**{column: other}))["kept_edits"] == 1
        assert _greece(bot, column) == value


def test_a_change_of_the_file_reaches_what_nobody_edited(bot: Bot) -> None:
    _seed(bot, _entries())
    _edit(bot, "name", "Greece, edited")
    done = _seed(bot, _entries(minimum_investment=300_000, processing_time="a year", as_of=date(2026, 11, 1)))
    assert (done["updated"], done["kept_edits"]) == (1, 1)
    assert (_greece(bot, "minimum_investment"), _greece(bot, "processing_time")) == (300_000, "a year")
    assert str(_greece(bot, "as_of")) == "2026-11-01"
    assert _greece(bot, "name") == "Greece, edited"


def test_an_edit_that_is_taken_back_follows_the_file_again(bot: Bot) -> None:
    original = next(entry.name for entry in _entries() if entry.id == GREECE)
    _seed(bot, _entries())
    _edit(bot, "name", "Greece, edited")
    _seed(bot, _entries())
    _edit(bot, "name", original)
    _seed(bot, _entries(name="From the file"))
    assert _greece(bot, "name") == "From the file"


def test_a_programme_that_staff_added_is_left_alone(bot: Bot) -> None:
    _seed(bot, _entries())
    bot.rows("UPDATE investment_programs SET code = 'our-own' WHERE code = :id", id=GREECE)
    assert _seed(bot, _entries())["added"] == 1
    served = "SELECT 1 FROM investment_programs WHERE withdrawn_at IS NULL AND code IN ('our-own', 'gr-golden-visa')"
    assert len(bot.rows(served)) == 2


def test_conversations_see_an_edit_within_seconds(bot: Bot) -> None:
    clock = [0.0]
    conversation_settings = dataclasses.replace(
        bot.parts.conversation_settings, catalogue=CatalogueCache(lambda: clock[0])
    )
    _seed(bot, _entries())

    def asks(n: int, words: str) -> str:
        message = Received(f"wamid.{n}", Identity("15550210001"), datetime.now(UTC), "text", words, Said(words))
        assert take_in.take_in(bot.parts.database, conversation_settings, [message]).new == 1
        answers = bot.rows("SELECT message FROM whatsapp_messages WHERE key IS NOT NULL ORDER BY id DESC LIMIT 1")
        return str(answers[0]["message"])

    asks(1, "hi")
    asks(2, "1")
    assert "285,000" in asks(3, "A")
    _edit(bot, "minimum_investment", 287_500)
    asks(4, "menu")
    asks(5, "1")
    assert "285,000" in asks(6, "A")  # read a moment ago
    clock[0] += FRESH_SECONDS
    asks(7, "menu")
    asks(8, "1")
    assert "287,500" in asks(9, "A")


def test_deploys_that_load_at_once_load_once(bot: Bot) -> None:
    bot.rows("DELETE FROM investment_programs")
    with ThreadPoolExecutor(8) as pool:
        done = list(pool.map(lambda _: _seed(bot, _entries()), range(8)))
    assert sorted(one["added"] for one in done) == [0] * 7 + [len(_entries())]
    assert sum(one["unchanged"] for one in done) == 7 * len(_entries())
