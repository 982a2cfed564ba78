"""What tests of the programmes' pages share: a manager at the form, and what a customer reads then."""

import re
from html import unescape
from html.parser import HTMLParser
from typing import Any

from bot import Bot
from web.api.api_tools import ask, say
from web.console.colleagues import Colleague
from werkzeug.test import TestResponse

from relaystack.services.catalogue.programs import CatalogueCache

PATH, GREECE = "/console/programmes", "/gr-golden-visa"
API = f"/api/programs{GREECE}"
PAGE = "https://example.com/gazette"
LOOKED = {"looked_at": PAGE, "as_of": "2026-11-01", "title": "Gazette"}
DEARER = {"route-2-amount": "300,000", "route-2-amount_usd": "342,000", "route-3-amount": "300,000",
          "route-3-amount_usd": "342,000"}  # fmt: skip
CUSTOMER = "15550210001"


def greece(bot: Bot) -> Any:
    """What the API tells of it."""
    return ask(bot, "GET", API)


class _Form(HTMLParser):
    """The fields of one form, as a browser sends them."""

    def __init__(self, action: str) -> None:
        super().__init__()
        self.action, self.fields, self._inside, self._name, self._select = action, dict[str, str](), False, "", ""

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        it = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._inside = it.get("action", "").endswith(self.action) and not self.fields
        if not self._inside:
            return
        if tag == "input" and it.get("name") and (it.get("type") != "checkbox" or "checked" in it):
            self.fields[it["name"]] = it.get("value", "on")
        if tag == "textarea":
            self._name = it["name"]
            self.fields[self._name] = ""
        if tag == "select":
            self._select = it["name"]
        if tag == "option" and (self._select not in self.fields or "selected" in it):
            self.fields[self._select] = it.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = False
        if tag == "textarea":
            self._name = ""

    def handle_data(self, data: str) -> None:
        if self._name:
            self.fields[self._name] += data


def look(one: Colleague, path: str = "", status: int = 200) -> str:
    """A page of the programmes, as it stands in the browser."""
    answer = one.client.get(PATH + path)
    assert answer.status_code == status, answer.text
    return answer.text


def fields(page: str, action: str) -> dict[str, str]:
    """What a form of a page would send as it is."""
    form = _Form(action)
    form.feed(page)
    assert form.fields, f"there is no form {action}"
    return form.fields


def send(one: Colleague, action: str = GREECE, page: str = "", at: str = "", **typed: str | None) -> TestResponse:
    """Fill in a form of a programme's page and send it; None leaves a field out, as a box that is not ticked."""
    told = fields(page or look(one, at or GREECE), action) | {name.replace("__", "-"): v for name, v in typed.items()}
    return one.client.post(PATH + action, data={name: value for name, value in told.items() if value is not None})


def words_of(markup: str) -> str:
    """Markup as somebody reads it."""
    return " ".join(unescape(re.sub("<[^>]+>", " ", markup)).split())


def said(bot: Bot, *asked: str) -> str:
    """What the bot answers a customer last, a few seconds later."""
    object.__setattr__(bot.parts.conversation_settings, "catalogue", CatalogueCache())
    say(bot, CUSTOMER, *asked)
    [row] = bot.rows("SELECT message FROM whatsapp_messages WHERE direction = 'outgoing' ORDER BY id DESC LIMIT 1")
    return str(row["message"])


def page_of_greece(bot: Bot) -> str:
    """The message about it."""
    return said(bot, "hi", "menu", "1", "A", "1")


def troubles(answer: TestResponse) -> list[str]:
    """What a refused form says beside its fields."""
    return [words_of(one) for one in re.findall(r'<p class="trouble">(.*?)</p>', answer.text, re.DOTALL)]
