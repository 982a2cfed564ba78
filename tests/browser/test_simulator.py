"""The simulator as a newcomer uses it: a real server, a real browser, Meta's twin at the other end."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from processes import BIN, environment, free_port, running, wait_until_served

from relaystack.settings import ROOT

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """`python app.py` without any credentials, as after `make run`."""
    folder: Path = tmp_path_factory.mktemp("simulator")
    port, log = free_port(), folder / "log"
    environ = environment(
        PORT=str(port), SIMULATOR_PORT=str(free_port()), DATABASE_URL=f"sqlite:///{folder}/bot.db"
    )  # fmt: skip
    for command in ("init-db", "seed-programs"):
        subprocess.run([BIN / "flask", command], cwd=ROOT, env=environ, check=True, capture_output=True)
    with running([sys.executable, "app.py"], environ, log) as process:
        wait_until_served(f"http://127.0.0.1:{port}/", process, log)
        yield f"http://127.0.0.1:{port}"


@pytest.fixture(scope="module")
def browser_page(browser: Browser) -> Iterator[Page]:
    """A page of a desktop's size."""
    page = browser.new_page(viewport={"width": 1280, "height": 860})
    yield page
    page.close()


@pytest.fixture
def page(server: str, browser_page: Page, request: pytest.FixtureRequest) -> Page:
    """The simulator, open, with a customer of its own per test."""
    browser_page.goto(f"{server}/simulator")
    browser_page.locator("summary", has_text="New customer").click()
    browser_page.get_by_label("Name").fill(request.node.name)
    browser_page.get_by_role("button", name="Add customer").click()
    expect(browser_page.locator("#customer-list [aria-current=true]")).to_contain_text(request.node.name)
    expect(browser_page.locator("#thread")).to_have_attribute("aria-busy", "false")
    return browser_page


def _say(page: Page, words: str) -> None:
    page.get_by_role("textbox", name="Message").fill(words)
    page.get_by_role("textbox", name="Message").press("Enter")


def _newest(page: Page, words: str) -> None:
    expect(page.locator(".bubble.in").last).to_contain_text(words)


def test_six_flows_by_typing_and_tapping(page: Page) -> None:
    _say(page, "hello")
    _newest(page, "Welcome to Nexora Investments!")
    page.locator(".bubble.in").last.get_by_role("button", name="Main menu").click()
    page.get_by_role("radio", name="Residency Programs").click()
    page.get_by_role("dialog").get_by_role("button", name="Send").click()
    _newest(page, "Top Residency Categories")
    _say(page, "B")
    _newest(page, "St Kitts and Nevis")
    page.locator(".bubble.in").last.get_by_role("button", name="Grenada").click()
    _newest(page, "National Transformation Fund")
    page.locator(".bubble.in").last.get_by_role("button", name="Talk to Consultant").click()
    _newest(page, "What is your full name?")
    _say(page, "Mária Ñandú")
    _newest(page, "e-mail")
    _say(page, "maria@example.com")
    _newest(page, "Thank you, Mária Ñandú!")
    for typed, answer in [("menu", "Welcome"), ("2", "budget"), ("250k", "USD 250,000"), ("menu", "Welcome"),
                          ("4", "Which country"), ("Canada", "Canada"), ("menu", "Welcome"),
                          ("5", "nexorainvestments.com/book")]:  # fmt: skip
        _say(page, typed)
        _newest(page, answer)
    _say(page, "6")
    expect(page.locator(".bubble.in").last.get_by_role("link", name="brochure").first).to_be_visible()


def test_thirty_one_minutes_later_the_menu_says_why(page: Page) -> None:
    _say(page, "hi")
    _newest(page, "Welcome")
    _say(page, "3")
    _newest(page, "full name")
    _say(page, "Ana Lopez")
    _newest(page, "e-mail")
    page.locator("[data-minutes='31']").click()
    expect(page.locator(".system").last).to_contain_text("31 minutes later")
    _say(page, "yes")
    _newest(page, "It has been a while")
    _say(page, "0")
    _newest(page, "Ana Lopez")


def test_what_is_down_is_sent_later(page: Page) -> None:
    switch = page.get_by_role("switch", name="Meta is down")
    switch.click()
    expect(switch).to_be_enabled()  # once the twin has heard of it
    expect(switch).to_be_checked()
    _say(page, "hi")
    expect(page.locator(".bubble.out").last).to_have_attribute("data-status", "read")  # marks are no messages
    assert page.locator(".bubble.in:not(.typing)").count() == 0
    switch.click()
    _newest(page, "Welcome")


def test_the_docs_page_shows_the_api(server: str, browser_page: Page) -> None:
    faults: list[str] = []
    browser_page.on("pageerror", lambda error: faults.append(str(error)))
    browser_page.goto(f"{server}/docs")
    expect(browser_page.get_by_text("/webhook/stats/{phone}")).to_be_visible()
    assert faults == []
