"""Do few threads serve everybody, however slowly people send and read? As the server of production calls us."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from bot import TOKEN, Bot

from relaystack.web import asgi

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
BEARER = (b"authorization", f"Bearer {TOKEN}".encode())
FORM = (b"content-type", b"application/x-www-form-urlencoded")
PROGRAM = "/api/programs/ag-citizenship"
Receive = Callable[[], Awaitable[dict[str, Any]]]


class Client:
    """Somebody who asks the ASGI side of a bot, and what they got."""

    def __init__(self, bot: Bot) -> None:
        assert bot.parts.asgi
        self._app = bot.parts.asgi
        self.status, self.body = 0, b""

    async def ask(self, method: str, path: str, receive: Receive, *headers: tuple[bytes, bytes]) -> None:
        scope = {"type": "http", "method": method, "path": path, "query_string": b"", "http_version": "1.1"}
        await self._app({**scope, "headers": list(headers)}, receive, self._take)

    async def _take(self, message: Any) -> None:
        self.status = message.get("status", self.status)
        self.body += message.get("body", b"")


class Sleeper(Client):
    """Reads nothing of an answer until it is woken."""

    def __init__(self, bot: Bot) -> None:
        super().__init__(bot)
        self.woken = asyncio.Event()

    async def _take(self, message: Any) -> None:
        await self.woken.wait()
        await super()._take(message)


def pieces(*parts: bytes) -> Receive:
    """A body that comes in these pieces."""
    left = [{"type": "http.request", "body": part, "more_body": part is not parts[-1]} for part in parts]

    async def receive() -> dict[str, Any]:
        return left.pop(0)

    return receive


async def never() -> dict[str, Any]:
    """The body does not come."""
    await asyncio.Event().wait()
    return {}


@pytest.mark.parametrize(
    ("parts", "status"),
    [((b'{"rank"', b": 7}"), 200), ((b" " * 40_000, b" " * 40_000, b"{}"), 413), ((b'{"rank"', b":"), 400)],
    ids=["whole", "too long", "cut"],
)
def test_a_body_in_chunks_without_its_length_is_read(bot: Bot, parts: tuple[bytes, ...], status: int) -> None:
    client = Client(bot)
    asyncio.run(client.ask("PATCH", PROGRAM, pieces(*parts), BEARER, (b"transfer-encoding", b"chunked")))
    told = json.loads(client.body)
    assert (client.status, told["rank" if status == 200 else "status"]) == (status, 7 if status == 200 else status)


@pytest.mark.parametrize("path", ["/console/sign-in", PROGRAM])
def test_who_announces_too_much_is_refused_before_it_comes(bot: Bot, path: str) -> None:
    client, method = Client(bot), "POST" if "sign-in" in path else "PATCH"
    asyncio.run(client.ask(method, path, never, BEARER, FORM, (b"content-length", b"70000")))
    assert client.status == 413


def test_bodies_that_do_not_come_keep_nobody_waiting_and_are_given_up(
    bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asgi, "BODY_SECONDS", 1.0)
    slow, quick = [Client(bot) for _ in range(2 * asgi.THREADS)], Client(bot)

    async def all_of_them() -> None:
        length = (b"content-length", b"50")
        waiting = [asyncio.create_task(one.ask("POST", "/console/sign-in", never, FORM, length)) for one in slow]
        await asyncio.sleep(0)
        await asyncio.wait_for(quick.ask("GET", "/api/programs", pieces(b""), BEARER), 20)
        assert not any(one.status for one in slow)
        await asyncio.wait_for(asyncio.gather(*waiting), 20)

    asyncio.run(all_of_them())
    assert quick.status == 200
    assert {(one.status, json.loads(one.body)["title"]) for one in slow} == {(408, "Request Timeout")}


def test_answers_that_nobody_reads_keep_nobody_waiting(bot: Bot) -> None:
    script = "/docs/static/vendor/swagger-ui-bundle.js"
    slow, quick = [Sleeper(bot) for _ in range(2 * asgi.THREADS)], Client(bot)

    async def all_of_them() -> None:
        waiting = [asyncio.create_task(one.ask("GET", script, pieces(b""))) for one in slow]
        await asyncio.sleep(0)
        await asyncio.wait_for(quick.ask("GET", "/api/programs", pieces(b""), BEARER), 20)
        assert not any(one.status for one in slow)
        for one in slow:
            one.woken.set()
        await asyncio.wait_for(asyncio.gather(*waiting), 60)

    asyncio.run(all_of_them())
    assert {one.status for one in (quick, *slow)} == {200}


@pytest.mark.parametrize("path", ["/webhook", "/webhook/"])
def test_a_webhook_is_answered_before_flask_with_or_without_a_slash_at_its_end(path: str, bot: Bot) -> None:
    client = Client(bot)
    asyncio.run(client.ask("POST", path, pieces(b"{}")))
    assert (client.status, json.loads(client.body)["status"]) == (403, 403)  # it carries no signature
