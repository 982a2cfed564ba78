"""A morning of an office in real browsers: five people, no shell. What one of them does, the others see."""

import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pyotp
import pytest
import segno
from axe_playwright_python.sync_playwright import Axe
from bot import Bot
from browser.test_console_looks import LOOKS, TURNED
from playwright.sync_api import Browser, Page, expect
from services.template_tools import approved
from web.api.api_tools import ask

from metatwin import Customer, Twin

pytestmark = pytest.mark.browser
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]
PASSWORD = "violet-Tractor-71-marmalade"


@dataclass
class Person:
    """One of the staff in front of a browser; each page that they look at is one that everybody can use."""

    name: str
    page: Page
    console: str
    look: str
    faults: list[str] = field(default_factory=list)

    @classmethod
    def at(cls, browser: Browser, console: str, name: str, look: str) -> "Person":
        """Somebody with a browser of their own."""
        page = browser.new_context(**LOOKS[look]).new_page()  # type: ignore[arg-type]
        person = cls(name, page, console, look)
        said = person.faults
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("console", lambda told: said.append(told.text) if "Content Security Policy" in told.text else None)
        return person

    def opens(self, path: str) -> None:
        """Go to a page, and look whether anything is in somebody's way there."""
        self.page.goto(f"{self.console}{path}")
        self.looks()

    def looks(self) -> None:
        """Whether the page as it is now is one for everybody."""
        if self.look == "right to left":
            self.page.evaluate(TURNED)
        if self.page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            self.faults.append(f"{self.page.url} scrolls sideways")
        found = Axe().run(self.page, options={"runOnly": RULES})
        if found.violations_count:
            self.faults.append(f"{self.page.url}: {found.generate_report()}")

    def presses(self, name: str) -> None:
        """A button that one sees, by its words."""
        self.page.locator("button:visible", has_text=re.compile(rf"^\s*{name}")).first.click()

    def enters(self, link: str) -> None:
        """By an invitation."""
        self.page.goto(link)
        self.looks()
        self.page.get_by_label("Your name").fill(self.name)
        self.page.get_by_label("Choose a password").fill(PASSWORD)
        self.presses("Come in")
        expect(self.page).to_have_url(re.compile(r"/console"))

    def about(self) -> None:
        """Go to the panel about the person; on a phone it is a pane of its own."""
        link = self.page.get_by_role("link", name="About this person")
        if link.is_visible():
            link.click()

    def writes(self, words: str, button: str = "") -> None:
        """Send words from the composer."""
        self.page.locator("#text").fill(words)
        self.presses(button or "(Take over and send|Send$)")


@pytest.fixture
def office(make_bot: Callable[..., Bot], twin: Twin) -> Iterator[tuple[Bot, str]]:
    """A bot that is reached from outside, with templates that Meta has approved; where its console is."""
    bot = make_bot()
    with ThreadPoolExecutor(1) as aside:  # the browser has an event loop in this thread
        aside.submit(approved, bot, twin, "en", "es").result()
    with bot.served() as address:
        twin.webhook_url = f"{address}/webhook"
        yield bot, f"{address}/console"


def link_of(told: str, console: str) -> str:
    """The invitation that somebody was told, at the address where the console is."""
    return console + re.search(r"/console(/welcome/\S+)", told)[1]  # type: ignore[index]


def picture() -> bytes:
    """A picture, as a phone sends one."""
    segno.make("passport").save(made := BytesIO(), kind="png", scale=4)
    return made.getvalue()


def test_a_morning_in_the_office(office: tuple[Bot, str], twin: Twin, browser: Browser) -> None:
    bot, console = office
    olga = Person.at(browser, console, "Olga", "light")
    maya, omar = Person.at(browser, console, "Maya", "dark"), Person.at(browser, console, "Omar", "right to left")
    _the_team_comes_in(bot, olga, maya, omar)
    sofia = twin.customer("Sofía Núñez", phone="15550120009", bsuid="ES.9")
    _somebody_complains_and_is_answered(twin, sofia, maya)
    _two_write_at_the_same_moment(bot, maya, omar)
    _a_day_later_a_template_is_sent(bot, twin, omar)
    _the_owner_sees_who_did_what(olga)
    _who_was_erased_is_found_nowhere(bot, olga)
    _who_was_removed_is_out(olga, omar)
    assert olga.faults + maya.faults + omar.faults == []


def _the_team_comes_in(bot: Bot, olga: Person, maya: Person, omar: Person) -> None:
    """The owner is invited by one command, and has a second factor; she invites two consultants."""
    told = bot.app.test_cli_runner().invoke(args=["staff", "invite", "olga@example.com", "--role", "owner"]).output
    olga.enters(link_of(told, olga.console))
    olga.opens("/settings/me")
    olga.page.locator("#for-app").fill(PASSWORD)
    olga.presses("Set it up")
    app = pyotp.TOTP(olga.page.locator("code.secret").inner_text())
    olga.page.get_by_label("The six digits").fill(app.at(datetime.now(UTC) - timedelta(seconds=30)))
    olga.presses("Switch it on")
    expect(olga.page.locator("ul.codes li")).to_have_count(10)
    for colleague in (maya, omar):
        olga.opens("/settings/team")
        olga.page.get_by_label("Their e-mail address").fill(f"{colleague.name.lower()}@example.com")
        olga.presses("Invite")
        colleague.enters(link_of(olga.page.get_by_label("The link").input_value(), olga.console))


