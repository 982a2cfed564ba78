"""Programmes in the console: does the bot say what staff keep, and is what does not fit refused in words?"""

from html import unescape

import pytest
from bot import Bot
from web.api.api_tools import ask
from web.console.colleagues import Colleague
from web.console.programme_tools import DEARER, GREECE, LOOKED, PAGE, look, page_of_greece, send, troubles

API = "/api/programs/gr-golden-visa"


@pytest.fixture
def mona(bot: Bot) -> Colleague:
    """A manager."""
    return Colleague(bot, "Mona", "manager")


def test_all_stand_by_category_with_what_is_due(bot: Bot, mona: Colleague) -> None:
    bot.rows("UPDATE investment_programs SET review_by = '2026-01-31' WHERE code = 'gr-golden-visa'")
    page, items = unescape(look(mona)), ask(bot, "GET", "/api/programs")["items"]
    assert all(f"<bdi>{one['category']}</bdi>" in page for one in items)
    greece = page.split('id="gr-golden-visa"')[1].split("</tr>")[0]
    wanted = ("USD 285,000", "EUR 250,000", "01 Feb 2026", "past since", "31 Jan 2026", ">open<")
    assert [part for part in wanted if part not in greece] == []


def test_a_new_price_is_what_the_bot_says(bot: Bot, mona: Colleague) -> None:
    answer = send(mona, minimum_investment="342,000", **LOOKED, **DEARER)
    assert answer.status_code == 303, troubles(answer)
    shown = page_of_greece(bot)
    assert "USD 342,000" in shown
    assert "November 2026" in shown
    assert "285" not in shown
    greece = ask(bot, "GET", API)
    assert greece["details"]["sources"][0] == {"title": "Gazette", "url": PAGE, "looked_at": "2026-11-01"}
    assert (greece["as_of"], greece["review_by"]) == ("2026-11-01", "2027-11-01")
    assert "Mona" in ask(bot, "GET", f"{API}/changes")["items"][0]["by"]
    assert "USD 342,000" in look(mona, GREECE)


def test_a_form_that_changes_nothing_keeps_nothing(bot: Bot, mona: Colleague) -> None:
    for one in ask(bot, "GET", "/api/programs")["items"]:
        path = f"/{one['code']}"
        answer = send(mona, path, at=path)
        assert answer.status_code == 303, (path, troubles(answer))
        assert ask(bot, "GET", f"/api/programs{path}") == one
