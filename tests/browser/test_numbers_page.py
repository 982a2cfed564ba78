"""The page of numbers in a real browser: is what is drawn what stands in the tables, and does it fit on paper?"""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from bot import Bot
from browser.test_console_looks import LOOKS, TURNED
from playwright.sync_api import Browser, expect
from web.api.api_tools import ADA, furnished, say

from relaystack.services.reporting import roll_up

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]


@pytest.fixture
def page_of_today(make_bot: Callable[..., Bot]) -> Iterator[str]:
    """A bot with a few conversations of today that are counted; where its numbers are served."""
    bot = make_bot(api_token="")
    bot.parts.book.prepare()
    furnished(bot)
    say(bot, ADA, "how much is portugal", "can I work in grenada", "agent")
    roll_up.count_all(bot.parts.database, bot.parts.conversation_settings)
    day = datetime.now(UTC).astimezone(bot.parts.conversation_settings.house.zone).date()
    with bot.served() as address:
        yield f"{address}/console/numbers?first={day}&last={day}"


@pytest.mark.parametrize("look", LOOKS)
def test_axe_finds_nothing_and_charts_are_drawn(page_of_today: str, browser: Browser, look: str) -> None:
    context = browser.new_context(**LOOKS[look])  # type: ignore[arg-type]
    page, said = context.new_page(), []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(page_of_today)
    if look == "right to left":
        page.evaluate(TURNED)
    expect(page.locator("#questions canvas")).to_be_visible()
    page.locator("#questions summary").click()
    expect(page.locator("#questions table")).to_contain_text("Working there")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    results = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]})
    assert results.violations_count == 0, results.generate_report()
    context.close()
    assert said == []


def test_a_bar_leads_to_the_people_behind_it(page_of_today: str, browser: Browser) -> None:
    page = browser.new_page()
    page.goto(page_of_today)
    page.locator("#handovers canvas").click(position={"x": 200, "y": 70})
    expect(page.locator("main")).to_contain_text("Ada Lovelace")


def test_it_can_be_printed_without_what_is_for_the_screen_alone(
    page_of_today: str, browser: Browser, tmp_path: Path
) -> None:
    page = browser.new_page()
    page.goto(page_of_today)
    printed = page.pdf(path=tmp_path / "numbers.pdf", prefer_css_page_size=True)
    assert printed.startswith(b"%PDF")
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(page.locator("aside").first).to_be_hidden()
    expect(page.locator("form.filter")).to_be_hidden()
    expect(page.locator("#questions table")).to_be_visible()