def _somebody_complains_and_is_answered(twin: Twin, sofia: Customer, maya: Person) -> None:
    """A complaint in Spanish and a picture: seen without a touch, opened, answered, noted, tagged, handed on."""
    maya.opens("/inbox")
    twin.says(sofia, "Quiero un reembolso, esto es una estafa")
    row = maya.page.get_by_role("link", name=re.compile("Sofía"))
    expect(row).to_be_visible(timeout=10_000)
    row.click()
    twin.shares(sofia, "image", picture(), "image/png")
    shown = maya.page.locator(".thread img").first
    expect(shown).to_be_visible(timeout=20_000)
    expect(maya.page.get_by_text("reembolso")).to_be_visible()
    maya.page.wait_for_function("document.querySelector('.thread img').naturalWidth > 0")
    maya.looks()
    maya.writes("Lo siento mucho. Lo miro ahora mismo.", "Send")
    expect(maya.page.get_by_text("Maya took this over")).to_be_visible()
    twin.wait_for(lambda: "Lo siento mucho. Lo miro ahora mismo." in [sent.words for sent in twin.sent])
    maya.page.get_by_label("Note for colleagues").last.fill("Ask for the receipt <b>first</b>")
    maya.presses("Note it")
    expect(maya.page.get_by_text("Ask for the receipt <b>first</b>")).to_be_visible()
    maya.page.get_by_label("A tag for this person").fill("refund")
    maya.presses("Add")
    expect(maya.page.locator(".tags").get_by_text("refund")).to_be_visible()
    maya.page.get_by_text("Correct name or language").click()
    maya.page.locator("#language").select_option("es")
    maya.presses("Correct")
    maya.page.get_by_label("Give it to").select_option(label="Omar")
    maya.presses("Give")
    expect(maya.page.get_by_text("Maya gave this to Omar")).to_be_visible()


def _two_write_at_the_same_moment(bot: Bot, maya: Person, omar: Person) -> None:
    """The one who is later is asked once more, and nothing of what they wrote is lost."""
    omar.opens("/inbox?view=mine")
    omar.page.get_by_role("link", name=re.compile("Sofía")).click()
    omar.page.locator("#text").fill("Soy Omar. ¿Tiene el recibo?")
    maya.writes("Un momento, por favor.")
    expect(maya.page.get_by_text("Sent.")).to_be_visible()
    omar.page.route("**/said*", lambda route: route.abort())  # his page has not heard of it yet
    omar.presses("Send")
    expect(omar.page.get_by_text("Send all the same?")).to_be_visible()
    expect(omar.page.locator("#text")).to_have_value("Soy Omar. ¿Tiene el recibo?")
    omar.looks()
    omar.presses("Send all the same")
    expect(omar.page.get_by_text("Omar took this over from Maya")).to_be_visible()
    omar.page.unroute("**/said*")
    said = bot.rows("SELECT message FROM whatsapp_messages WHERE author LIKE 'member %' ORDER BY id")
    assert [row["message"] for row in said][1:] == ["Un momento, por favor.", "Soy Omar. ¿Tiene el recibo?"]


def _a_day_later_a_template_is_sent(bot: Bot, twin: Twin, omar: Person) -> None:
    """After 24 hours the composer is the template picker, in the person's language."""
    bot.let_time_pass(timedelta(hours=25))
    twin.pass_time(25 * 60)
    omar.opens("/inbox?view=all")
    omar.page.get_by_role("link", name=re.compile("Sofía")).click()
    omar.page.locator("select[name=template]").select_option("follow_up")
    omar.presses("Show")
    omar.page.get_by_label("Topic").fill("reembolso")
    omar.looks()
    omar.presses("(Take over and send|Send template)")
    filled = {"follow_up", "Sofía", "reembolso"}
    twin.wait_for(lambda: any(set(sent.words.split("\n")) == filled for sent in twin.sent))


def _the_owner_sees_who_did_what(olga: Person) -> None:
    olga.opens("/settings/audit")
    for done in ("Maya", "Omar", "sent a template", "noted something about a person", "gave a conversation to somebody",
                 "read a conversation", "invited somebody to the team"):  # fmt: skip
        expect(olga.page.get_by_text(done).filter(visible=True).first).to_be_visible()
    olga.opens("/search?q=reembolso")
    expect(olga.page.get_by_role("link", name=re.compile("Sofía")).first).to_be_visible()


def _who_was_erased_is_found_nowhere(bot: Bot, olga: Person) -> None:
    assert ask(bot, "DELETE", "/api/contacts/1")
    olga.opens("/search?q=reembolso")
    expect(olga.page.get_by_text("Sofía")).to_have_count(0)
    olga.opens("/inbox?view=all")
    expect(olga.page.get_by_text("Sofía")).to_have_count(0)


def _who_was_removed_is_out(olga: Person, omar: Person) -> None:
    """At once, in the browser that is open."""
    olga.opens("/settings/team")
    row = olga.page.locator("li", has_text="omar@example.com")
    row.locator("summary").click()
    row.get_by_role("button", name=re.compile("Remove from the team")).click()
    omar.page.goto(f"{omar.console}/inbox")
    expect(omar.page.get_by_label("Your password")).to_be_visible()
