"""What does every answer tell a browser, whatever was asked?"""

import asyncio
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from bot import TOKEN, Bot
from werkzeug.routing import Rule

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # no database has a say

BEARER = {"Authorization": f"Bearer {TOKEN}"}
SIMULATED = {"whatsapp_token": "", "app_secret": "", "api_token": ""}
FIXED = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def _paths(rule: Rule) -> str:
    """A path that leads to the rule."""
    values: dict[str, Any] = {name: next(iter(getattr(kind, "items", "1"))) for name, kind in rule._converters.items()}
    return str(rule.build(values, append_unknown=False)[1])  # type: ignore[index]


def _everything(bot: Bot) -> Iterator[tuple[str, str]]:
    """A request for each method of each route, and some for none."""
    for rule in bot.app.url_map.iter_rules():
        yield from ((method, _paths(rule)) for method in sorted(rule.methods or ()))
    yield from (("GET", "/nowhere"), ("PUT", "/webhook"), ("GET", "/docs/static/vendor/swagger-ui.css"), ("GET", "//"))


def _wrong(headers: Any, *, production: bool) -> list[str]:
    """The names of headers that are missing or say something else."""
    wrong = [name for name, value in FIXED.items() if headers.get(name) != value]
    policy = headers.get("Content-Security-Policy", "")
    if not policy.startswith("default-src 'none'") or "frame-ancestors 'none'" not in policy or "unsafe-eval" in policy:
        wrong.append("Content-Security-Policy")
    if headers.get("Cache-Control") not in ("no-store", "no-cache"):
        wrong.append("Cache-Control")
    if ("Strict-Transport-Security" in headers) != production:
        wrong.append("Strict-Transport-Security")
    return wrong


@pytest.mark.parametrize(
    "changes", [{"flask_env": "production"}, {}, SIMULATED], ids=["production", "plain", "simulator"]
)
@pytest.mark.parametrize("headers", [{}, BEARER], ids=["stranger", "bearer"])
def test_every_answer_of_every_route(
    make_bot: Callable[..., Bot], changes: dict[str, str], headers: dict[str, str]
) -> None:
    bot, wrong, asked = make_bot(**changes), {}, 0
    for method, path in _everything(bot):
        with bot.client.open(path, method=method, headers=headers) as answer:
            found = _wrong(answer.headers, production="flask_env" in changes)
        asked += 1
        if found:
            wrong[f"{method} {path} -> {answer.status}"] = found
    assert wrong == {}
    assert asked > 20


def test_a_fault_of_ours_too(bot: Bot) -> None:
    def fail() -> str:
        raise RuntimeError

    bot.app.add_url_rule("/fault", view_func=fail)
    answer = bot.client.get("/fault")
    assert answer.status_code == 500
    assert _wrong(answer.headers, production=False) == []


@pytest.mark.parametrize("body", [b"{}", b"{"])
def test_the_webhook_on_the_event_loop(make_bot: Callable[..., Bot], body: bytes) -> None:
    """It is answered before Flask."""
    bot, sent = make_bot(flask_env="production"), []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body}

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "POST", "path": "/webhook", "headers": []}
    assert bot.parts.asgi is not None
    asyncio.run(bot.parts.asgi(scope, receive, send))
    headers = {name.decode().title(): value.decode() for name, value in sent[0]["headers"]}
    assert _wrong(headers, production=True) == []


def test_the_pages_run_nothing_but_their_own_files(make_bot: Callable[..., Bot]) -> None:
    bot = make_bot(**SIMULATED)
    for page in ("/docs", "/simulator", "/console/sign-in"):
        policy = bot.client.get(page).headers["Content-Security-Policy"]
        directives = dict(part.strip().split(" ", 1) for part in policy.split(";"))
        assert directives["script-src"] == "'self'"
        assert not any("http" in sources or "*" in sources for sources in directives.values()), policy
