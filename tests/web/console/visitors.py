"""People in front of browsers of their own: what tests of the console's doors share."""

from typing import Any

from bot import Bot
from services.staff.staff_tools import PASSWORD, address_of
from web.api.api_tools import sign_of
from werkzeug.test import TestResponse

CONSOLE = "/console"


def let_in(answer: TestResponse) -> bool:
    """Whether a form led to a page behind the door."""
    return answer.status_code == 303 and answer.location.startswith(CONSOLE) and "/sign-in" not in answer.location


class Visitor:
    """Somebody at a browser; two of them share no cookies."""

    def __init__(self, bot: Bot, name: str = "") -> None:
        self.bot, self.name, self.client = bot, name, bot.app.test_client()

    def look(self, path: str = CONSOLE) -> TestResponse:
        """Open a page."""
        return self.client.get(path)

    def send(self, page: str, path: str = "", **fields: Any) -> TestResponse:
        """Fill in a form of a page; it goes to that page, or to another path."""
        fields.setdefault("csrf_token", sign_of(self.look(page)))
        return self.client.post(path or page, data=fields)

    def sign_in(self, password: str = PASSWORD, email: str = "") -> TestResponse:
        """By the form of the first page."""
        return self.send("/console/sign-in", email=email or address_of(self.name), password=password)

    @property
    def is_in(self) -> bool:
        """Whether the console is open."""
        return self.look("/console/settings/me").status_code == 200

    @property
    def cookie(self) -> str:
        """What the browser keeps of the sign-in."""
        found = self.client.get_cookie("console", path="/console")
        return found.value if found else ""

    def copied(self) -> "Visitor":
        """Somebody else with a copy of the cookie."""
        thief = Visitor(self.bot, self.name)
        thief.client.set_cookie("console", self.cookie, path="/console")
        return thief
