"""Somebody of the staff in front of a browser."""

import re
from dataclasses import dataclass, field

from axe_playwright_python.sync_playwright import Axe
from browser.test_console_looks import LOOKS, TURNED
from playwright.sync_api import Browser, Locator, Page, expect

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]
PASSWORD = "violet-Tractor-71-marmalade"


def link_of(told: str, console: str) -> str:
    """The invitation that somebody was told, at the address where the console is."""
    return console + re.search(r"/console(/welcome/\S+)", told)[1]  # type: ignore[index]


@dataclass(eq=False)
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

    def goes(self, path: str) -> None:
        """Go to a page that was looked at before."""
        self.page.goto(f"{self.console}{path}")

    def opens(self, path: str) -> None:
        """Go to a page, and look whether anything is in somebody's way there."""
        self.goes(path)
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

    def reaches(self, what: Locator) -> None:
        """Come to it by the Tab key alone."""
        for _ in range(120):
            if what.evaluate("it => it === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"the keyboard does not reach {what}")

    def about(self) -> None:
        """Go to the panel about the person; on a phone it is a pane of its own."""
        link = self.page.get_by_role("link", name="About this person")
        if link.is_visible():
            link.click()

    def writes(self, words: str, button: str = "") -> None:
        """Send words from the composer."""
        self.page.locator("#text").fill(words)
        self.presses(button or "(Take over and send|Send$)")
