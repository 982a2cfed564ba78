"""Do members of the staff send large files to the server of production, and have strangers it keep nothing?"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import pytest
from bot import Bot
from web.api.api_tools import furnished
from web.console.colleagues import Colleague
from web.test_asgi import Client

from relaystack.web import large_bodies

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
PATH = "/console/inbox/1/messages"
FORM = (b"content-type", b"multipart/form-data; boundary=edge")
MB = 2**20


@pytest.fixture
def maya(bot: Bot) -> Colleague:
    """A consultant."""
    furnished(bot)
    return Colleague(bot, "Maya")


def form(fields: dict[str, str], data: bytes) -> bytes:
    """A form with a file, as browsers write it."""
    head = "".join(f'--edge\r\ncontent-disposition: form-data; name="{k}"\r\n\r\n{v}\r\n' for k, v in fields.items())
    file = '--edge\r\ncontent-disposition: form-data; name="file"; filename="terms.pdf"\r\n\r\n'
    return (head + file).encode() + data + b"\r\n--edge--\r\n"


class Body:
    """A body that comes in pieces; `taken` counts them."""

    def __init__(self, body: bytes, piece: int = 64 * 1024) -> None:
        self._pieces: Iterator[bytes] = (body[at : at + piece] for at in range(0, len(body), piece))
        self._next, self.taken = next(self._pieces), 0

    async def __call__(self) -> dict[str, Any]:
        piece, self._next = self._next, next(self._pieces, b"")
        self.taken += 1
        return {"type": "http.request", "body": piece, "more_body": bool(self._next)}


def post(bot: Bot, who: Colleague | None, receive: Callable[[], Awaitable[dict[str, Any]]]) -> Client:
    """Send it; what is answered."""
    client = Client(bot)
    jar = (who.client._cookies if who else None) or {}
    sent = "; ".join(f"{one.key}={one.value}" for one in jar.values())
    asyncio.run(client.ask("POST", PATH, receive, FORM, (b"cookie", sent.encode()), (b"host", b"localhost")))
    return client


def files(bot: Bot) -> list[int]:
    """How large the files are that are kept."""
    return [row["size"] for row in bot.rows("SELECT size FROM media")]


def test_a_member_sends_a_file_of_many_pieces(bot: Bot, maya: Colleague) -> None:
    data = b"%PDF-1.7 " + b"x" * 6 * MB
    body = form({**maya.form(maya.look("/1"), "messages"), "text": "As promised"}, data)
    assert post(bot, maya, Body(body)).status == 303
    assert files(bot) == [len(data)]


def test_a_stranger_and_who_may_only_read_have_next_to_nothing_of_it_read(bot: Bot, maya: Colleague) -> None:
    body = form(maya.form(maya.look("/1"), "messages"), b"%PDF-1.7 " + b"x" * 6 * MB)
    for who, status in ((None, 303), (Colleague(bot, "Vera", "viewer"), 413)):
        stream = Body(body)
        assert (post(bot, who, stream).status, stream.taken <= 3) == (status, True)
    assert files(bot) == []


def test_who_was_removed_is_a_stranger(bot: Bot, maya: Colleague) -> None:
    stream = Body(form(maya.form(maya.look("/1"), "messages"), b"%PDF-1.7 " + b"x" * 6 * MB))
    maya.leave()
    assert (post(bot, maya, stream).status, stream.taken <= 3) == (303, True)


def test_what_is_too_large_for_anybody_is_not_read_to_its_end(bot: Bot, maya: Colleague) -> None:
    stream = Body(form(maya.form(maya.look("/1"), "messages"), b"%PDF-1.7 " + b"x" * 40 * MB))
    refused = post(bot, maya, stream)
    assert (refused.status, stream.taken < 300) == (413, True)
    assert b"16 MB at the most" in refused.body


def test_a_form_without_our_sign_sends_nothing(bot: Bot, maya: Colleague) -> None:
    fields = {**maya.form(maya.look("/1"), "messages"), "csrf_token": "guessed"}
    assert post(bot, maya, Body(form(fields, b"%PDF-1.7 " + b"x" * MB))).status == 403
    assert files(bot) == []


def test_who_takes_too_long_is_told_so(bot: Bot, maya: Colleague, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(large_bodies, "SECONDS", 0.05)

    async def never() -> dict[str, Any]:
        await asyncio.Event().wait()
        raise AssertionError

    assert post(bot, maya, never).status == 408


def test_more_at_once_than_the_disk_is_meant_for_wait(
    bot: Bot, maya: Colleague, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(large_bodies, "MOST", 0)
    assert post(bot, maya, Body(form({}, b"x" * MB))).status == 503
