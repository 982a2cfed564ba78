"""Do the programmes that staff have changed come back from the file that is made of them?"""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bot import Bot
from databases import CONTENT
from web.api.api_tools import ask

from relaystack.content import read_programs
from relaystack.content.check.translation_faults import check
from relaystack.services.catalogue import program_desk, programs

SOURCE = {"title": 'Gazette: "prices"', "url": "https://example.com/gazette"}
GREECE = "gr-golden-visa"
NEW = {"name": "Nauru", "country": "Nauru", "category": "Caribbean Citizenship",
       "details": {"short": "Nauru", "country_code": "NR"}}  # fmt: skip


def changed(bot: Bot) -> None:
    """All that staff may do to programmes was done to some."""
    ask(bot, "PATCH", f"/api/programs/{GREECE}", json={"description": 'A: "b"\n# c', "link": "https://example.com/gr"})
    told = {"as_of": "2026-11-01", "review_by": "2027-11-01", "sources": [SOURCE]}
    ask(bot, "PATCH", "/api/programs/pt-golden-visa", json={**told, "hidden": True})
    closed = {"status": "closed", "status_reason": "The quota is used up: wait."}
    ask(bot, "PATCH", "/api/programs/mt-mprp", json=closed)
    english = "Home elsewhere, at least 120 m2"
    words = {"es": {english: "Otra vivienda, 120 m2"}}
    program_desk.change(bot.parts.database, GREECE, lambda _: {"words": words}, "Mona")
    program_desk.add(bot.parts.database, NEW, "https://example.com/{id}", "Mona")


def rows(bot: Bot) -> list[dict[str, Any]]:
    """The programmes, but for what a new row has of its own."""
    own = ("id", "updated_at", "seeded", "edited")
    return [{name: one[name] for name in one if name not in own} for one in programs.every(bot.parts.database)]


def test_the_file_makes_the_same_rows_again(bot: Bot, make_bot: Callable[..., Bot], tmp_path: Path) -> None:
    changed(bot)
    wanted = [row for row in rows(bot) if row["code"] != "nr-nauru"]
    folder = Path(shutil.copytree(CONTENT, tmp_path / "nexora"))
    file = folder / "programs.yaml"
    done = bot.app.test_cli_runner().invoke(args=["programs", "export", "--to", str(file)])
    assert done.output == "Left out, for they are not complete: nr-nauru.\n"
    bot.rows("DELETE FROM investment_programs")
    other = make_bot(content_dir=folder)
    assert other.app.test_cli_runner().invoke(args=["seed-programs"]).exit_code == 0
    assert rows(other) == wanted
    again = other.app.test_cli_runner().invoke(args=["programs", "export"]).output
    assert again == file.read_text("utf-8")


def test_nothing_changed_is_the_file_itself(bot: Bot, tmp_path: Path) -> None:
    (tmp_path / "programs.yaml").write_text(bot.app.test_cli_runner().invoke(args=["programs", "export"]).output)
    exported = {entry.id: entry for entry in read_programs(tmp_path)}
    assert exported == {entry.id: entry for entry in read_programs(CONTENT)}


def test_words_of_a_price_that_is_no_more_are_left_out(bot: Bot, tmp_path: Path) -> None:
    """They would be said again once they come from the file."""
    body = {"minimum_investment": 1_200_000, "as_of": "2026-11-01", "sources": [SOURCE], "routes": []}
    entry = next(one for one in read_programs(CONTENT) if one.id == GREECE)
    routes = [{"name": one.name, "amount": 1_000_000, "amount_usd": 1_200_000} for one in entry.route_options]
    ask(bot, "PATCH", f"/api/programs/{GREECE}", json={**body, "routes": routes})
    (tmp_path / "programs.yaml").write_text(bot.app.test_cli_runner().invoke(args=["programs", "export"]).output)
    greece = next(one for one in read_programs(tmp_path) if one.id == GREECE)
    assert (greece.minimum_investment, greece.facts.price) == (1_200_000, None)


def test_words_that_stand_with_a_programme_are_translated(tmp_path: Path) -> None:
    """What the export brings of other languages is not missed in the words files."""
    folder = Path(shutil.copytree(CONTENT, tmp_path / "nexora"))
    file = folder / "programs.yaml"
    old = "Short-term holiday letting of the property is banned."
    text = file.read_text("utf-8").replace(f'- "{old}"', '- "No letting."', 1)
    file.write_text(text, "utf-8")
    assert any("No letting." in str(fault) for fault in check(folder, ["es"]))
    own = "\n  words: {es: {No letting.: Sin alquiler.}}\n  status: open"
    file.write_text(text.replace("\n  status: open", own, 1), "utf-8")
    assert not any("No letting." in str(fault) for fault in check(folder, ["es"]))
