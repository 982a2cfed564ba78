"""Signing in as people do: a real server, a real browser, a passkey on a device that Chromium pretends."""

import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyotp
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect
from processes import BIN, environment, free_port, running, wait_until_served

from relaystack.settings import ROOT

pytestmark = pytest.mark.browser
DEVICE = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
          "isUserVerified": True, "automaticPresenceSimulation": True}  # fmt: skip


@pytest.fixture
def started(tmp_path: Path) -> Iterator[tuple[str, str]]:
    """A server as after `make run`: its address, and the password that it prints."""
    port, log = free_port(), tmp_path / "log"
    database = f"sqlite:///{tmp_path}/bot.db"
    environ = environment(PORT=str(port), SIMULATOR_PORT=str(free_port()), DATABASE_URL=database)
    subprocess.run([BIN / "flask", "init-db"], cwd=ROOT, env=environ, check=True, capture_output=True)
    with running([sys.executable, "app.py"], environ, log) as process:
        wait_until_served(f"http://127.0.0.1:{port}/", process, log)
        yield f"http://localhost:{port}/console", log.read_text().split("owner@example.com, password ")[1].split()[0]


def sign_in(page: Page, console: str, password: str) -> None:
    """By the first page's form."""
    page.goto(f"{console}/sign-in")
    page.get_by_label("Your e-mail address").fill("owner@example.com")
    page.get_by_label("Your password").fill(password)
    page.get_by_role("button", name="Sign in", exact=True).first.click()


def faults(page: Page) -> str:
    """What axe finds on a page; nothing, or a report."""
    rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]
    found = Axe().run(page, options={"runOnly": rules})
    return str(found.generate_report()) if found.violations_count else ""


def with_device(context: BrowserContext) -> Page:
    """A page of a browser on a device that knows its owner."""
    page = context.new_page()
    device = context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    return page


def test_a_passkey_and_codes_are_added_and_let_in(started: tuple[str, str], browser: Browser) -> None:
    console, password = started
    page, refused = with_device(context := browser.new_context()), []
    page.on("console", lambda said: refused.append(said.text) if "Content Security Policy" in said.text else None)
    sign_in(page, console, password)
    page.goto(f"{console}/settings/me")
    page.get_by_label("A name for it").fill("Laptop")
    page.locator("#for-key").fill(password)
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_text("Your passkey is kept")).to_be_visible()
    page.locator("#for-app").fill(password)
    page.get_by_role("button", name="Set it up").click()
    app = pyotp.TOTP(page.locator("code.secret").inner_text())
    expect(page.locator("img.qr")).to_be_visible()
    assert faults(page) == ""
    page.get_by_label("The six digits").fill(app.at(datetime.now(UTC) - timedelta(seconds=30)))
    page.get_by_role("button", name="Switch it on").click()
    expect(page.locator("ul.codes li")).to_have_count(10)
    assert faults(page) == ""
    page.goto(f"{console}/settings/team")
    page.locator("details.deeds summary").click()
    assert faults(page) == ""

    context.clear_cookies()
    sign_in(page, console, password)
    page.get_by_label("Six digits").fill(app.now())
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_text("Olivia Owner").first).to_be_visible()

    context.clear_cookies()
    page.goto(f"{console}/sign-in")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_text("Olivia Owner").first).to_be_visible()
    assert refused == []


def test_a_device_that_knows_nobody_is_said_in_words(started: tuple[str, str], browser: Browser) -> None:
    page = with_device(browser.new_context())
    page.goto(f"{started[0]}/sign-in")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_text("Nothing was done")).to_be_visible()


def test_without_scripts_people_come_in_as_well(started: tuple[str, str], browser: Browser) -> None:
    console, password = started
    page = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844}).new_page()
    sign_in(page, console, password)
    page.goto(f"{console}/settings/me")
    expect(page.get_by_role("heading", name="Password")).to_be_visible()
    expect(page.get_by_role("button", name="Add a passkey")).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth") == 390
