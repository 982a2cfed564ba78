"""What happens to programmes that the file has no more, and to what staff hide or close?"""

from datetime import UTC, datetime
from typing import Any

import pytest
from bot import Bot
from gateways.whatsapp.meta_bodies import body_with, post, text_message
from web.api.api_tools import ask

from relaystack.content import read_programs
from relaystack.services.catalogue import programs
from relaystack.services.catalogue.programs import CatalogueCache
from relaystack.settings import ROOT

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # the seeding runs on both elsewhere
LINK = "https://nexorainvestments.com/programs/{id}"
GREECE = "gr-golden-visa"
PHONE = "15550210001"


def seed(bot: Bot, *without: str) -> Any:
    entries = [entry for entry in read_programs(ROOT / "nexora") if entry.id not in without]
    done = programs.seed(bot.parts.database, entries, LINK)
    object.__setattr__(bot.parts.conversation_settings, "catalogue", CatalogueCache())  # as a few seconds later
    return done


def says(bot: Bot, *said: str) -> str:
    """The answer to the last of these words."""
    before = len(bot.rows("SELECT id FROM whatsapp_messages"))
    for number, words in enumerate(said, before):
        assert post(bot, body_with(text_message(f"wamid.{number}", words, PHONE))).status_code == 200
    [row] = bot.rows("SELECT message FROM whatsapp_messages WHERE direction = 'outgoing' ORDER BY id DESC LIMIT 1")
    return str(row["message"])


def test_what_the_file_has_no_more_is_withdrawn_and_comes_back_with_it(bot: Bot) -> None:
    seed(bot)
    assert "Greece" in says(bot, "hi", "1", "A")
    assert seed(bot, GREECE)["withdrawn"] == 1
    for asked in (["menu", "1", "A"], ["menu", "greece"], ["menu", "2", "300000"], ["menu", "greece golden visa"]):
        assert "Greece Golden Visa" not in says(bot, *asked)
    assert says(bot, "menu", "greece golden visa").startswith("We have no program for Greece")
    assert seed(bot, GREECE)["withdrawn"] == 0  # said once
    shown = ask(bot, "GET", f"/api/programs/{GREECE}")
    assert shown["withdrawn_at"] is not None
    assert seed(bot)["returned"] == 1
    assert "Greece" in says(bot, "menu", "1", "A")
    assert ask(bot, "GET", f"/api/programs/{GREECE}")["id"] == shown["id"]


def test_an_edit_of_staff_outlives_the_time_without_the_file(bot: Bot) -> None:
    seed(bot)
    ask(bot, "PATCH", f"/api/programs/{GREECE}", json={"rank": 9})
    seed(bot, GREECE)
    seed(bot)
    assert ask(bot, "GET", f"/api/programs/{GREECE}")["edited"] == ["rank"]


def test_what_staff_made_is_never_withdrawn(bot: Bot) -> None:
    seed(bot)
    bot.rows("UPDATE investment_programs SET code = 'our-own', name = 'Our own programme' WHERE code = :c", c=GREECE)
    assert "withdrawn" not in seed(bot, GREECE)
    assert "Our own programme" in says(bot, "hi", "1", "A")


def test_the_command_says_what_is_not_shown_any_more(bot: Bot) -> None:
    bot.rows("UPDATE investment_programs SET code = 'old', seeded = json_set(seeded, '$.code', 'old') WHERE code = :c",
             c=GREECE)  # fmt: skip
    said = bot.app.test_cli_runner().invoke(args=["seed-programs"]).output
    assert "1 added" in said
    assert "1 withdrawn" in said
    assert "Not shown, for the file has them no more: old." in said


@pytest.mark.parametrize("way", ["withdrawn", "hidden"])
def test_who_was_just_looking_at_it_can_go_on_and_their_lead_stays(way: str, bot: Bot) -> None:
    seed(bot)
    says(bot, "hi", "3", "Ada Lovelace", "ada@example.com", "menu", "1", "A", "1")
    if way == "hidden":
        assert ask(bot, "PATCH", f"/api/programs/{GREECE}", json={"hidden": True})["hidden"] is True
    seed(bot, *([GREECE] if way == "withdrawn" else []))
    assert "Greece" not in says(bot, "1")  # a consultant
    assert "Greece" not in says(bot, "menu", "back")
    assert bot.rows("SELECT * FROM set_aside") == []
    assert ask(bot, "GET", "/api/leads/1")["email"] == "ada@example.com"


def test_what_staff_hide_is_shown_nowhere_and_kept(bot: Bot) -> None:
    seed(bot)
    ask(bot, "PATCH", f"/api/programs/{GREECE}", json={"hidden": True})
    done = seed(bot)
    assert "withdrawn" not in done
    for asked in (["hi", "1", "A"], ["menu", "2", "300000"]):
        assert "Greece" not in says(bot, *asked)
    assert says(bot, "menu", "greece").startswith("We have no program for Greece")
    assert GREECE in [item["code"] for item in ask(bot, "GET", "/api/programs")["items"]]
    [change] = ask(bot, "GET", f"/api/programs/{GREECE}/changes")["items"]
    assert change["changes"] == {"hidden": [False, True]}
    ask(bot, "PATCH", f"/api/programs/{GREECE}", json={"hidden": False})
    seed(bot)
    assert "Greece" in says(bot, "menu", "1", "A")


def test_closing_takes_a_reason_of_its_own(bot: Bot) -> None:
    seed(bot)
    path, note = f"/api/programs/{GREECE}", "Three-tier price system"
    told = ask(bot, "PATCH", path, 409, json={"status": "closed"})
    assert "status_reason" in told["detail"]
    ask(bot, "PATCH", path, 409, json={"status_reason": "No places left."})  # it is open
    ask(bot, "PATCH", path, json={"status": "closed", "status_reason": "All places of 2026 are taken."})
    seed(bot)
    shown = says(bot, "hi", "greece")
    assert "All places of 2026 are taken." in shown
    assert note not in shown
    assert ask(bot, "PATCH", path, json={"status": "open"})["status_reason"] is None
    seed(bot)
    assert "USD 285,000" in says(bot, "menu", "1", "A")


def test_the_note_of_an_open_programme_is_no_reason_however_it_was_closed(bot: Bot) -> None:
    seed(bot)
    bot.rows("UPDATE investment_programs SET status = 'closed' WHERE code = :c", c=GREECE)
    seed(bot)
    shown = says(bot, "hi", "greece")
    assert "takes no new applicants" in shown
    assert "Three-tier price system" not in shown


def test_the_note_of_what_the_file_closes_is_its_reason(bot: Bot) -> None:
    seed(bot)
    [note] = [entry.status_note for entry in read_programs(ROOT / "nexora") if entry.id == "es-golden-visa-closed"]
    assert note in says(bot, "hi", "spain")


def test_the_clock_of_a_withdrawal_is_told(bot: Bot) -> None:
    seed(bot, GREECE)
    at = datetime.fromisoformat(ask(bot, "GET", f"/api/programs/{GREECE}")["withdrawn_at"])
    assert at <= datetime.now(UTC)
