"""What does Meta's Graph API answer to a message?"""

import asyncio
import json
from typing import Any

from aiohttp import web

from metatwin.callers import check_number, check_token
from metatwin.customers import now
from metatwin.errors import Refusal
from metatwin.faults import Answer
from metatwin.forced import Gate, cut, forced_response, is_gone
from metatwin.messages import SendRequest
from metatwin.sending import SendApi, is_read_mark, read_json
from metatwin.world import World

VERSION = r"/{version:v\d+\.\d+}"


class GraphApi:
    """The route of messages."""

    def __init__(self, world: World, sending: SendApi, gate: Gate) -> None:
        self._world = world
        self._sending = sending
        self._gate = gate

    def add_to(self, app: web.Application) -> None:
        """Put the routes into an application."""
        app.router.add_post(VERSION + "/{number}/messages", self.messages)

    async def messages(self, request: web.Request) -> web.Response:
        """A message or a mark-as-read."""
        body = read_json(await request.read())
        seen, forced = self._note(body)
        if self._world.faults.latency:
            await asyncio.sleep(self._world.faults.latency)
        if forced == "hang":
            await self._gate.wait()
        if forced == "drop-before" or is_gone(request):
            return cut(request)
        response = (forced is not None and forced_response(forced)) or self._take(request, body)
        return cut(request) if forced == "drop" else self._answered(seen, response)

    def _note(self, body: Any) -> tuple[SendRequest, Answer | None]:
        # A mark-as-read uses no forced answer up and is none of the requests: those are messages. See `Twin.reads`.
        seen = SendRequest(body, now())
        if is_read_mark(body):
            return seen, None
        with self._world.lock:
            self._world.requests.append(seen)
            answers = self._world.faults.answers
            forced = answers.pop(0) if answers else None
            self._world.changed()
        return seen, forced

    def _take(self, request: web.Request, body: Any) -> web.Response:
        try:
            check_token(self._world, request)
            check_number(self._world, request.match_info["number"])
            return web.json_response(self._sending.take(body))
        except Refusal as refusal:
            return refused(refusal)

    def _answered(self, seen: SendRequest, response: web.Response) -> web.Response:
        seen.status = response.status
        if response.content_type == "application/json" and response.text:
            seen.answer = json.loads(response.text)
        self._world.changed()
        return response


def refused(refusal: Refusal) -> web.Response:
    """Meta's answer when it says no."""
    return web.json_response(refusal.body, status=refusal.http)
