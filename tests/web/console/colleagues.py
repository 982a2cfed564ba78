"""Members of the staff at browsers of their own: what tests of the inbox share."""

import re
from html import unescape
from typing import Any

from bot import Bot
from services.staff.staff_tools import OWNER, joined
from web.console.visitors import Visitor
from werkzeug.test import TestResponse

from relaystack.services.staff import team

FORM = re.compile(r"<form[^>]*>.*?</form>", re.DOTALL)
FIELD = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"([^>]*)>')


class Colleague:
    """One of the staff, signed in."""

    def __init__(self, bot: Bot, name: str, role: str = "consultant") -> None:
        self.bot, self.name, self.id = bot, name, joined(bot, name, role).id
        visitor = Visitor(bot, name)
        assert visitor.sign_in().status_code == 303
        self.client = visitor.client

    def look(self, path: str = "/1", status: int = 200) -> str:
        """A page of the inbox, as it is read."""
        answer = self.client.get(f"/console/inbox{path}")
        assert answer.status_code == status, answer.text
        return unescape(answer.text)

    def form(self, page: str, action: str) -> dict[str, str]:
        """The hidden fields of a form on a page, as a browser sends them."""
        found = next(form for form in FORM.findall(page) if re.search(rf'action="[^"]*/{action}[?"]', form))
        fields = {name: value for name, value, _ in FIELD.findall(found)}
        if 'id="composer"' in found:
            fields |= {name: value for name, value, rest in FIELD.findall(page) if 'form="composer"' in rest}
        return fields

    def do(self, action: str, page: str | None = None, path: str = "/1", **fields: Any) -> TestResponse:
        """Send a form of a page: the one that is open (`page`), or the one that is there now."""
        hidden = self.form(page or self.look(path), action)
        return self.client.post(f"/console/inbox{path}/{action}", data={**hidden, **fields})

    def leave(self) -> None:
        """They are removed from the team."""
        team.remove(self.bot.parts.database, OWNER, self.id)
