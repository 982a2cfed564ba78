"""The console in a real browser: can everybody use its pages, in light, dark, on a phone and from right to left?"""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from bot import Bot
from playwright.sync_api import Browser, Page, expect
from services.booking_tools import booked, consultant, tomorrow
from web.api.api_tools import EVE, furnished, say
from web.api.test_api_upkeep import fail

from relaystack.services.leads import imports, sheets_in
from relaystack.services.staff import tokens

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]
PAGES = (
    "/console", "/console/inbox", "/console/inbox/1", "/console/settings/audit", "/console/settings/health",
    "/console/settings/me", "/console/search?q=hi", "/console/settings/team", "/console/sign-in", "/console/inbox/99",
    "/console/numbers", "/console/leads", "/console/leads/1", "/console/programmes",
    "/console/programmes/gr-golden-visa", "/console/bookings", "/console/bookings/1", "/console/bookings/new",
    "/console/settings/booking-hours", "/console/settings/booking-hours/1", "/console/people", "/console/people/1",
    "/console/people/1/data", "/console/people/1/merge?with=2", "/console/people/new?phone=971501234567",
    "/console/settings/retention?messages=365", "/console/leads?as=board", "/console/leads/new",
    "/console/leads/import", "/console/leads/import/1", "/console/answers", "/console/answers/new",
)  # fmt: skip
SHEET = "Name;Phone;Notes\nليلى;+44 20 7946 0958;ok\n<b>Odd</b>;12;".encode()
LOOKS = {
    "light": {"color_scheme": "light", "viewport": {"width": 1280, "height": 860}},
    "dark": {"color_scheme": "dark", "viewport": {"width": 1280, "height": 860}},
    "phone": {"color_scheme": "light", "viewport": {"width": 390, "height": 844}},
    "right to left": {"color_scheme": "dark", "viewport": {"width": 390, "height": 844}},
}
TURNED = """() => new Promise(done => {
  document.documentElement.dir = "rtl";
  const sheet = document.querySelector('link[href*="tabler.min.css"]');
  sheet.addEventListener("load", done, {once: true});
  sheet.href = sheet.href.replace("tabler.min.css", "tabler.rtl.min.css");
})"""


@pytest.fixture
def office(make_bot: Callable[..., Bot]) -> Iterator[tuple[Bot, str]]:
    """A bot with people who wait and things that failed; who sits at this machine is let in. Where it is served."""
    bot = make_bot(api_token="")
    people = furnished(bot)
    booked(bot, people[EVE], consultant(bot).id, tomorrow(10))
    fail(bot)
    imports.upload(bot.parts.database, "fair.csv", sheets_in.read(SHEET), "Maya")
    bot.client.post(f"/api/conversations/{people[EVE]}/handover")
    bot.let_time_pass(timedelta(minutes=40))
    say(bot, EVE, "هل يمكنني التحدث مع أحد؟ <b>now</b>")
    with bot.served() as address:
        yield bot, address


@pytest.mark.parametrize("look", LOOKS)
def test_axe_finds_nothing(office: tuple[Bot, str], browser: Browser, look: str) -> None:
    _, address = office
    context = browser.new_context(**LOOKS[look])  # type: ignore[arg-type]
    page, said = context.new_page(), []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    found = {}
    for path in PAGES:
        page.goto(address + path)
        if look == "right to left":
            page.evaluate(TURNED)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{path} scrolls sideways"
        results = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]})
        if results.violations_count:
            found[path] = results.generate_report()
    context.close()
    assert found == {}
    assert [words for words in said if "404" not in words] == []  # nor anything that the policy forbids


def test_a_slash_leads_to_the_search_and_is_a_slash_while_one_types(office: tuple[Bot, str], browser: Browser) -> None:
    _, address = office
    page = browser.new_page()
    page.goto(f"{address}/console")
    page.keyboard.press("/")
    page.wait_for_url("**/console/search")
    field = page.locator("[data-search]")
    expect(field).to_be_focused()
    page.keyboard.type("ada/lovelace")
    expect(field).to_have_value("ada/lovelace")
    page.keyboard.press("Enter")
    page.locator("#people a").first.click()
    page.wait_for_url("**/console/inbox/1*")
    page.keyboard.press("/")
    expect(page.locator("[data-search]")).to_be_focused()
    page.keyboard.type("hi")
    page.keyboard.press("Enter")
    page.locator("#said a").first.click()
    page.wait_for_url("**/console/inbox/*#m*")
    expect(page.locator(":target")).to_be_visible()
    page.close()


def test_who_begins_to_wait_is_seen_without_a_touch(office: tuple[Bot, str], browser: Browser) -> None:
    bot, address = office
    page = browser.new_page()
    page.goto(f"{address}/console")
    expect(page.locator("#waits-2")).to_contain_text("min")
    expect(page.locator("#waits-1")).to_have_count(0)
    page.locator("#waits-2").focus()
    bot.client.post("/api/conversations/1/handover")
    expect(page.locator("#waits-1")).to_be_visible(timeout=6000)
    expect(page.locator("#waits-2")).to_be_focused()  # whoever reads by keyboard stays where they were
    page.close()


def test_the_pages_work_without_a_script(office: tuple[Bot, str], browser: Browser) -> None:
    bot, address = office
    _, secret = tokens.create(bot.parts.database, "Layla", ["stats:read", "failed:read", "failed:write"])
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    page: Page = context.new_page()
    page.goto(f"{address}/console/sign-in")
    page.get_by_text("Sign in with a token").click()
    page.get_by_label("Your token").fill(secret)
    page.get_by_role("button", name="Sign in").last.click()
    page.get_by_text("More").click()
    page.get_by_role("link", name="Health").click()
    page.locator("summary", has_text="Give up").first.click()
    page.get_by_role("button", name="Give it up").first.click()
    expect(page.get_by_role("status")).to_contain_text("Given up.")
    context.close()
