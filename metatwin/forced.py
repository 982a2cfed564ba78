"""Which answers does a test force upon a request?"""

import asyncio

from aiohttp import web

from metatwin.errors import Refusal
from metatwin.faults import Answer

HTML_502 = "<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>"


class Gate:
    """Where requests wait that are made to hang."""

    def __init__(self) -> None:
        self._released = asyncio.Event()

    async def wait(self) -> None:
        """Hang until the next release."""
        await self._released.wait()

    def release(self) -> None:
        """Let go of all that hang now."""
        self._released.set()
        self._released = asyncio.Event()


def forced_response(answer: Answer) -> web.Response | None:
    """The response for an error code or a word of `faults.answers`; None for what is no response."""
    if isinstance(answer, int):
        refusal = Refusal(answer)
        return web.json_response(refusal.body, status=refusal.http)
    if answer == "500":
        return web.Response(status=500)
    if answer == "502-html":
        return web.Response(status=502, text=HTML_502, content_type="text/html")
    if answer.startswith("retry-after:"):
        headers = {"Retry-After": answer.partition(":")[2]}
        return web.json_response(Refusal(130429).body, status=429, headers=headers)
    return None


def is_gone(request: web.Request) -> bool:
    """Has the caller hung up?"""
    return request.transport is None or request.transport.is_closing()


def cut(request: web.Request) -> web.Response:
    """Close the connection without a word; the response returned never leaves."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=500)
