"""The application as ASGI servers call it: POST /webhook on the event loop, everything else by Flask in threads.

A thousand times a second, a thread and Flask's routing for each request would cost more than all that the bot does.
"""

import asyncio
import json
import time
from collections import deque
from collections.abc import MutableMapping, Sequence
from concurrent.futures import Future
from typing import Any

from a2wsgi import WSGIMiddleware
from werkzeug.wsgi import FileWrapper

from . import access, requests, webhook
from .answers import Answers, Full, Send
from .bodies import Bodies, Receive, Refused
from .large_bodies import SMALL, LargeBodies
from .webhook import LARGEST_BODY, WebhookSettings

Scope = MutableMapping[str, Any]

THREADS = 10  # for everything else
QUEUED = 256  # pieces of an answer that wait for a slow reader without holding up the thread that made them
PIECE = 256 * 1024  # of a file
LARGEST_OTHER = SMALL  # of the bodies that Flask gets
BODY_SECONDS = 30.0  # in which a body must have come, at every door


class Asgi:
    """The application; `under_way` counts the requests that it is answering, `headers` go with answers to webhooks."""

    def __init__(
        self, app: Any, webhook_settings: WebhookSettings, headers: Sequence[tuple[bytes, bytes]] = (),
        large: LargeBodies | None = None,
    ) -> None:  # fmt: skip
        self._others = WSGIMiddleware(_in_large_pieces(app), workers=THREADS, send_queue_size=QUEUED)
        self._webhook_settings = webhook_settings
        self._headers = headers
        self._bodies, self._large = Bodies(), large
        self._answers = Answers()
        self._bell = Bell()
        self.under_way = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._others(scope, receive, send)  # type: ignore[arg-type]
            return
        self.under_way += 1
        try:
            if scope["method"] == "POST" and scope["path"] in ("/webhook", "/webhook/"):
                await self._webhook(scope, receive, send)
            else:
                await self._other(scope, receive, send)
        finally:
            self.under_way -= 1

    async def _other(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Have Flask answer. Its threads are few and wait for no network: they get the body whole, with its length."""
        headers = dict(scope["headers"])
        if self._large and await self._large.takes(scope, headers):
            await self._large_one(scope, receive, send)
            return
        try:
            body = await self._bodies.read(headers, receive, LARGEST_OTHER, BODY_SECONDS)
            length = len(body)
        except Refused as refused:
            if refused.code == 408:
                await self._answer(send, 408, _PROBLEM, _TOO_SLOW)
            if refused.code != 413:
                return  # else nobody is there any more
            body, length = b"", LARGEST_OTHER + 1  # Flask says so in its own words, once it knows who asks
        await self._by_flask(_of_length(scope, length) if length else scope, _whole(body), send)

    async def _large_one(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Have Flask answer a large form, once it lies here."""
        assert self._large
        try:
            async with self._large.read(receive) as (again, length):
                await self._by_flask(_of_length(scope, length), again, send)
        except Refused as refused:
            if refused.code == 408:
                await self._answer(send, 408, _PROBLEM, _TOO_SLOW)
            elif refused.code == 503:
                await self._answer(send, 503, _PROBLEM, _FULL, (b"retry-after", b"5"))
            elif refused.code == 413:
                await self._by_flask(_of_length(scope, self._large.largest + 1), _whole(b""), send)

    async def _by_flask(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            with self._answers.one(send) as watched:
                await self._others(scope, receive, watched)  # type: ignore[arg-type]
        except Full:
            await self._answer(send, 503, _PROBLEM, _FULL, (b"retry-after", b"5"))

    async def _webhook(self, scope: Scope, receive: Receive, send: Send) -> None:
        began, headers = time.perf_counter(), dict(scope["headers"])
        id = requests.begin(headers.get(b"x-request-id", b"").decode("latin-1"))
        code = await self._code(scope, headers, receive)
        body = webhook.answered(code, began)
        requests.end("POST", "/webhook", code, time.perf_counter() - began)
        await self._answer(send, code, b"application/json", body, (requests.HEADER.lower().encode(), id.encode()))

    async def _answer(self, send: Send, code: int, kind: bytes, body: bytes, *more: tuple[bytes, bytes]) -> None:
        answer = [*self._headers, (b"content-type", kind), (b"content-length", b"%d" % len(body)), *more]
        await send({"type": "http.response.start", "status": code, "headers": answer})
        await send({"type": "http.response.body", "body": body})

    async def _code(self, scope: Scope, headers: dict[bytes, bytes], receive: Receive) -> int:
        """The HTTP status for a webhook."""
        try:
            signature = headers.get(b"x-hub-signature-256", b"").decode("latin-1")
            self._webhook_settings.refuse_unsigned(signature, lambda: access.of_scope(scope))
            body = await self._bodies.read(headers, receive, LARGEST_BODY, BODY_SECONDS)
            taken = self._webhook_settings.let_in(body, signature)
            await self._bell.rung_by(taken)
            return self._webhook_settings.code(taken)
        except Refused as refused:
            return refused.code
        except Exception as error:
            return webhook.failed(error)


def _of_length(scope: Scope, length: int) -> Scope:
    kept = [pair for pair in scope["headers"] if pair[0] not in (b"content-length", b"transfer-encoding")]
    return {**scope, "headers": [*kept, (b"content-length", b"%d" % length)]}


def _whole(body: bytes) -> Receive:
    async def whole() -> MutableMapping[str, Any]:
        return {"type": "http.request", "body": body}

    return whole


def _in_large_pieces(app: Any) -> Any:
    """The application, with files in few pieces: each costs a way from a thread to the loop and back."""

    def wsgi(environ: Any, start_response: Any) -> Any:
        environ["wsgi.file_wrapper"] = lambda file, size=PIECE: FileWrapper(file, PIECE)
        return app(environ, start_response)

    return wsgi


class Bell:
    """Wakes all that wait for one transaction at once: `asyncio.wrap_future` would call the loop for each of them."""

    def __init__(self) -> None:
        self._done: deque[asyncio.Future[None]] = deque()

    async def rung_by(self, taken: Future[Any]) -> None:
        """Wait until it is done."""
        loop = asyncio.get_running_loop()
        waiter = loop.create_future()

        def ring(_: object) -> None:  # in the other thread
            self._done.append(waiter)
            if len(self._done) == 1:
                loop.call_soon_threadsafe(self._wake)

        taken.add_done_callback(ring)
        await waiter

    def _wake(self) -> None:
        while self._done:
            waiter = self._done.popleft()
            if not waiter.done():  # the client may have gone
                waiter.set_result(None)


def _problem(status: int, title: str, detail: str) -> bytes:
    return json.dumps({"type": "about:blank", "title": title, "status": status, "detail": detail}).encode()


_PROBLEM = b"application/problem+json"
_SLOWLY = f"The body did not come within {BODY_SECONDS:.0f} seconds; nothing was done."
_TOO_SLOW = _problem(408, "Request Timeout", _SLOWLY)
_FULL = _problem(503, "Service Unavailable", "Too many requests are waiting; try again in a few seconds.")
