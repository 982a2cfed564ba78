"""A consultant's appointments in a real browser: hours, a fee that is paid, another time, a refund; no shell."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from bot import Bot
from browser.at_a_desk import Person, link_of
from playwright.sync_api import Browser, expect

from metatwin import Customer, Twin
from stripetwin import StripeTwin

pytestmark = pytest.mark.browser
COMES_BACK = "Our office is closed that day"


@pytest.mark.parametrize("look", ["light", "phone"])
def test_a_consultant_is_booked_paid_moved_and_called_off(
    make_bot: Callable[..., Bot], twin: Twin, stripe: StripeTwin, browser: Browser, look: str
) -> None:
    bot = make_bot(stripe_secret_key=stripe.key, stripe_webhook_secret=stripe.secret, stripe_api_url=stripe.url)
    noor = twin.customer("نور حداد", phone="971500000010")
    with bot.served() as address:
        twin.webhook_url, stripe.webhook_url, stripe.holds = f"{address}/webhook", f"{address}/payments/stripe", False
        lea = _lea_comes_in(bot, browser, f"{address}/console", look)
        _she_says_when_she_can_be_booked(lea)
        _somebody_books_and_pays(twin, stripe, browser, noor)
        _she_moves_it(twin, noor, lea)
        _she_calls_it_off_and_sends_the_fee_back(bot, twin, noor, lea)
    assert lea.faults == []


def _lea_comes_in(bot: Bot, browser: Browser, console: str, look: str) -> Person:
    told = bot.app.test_cli_runner().invoke(args=["staff", "invite", "lea@example.com", "--role", "owner"]).output
    lea = Person.at(browser, console, "Lea", look)
    lea.enters(link_of(told, console))
    return lea


def _she_says_when_she_can_be_booked(lea: Person) -> None:
    """Every day, for a fee."""
    lea.opens("/bookings")
    lea.page.get_by_role("link", name="Set the hours").click()
    lea.page.get_by_role("link", name="Set hours of Lea").click()
    lea.looks()
    hours = lea.page.locator("input[type=time]")
    for day in range(7):
        hours.nth(4 * day).fill("09:00")
        hours.nth(4 * day + 1).fill("17:00")
    lea.page.get_by_label("Time zone of these hours").fill("Asia/Dubai")
    lea.page.get_by_label("Fee of one appointment").fill("50")
    lea.page.get_by_label("Currency").select_option("USD")
    lea.presses("Keep the hours")
    expect(lea.page.get_by_role("status")).to_be_visible()


def _somebody_books_and_pays(twin: Twin, stripe: StripeTwin, browser: Browser, noor: Customer) -> None:
    """In the chat, and on the page of the payment."""
    twin.says(noor, "Hello, I would like to book an appointment with a consultant")
    twin.wait_for(lambda: any("When may we call you?" in sent.words for sent in twin.sent))
    first = next(option.id for option in twin.sent[-1].options if "booking.times." in option.id)
    twin.taps(noor, first)
    twin.wait_for(lambda: any("Please pay" in sent.words for sent in twin.sent))
    page = browser.new_page()
    page.goto(stripe.sessions[-1].url)
    page.get_by_role("button").first.click()
    twin.wait_for(lambda: any("Your consultation is booked" in sent.words for sent in twin.sent))
    page.close()


def _she_moves_it(twin: Twin, noor: Customer, lea: Person) -> None:
    """To another day, and the person hears of it."""
    lea.opens("/bookings")
    _opens_that_of(lea, "نور حداد")
    lea.looks()
    expect(lea.page.get_by_text("Paid", exact=True)).to_be_visible()
    day = datetime.now(UTC) + timedelta(days=9)
    lea.page.get_by_label("Day").fill(f"{day:%Y-%m-%d}")
    lea.page.get_by_label("Time, by the office's clock").fill("07:30")
    lea.presses("Move it")
    expect(lea.page.get_by_role("status")).to_contain_text("The appointment is moved.")
    twin.wait_for(lambda: any(_tells(sent.words, "another time", "11:30") for sent in twin.sent))


def _she_calls_it_off_and_sends_the_fee_back(bot: Bot, twin: Twin, noor: Customer, lea: Person) -> None:
    _opens_that_of(lea, "نور حداد")
    lea.page.get_by_label("Send back the USD 50").check()
    lea.page.get_by_label("Why it is sent back").last.fill(COMES_BACK)
    lea.page.locator("summary", has_text="Cancel it").click()
    lea.looks()
    lea.presses("Yes, cancel it")
    expect(lea.page.get_by_role("status")).to_contain_text("The appointment is cancelled.")
    twin.wait_for(lambda: any(_tells(sent.words, "is cancelled", "payment is sent back") for sent in twin.sent))
    twin.wait_for(lambda: bot.one("SELECT state FROM payments")["state"] == "refunded")
    _opens_that_of(lea, "نور حداد")
    expect(lea.page.get_by_text(COMES_BACK)).to_be_visible()
    lea.looks()


def _opens_that_of(lea: Person, name: str) -> None:
    lea.page.get_by_role("link", name=name).first.click()
    expect(lea.page.get_by_role("heading", name=re.compile(name))).to_be_visible()


def _tells(words: str, *parts: str) -> bool:
    return all(part in words for part in parts)
