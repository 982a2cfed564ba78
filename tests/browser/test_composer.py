"""The composer in a real browser: files, a voice note, later, and a line that is lost."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from bot import Bot
from playwright.sync_api import Browser, BrowserContext, Page, expect
from services.staff.staff_tools import PASSWORD, address_of, joined
from web.api.api_tools import ADA, furnished

from metatwin import Twin

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]
PDF = b"%PDF-1.4 terms"


@pytest.fixture
def office(make_bot: Callable[..., Bot], twin: Twin) -> Iterator[tuple[Bot, str]]:
    """A bot whose customer Ada has written; where it is served."""
    bot = make_bot(api_token="")
    furnished(bot)
    twin.says(twin.customer("Ada", ADA), "hi")
    joined(bot, "Maya", "consultant")
    with bot.served() as address:
        yield bot, address


@pytest.fixture
def maya(office: tuple[Bot, str], browser: Browser) -> Iterator[tuple[BrowserContext, Page]]:
    """A consultant in Ada's conversation, at a browser with a microphone."""
    _, address = office
    context = browser.new_context()
    context.grant_permissions(["microphone"], origin=address)
    page = context.new_page()
    page.goto(f"{address}/console/sign-in")
    page.get_by_label("Your e-mail address").fill(address_of("Maya"))
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).first.click()
    page.goto(f"{address}/console/inbox/1")
    yield context, page
    context.close()


def test_a_file_is_attached_taken_away_and_sent(maya: tuple[BrowserContext, Page], twin: Twin, tmp_path: Path) -> None:
    _, page = maya
    file = tmp_path / "Terms <b>.pdf"
    file.write_bytes(PDF)
    page.get_by_label("Attach").set_input_files(file)
    expect(page.locator("#attached")).to_contain_text("Terms <b>.pdf")
    page.get_by_role("button", name="Take away").click()
    expect(page.locator("#attached")).to_be_empty()
    page.get_by_label("Attach").set_input_files(file)
    page.locator("#text").fill("As promised")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator(".b.out").last).to_contain_text("As promised")
    expect(page.locator(".b.out .doc").last).to_contain_text("Terms <b>.pdf")
    page.wait_for_function("localStorage.length === 0")  # the page's script comes a moment after its words


def test_a_voice_note_is_recorded_and_sent(maya: tuple[BrowserContext, Page], twin: Twin) -> None:
    _, page = maya
    page.get_by_role("button", name="Record").click()
    expect(page.get_by_role("button", name=re.compile("Stop"))).to_contain_text("(1 s)")
    page.get_by_role("button", name=re.compile("Stop")).click()
    expect(page.locator("#attached")).to_contain_text("Voice note.webm")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator(".b.out audio")).to_have_count(1)


def test_a_lost_line_keeps_the_words_and_says_so(maya: tuple[BrowserContext, Page], office: tuple[Bot, str]) -> None:
    bot, _ = office
    context, page = maya
    page.locator("#text").fill("Nobody loses this")
    context.set_offline(True)
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_text("The line is lost")).to_be_visible()
    expect(page.locator("#text")).to_have_value("Nobody loses this")
    context.set_offline(False)
    page.reload()
    expect(page.locator("#text")).to_have_value("Nobody loses this")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator(".b.out").last).to_contain_text("Nobody loses this")
    assert bot.one("SELECT count(*) AS n FROM whatsapp_messages WHERE message = 'Nobody loses this'")["n"] == 1
    expect(page.locator("#text")).to_have_value("")


def test_drafts_end_with_the_sign_out_and_are_no_colleagues(
    maya: tuple[BrowserContext, Page], office: tuple[Bot, str]
) -> None:
    _, address = office
    _, page = maya
    page.locator("#text").fill("About Ada's passport")
    page.evaluate("localStorage.setItem('draft:member 99:1', 'of another')")
    page.reload()
    page.wait_for_function('Object.values(localStorage).join() === "About Ada\'s passport"')
    page.goto(f"{address}/console")
    page.get_by_role("button", name="Sign out").first.click()
    expect(page.get_by_label("Your password")).to_be_visible()
    page.wait_for_function("localStorage.length === 0")


def test_enter_in_a_field_of_later_does_not_send_at_once(
    maya: tuple[BrowserContext, Page], office: tuple[Bot, str]
) -> None:
    bot, _ = office
    _, page = maya
    page.locator("#text").fill("Not now")
    page.get_by_text("Send later").click()
    page.get_by_label("Time").press("Enter")
    expect(page.locator(".b.later")).to_contain_text("Not now")
    assert bot.one("SELECT count(*) AS n FROM whatsapp_messages WHERE message = 'Not now'")["n"] == 0


def test_something_is_written_for_later_changed_and_taken_back(maya: tuple[BrowserContext, Page]) -> None:
    _, page = maya
    page.locator("#text").fill("Good morning")
    page.get_by_text("Send later").click()
    page.get_by_role("button", name="Send then").click()
    expect(page.locator(".b.later")).to_contain_text("goes tomorrow at 09:00")
    expect(page.locator("#text")).to_have_value("")
    page.locator("#text").fill("Begun meanwhile")
    page.get_by_role("link", name="Change").click()
    page.locator("#text").fill("Good evening")
    page.get_by_label("Time").fill("18:30")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".b.later")).to_contain_text("goes tomorrow at 18:30")
    expect(page.locator("#text")).to_have_value("Begun meanwhile")  # changing the one loses nothing of the other
    page.get_by_role("button", name="Take it back").click()
    expect(page.locator(".b.later")).to_have_count(0)
