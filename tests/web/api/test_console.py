"""Can consultants read the conversation that an e-mail names, and nobody else?"""

from collections.abc import Callable

import pytest
from bot import TOKEN, Bot
from web.api.api_tools import ADA, furnished, say, sign_in, sign_out

from relaystack.services.staff import tokens


@pytest.fixture
def people(bot: Bot) -> dict[str, int]:
    """Two people who have written, by their phones."""
    return furnished(bot)


def test_a_stranger_is_asked_for_a_token_and_led_on(bot: Bot, people: dict[str, int]) -> None:
    page = f"/console/conversations/{people[ADA]}"
    asked = bot.client.get(page)
    assert (asked.status_code, asked.location) == (303, f"/console/sign-in?next={page}")
    assert "Ada" not in asked.text
    assert sign_in(bot, "rs_wrong", page).status_code == 401
    assert bot.client.get(page).status_code == 303
    assert sign_in(bot, next=page).location == page
    assert "Ada Lovelace" in bot.client.get(page).text


def test_the_list_leads_to_each_conversation(bot: Bot, people: dict[str, int]) -> None:
    sign_in(bot)
    listed = bot.client.get("/console/inbox?view=all").text
    assert all(f'href="/console/inbox/{id}?view=all' in listed for id in people.values())


@pytest.mark.parametrize("next", ["https://evil.example/", "//evil.example", "/console/../webhook", "/webhook", "x"])
def test_the_sign_in_leads_nowhere_else(bot: Bot, next: str) -> None:
    assert sign_in(bot, next=next).location == "/console/today"


def test_a_revoked_token_ends_at_once(bot: Bot, people: dict[str, int]) -> None:
    id, secret = tokens.create(bot.parts.database, "Layla", ["conversations:read"])
    sign_in(bot, secret)
    assert bot.client.get("/console").status_code == 200
    tokens.revoke(bot.parts.database, id)
    assert bot.client.get("/console").status_code == 303


def test_an_unknown_token_is_refused_in_words_for_people(bot: Bot) -> None:
    refused = sign_in(bot, "rs_unknown")
    assert (refused.status_code, "ask whoever runs the bot" in refused.text) == (401, True)
    assert not {word for word in ("flask", "API_TOKEN", "Authorization") if word in refused.text}


def test_a_token_needs_the_scope(bot: Bot) -> None:
    _, secret = tokens.create(bot.parts.database, "Sales", ["failed:read"])
    refused = sign_in(bot, secret)
    assert (refused.status_code, "lacks the scope" in refused.text) == (401, True)
    assert bot.client.get("/console").status_code == 303


def test_another_api_token_ends_what_the_old_one_opened(make_bot: Callable[..., Bot]) -> None:
    old = make_bot(secret_key="k")
    sign_in(old)
    cookie = old.client.get_cookie("console", path="/console")
    assert cookie
    assert (cookie.http_only, cookie.same_site, TOKEN in cookie.value) == (True, "Lax", False)
    new = make_bot(secret_key="k", api_token="another-token")
    new.client.set_cookie("console", cookie.value, path="/console")
    assert new.client.get("/console").status_code == 303


def test_signed_out_is_out(bot: Bot) -> None:
    sign_in(bot)
    sign_out(bot)
    assert bot.client.get("/console").status_code == 303


def test_whatever_people_write_is_words(bot: Bot) -> None:
    say(bot, ADA, "<script>alert(1)</script> & مرحبا")
    sign_in(bot)
    page = bot.client.get("/console/conversations/1").text
    assert "<script>" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; مرحبا" in page


def test_old_messages_are_a_page_away(bot: Bot) -> None:
    say(bot, ADA, *(f"word {number}" for number in range(60)))
    sign_in(bot)
    newest = bot.client.get("/console/conversations/1").text
    assert ("word 59<" in newest, "word 0<" in newest, "Older messages" in newest) == (True, False, True)
    page, seen = newest, newest
    while "Older messages" in page:
        page = bot.client.get(page.split('<p class="more"><a href="')[1].split('"')[0].replace("&amp;", "&")).text
        seen += page
    assert all(f"word {number}<" in seen for number in range(60))


@pytest.mark.parametrize(
    "path",
    [
        "/conversations/99",
        "/conversations/9" + "9" * 30,
        "/conversations/1?cursor=x",
        "/inbox?before=-1",
        "/inbox?view=x",
    ],
)
def test_what_is_not_there_is_said_in_words(bot: Bot, people: dict[str, int], path: str) -> None:
    sign_in(bot)
    answer = bot.client.get("/console" + path)
    assert (answer.status_code, answer.mimetype, "There is no such" in answer.text) == (404, "text/html", True)


def test_production_keeps_the_cookie_to_tls_and_to_this_host(make_bot: Callable[..., Bot]) -> None:
    bot = make_bot(flask_env="production", secret_key="k")
    cookie = bot.client.get("/console/sign-in", base_url="https://localhost").headers["Set-Cookie"]
    assert cookie.startswith("__Host-")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))
