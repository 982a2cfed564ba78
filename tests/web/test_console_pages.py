"""Is a module in the console's folder a page, in the navigation and open for who has its scope, and for nobody else?"""

import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from bot import Bot
from web.api.api_tools import ask, furnished, sign_in, sign_of
from werkzeug.test import TestResponse

from relaystack.services.staff import tokens
from relaystack.web import console

LINK = "<span>Calls &amp; more</span>"
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def with_page(make_bot: Callable[..., Bot], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bot]:
    """A bot to whose console a page was added, by a file."""
    shutil.copy(Path(__file__).with_name("console_page.py"), tmp_path / "callbacks.py")
    monkeypatch.setattr(console, "__path__", [*console.__path__, str(tmp_path)])
    yield make_bot()
    del sys.modules["relaystack.web.console.callbacks"]
    del console.callbacks  # type: ignore[attr-defined]


def signed_in(bot: Bot, *scopes: str) -> str:
    """Somebody whose token has these scopes; where they come out."""
    _, secret = tokens.create(bot.parts.database, "Layla", list(scopes))
    return sign_in(bot, secret).location


def test_who_has_the_scope_finds_it(with_page: Bot) -> None:
    furnished(with_page)
    assert signed_in(with_page, "conversations:read", "leads:write") == "/console/today"
    assert LINK in with_page.client.get("/console").text
    page = with_page.client.get("/console/callbacks")
    assert page.status_code == 200
    assert '<a href="/console/callbacks" aria-current="page">' in page.text
    below = with_page.client.get("/console/conversations/1").text
    assert '<a href="/console/inbox" aria-current="page">' in below


def test_who_has_it_not_finds_nothing(with_page: Bot) -> None:
    signed_in(with_page, "conversations:read")
    assert "Calls" not in with_page.client.get("/console").text
    refused = with_page.client.get("/console/callbacks")
    assert (refused.status_code, "lacks the scope leads:write" in refused.text) == (403, True)
    before = ask(with_page, "GET", "/api/audit")["items"]
    assert with_page.client.post("/console/callbacks", data={"csrf_token": sign_of(refused)}).status_code == 403
    assert ask(with_page, "GET", "/api/audit")["items"] == before


def test_a_stranger_is_asked_who_they_are(with_page: Bot) -> None:
    assert with_page.client.get("/console/callbacks").location == "/console/sign-in?next=/console/callbacks"


def test_who_has_its_scope_alone_begins_there(with_page: Bot) -> None:
    furnished(with_page)
    assert signed_in(with_page, "leads:write") == "/console/callbacks"
    page = with_page.client.get("/console/callbacks").text
    assert "Conversations" not in page
    assert with_page.client.get("/console").status_code == 403


def test_a_form_of_one_version_changes_no_other(with_page: Bot) -> None:
    furnished(with_page)
    signed_in(with_page, "leads:write")
    first, second = with_page.client.get("/console/callbacks"), with_page.client.get("/console/callbacks")

    def sent(page: TestResponse, notes: str) -> tuple[int, str]:
        version = page.text.split('name="version" value="')[1].split('"')[0]
        data = {"csrf_token": sign_of(page), "version": version, "notes": notes}
        answer = with_page.client.post("/console/callbacks", data=data)
        return answer.status_code, answer.text

    assert sent(first, "called")[0] == 303
    status, words = sent(second, "overwritten")
    assert (status, "It was changed since you read it" in words) == (409, True)
    lead = ask(with_page, "GET", "/api/leads/1")
    assert lead["notes"] == "called"
    assert [one["by"] for one in ask(with_page, "GET", "/api/audit?subject=lead:1")["items"]] == ["Layla (token 1)"]


def test_files_for_browsers_are_kept_for_good(make_bot: Callable[..., Bot]) -> None:
    bot = make_bot()
    page = bot.client.get("/console/sign-in").text
    sheet = page.split('rel="stylesheet" href="')[1].split('"')[0]
    # Without its version, or with another one, it may be another file tomorrow.
    for address, for_good in ((sheet, True), (sheet.split("?")[0], False), (sheet + "0", False)):
        with bot.client.get(address) as answer:
            assert ("immutable" in answer.headers["Cache-Control"]) is for_good, address
