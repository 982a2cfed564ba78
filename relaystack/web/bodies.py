"""Bodies are read on the event loop, whole, before a thread is bound: a slow client then holds up nobody else."""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]

LARGEST = 64 * 1024  # bytes, of any body but a webhook's


class Gone(Exception):
    """The client went away before its request was whole."""


async def read_ahead(scope: Scope, receive: Receive) -> tuple[Scope, Receive]:
    """The request with its body there already and its length told: WSGI takes a body without one for none at all.

    Of what is too large no more is read; its length says so to whoever refuses it.
    """
    headers = dict(scope["headers"])
    length = headers.get(b"content-length", b"")
    if not (length or b"transfer-encoding" in headers) or (length.isdigit() and int(length) > LARGEST):
        return scope, receive
    body = await _body(receive)

    async def again() -> MutableMapping[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    others = [pair for pair in scope["headers"] if pair[0] not in (b"content-length", b"transfer-encoding")]
    return {**scope, "headers": [*others, (b"content-length", b"%d" % len(body))]}, again


async def _body(receive: Receive) -> bytes:
    body, more = bytearray(), True
    while more and len(body) <= LARGEST:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Gone
        body += message.get("body", b"")
        more = message.get("more_body", False)
    return bytes(body)
