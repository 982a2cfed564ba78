"""A programme in a real browser: does the message beside the form follow what is typed, also without a script?"""

import pytest
from bot import Bot
from browser.test_console_looks import office
from playwright.sync_api import Browser, expect

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]
__all__ = ["office"]


def test_the_message_follows_the_form(office: tuple[Bot, str], browser: Browser) -> None:
    bot, address = office
    page = browser.new_page(viewport={"width": 1280, "height": 860})
    page.goto(f"{address}/console/programmes/gr-golden-visa")
    page.get_by_text("Spanish", exact=True).click()
    message = page.locator("#bot-says article[lang=es]")
    expect(message).to_contain_text("285")
    expect(page.locator("#bot-says article[lang=en]")).to_be_hidden()
    page.fill("#minimum_investment", "342,000")
    expect(message).to_contain_text("342")
    expect(message).to_be_visible()  # the language stays the one that was chosen
    assert (
        bot.one("SELECT minimum_investment AS it FROM investment_programs WHERE code = 'gr-golden-visa'")["it"]
        == 285_000
    )
    page.close()


def test_all_of_it_works_without_a_script(office: tuple[Bot, str], browser: Browser) -> None:
    _, address = office
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/console/programmes/gr-golden-visa")
    page.fill("#name", "Greece, tried")
    page.get_by_role("button", name="Show it again").click()
    expect(page.locator("#bot-says article[lang=en]")).to_contain_text("Greece, tried")
    page.fill("#name", "Greece Golden Visa (investor residence permit)")
    page.fill("#description", "Another one")
    page.get_by_role("button", name="Keep").click()
    expect(page.get_by_text("Kept. The bot says it within seconds.")).to_be_visible()
    context.close()
