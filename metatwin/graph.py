"""What does Meta's Graph API answer over HTTP?"""

import asyncio
import hmac
import json
from typing import Any

from aiohttp import BodyPartReader, web

from metatwin.customers import now
from metatwin.errors import Refusal
from metatwin.faults import Answer
from metatwin.forced import cut, forced_response, is_gone
from metatwin.messages import SendRequest
from metatwin.sending import Desk, is_read_mark, read_json
from metatwin.world import World

VERSION = r"/{version:v\d+\.\d+}"


class GraphApi:
    """The routes of the Cloud API that a business uses."""

    def __init__(self, world: World, desk: Desk) -> None:
        self._world = world
        self._desk = desk
        self._released = asyncio.Event()

    def add_to(self, app: web.Application) -> None:
        """Put the routes into an application."""
        app.router.add_post(VERSION + "/{number}/messages", self.messages)
        app.router.add_post(VERSION + "/{number}/media", self.upload)
        app.router.add_get(VERSION + "/{media_id}", self.media)
        app.router.add_get("/files/{media_id}", self.download)

    def release(self) -> None:
        """Let go of the requests that hang."""
        self._released.set()
        self._released = asyncio.Event()

    async def messages(self, request: web.Request) -> web.Response:
        """A message or a mark-as-read."""
        body = read_json(await request.read())
        seen, forced = self._note(body)
        if self._world.faults.latency:
            await asyncio.sleep(self._world.faults.latency)
        if forced == "hang":
            await self._released.wait()
        if forced == "drop-before" or is_gone(request):
            return cut(request)
        response = (forced is not None and forced_response(forced)) or self._take(request, body)
        return cut(request) if forced == "drop" else self._answered(seen, response)

    def _note(self, body: Any) -> tuple[SendRequest, Answer | None]:
        # A mark-as-read uses no forced answer up: those are meant for messages.
        seen = SendRequest(body, now())
        with self._world.lock:
            self._world.requests.append(seen)
            answers = self._world.faults.answers
            forced = answers.pop(0) if answers and not is_read_mark(body) else None
            self._world.changed()
        return seen, forced

    def _take(self, request: web.Request, body: Any) -> web.Response:
        try:
            self._check_token(request)
            self._check_number(request)
            return web.json_response(self._desk.take(body))
        except Refusal as refusal:
            return refused(refusal)

    def _answered(self, seen: SendRequest, response: web.Response) -> web.Response:
        seen.status = response.status
        if response.content_type == "application/json" and response.text:
            seen.answer = json.loads(response.text)
        self._world.changed()
        return response

    def _check_token(self, request: web.Request) -> None:
        given = request.headers.get("Authorization", "").encode()
        right = f"Bearer {self._world.business.token}".encode()
        if self._world.faults.token_expired:
            raise Refusal(190, "Error validating access token: Session has expired.", subcode=463)
        if not hmac.compare_digest(given, right):
            raise Refusal(190, "Invalid OAuth access token.")

    def _check_number(self, request: web.Request) -> None:
        number = request.match_info["number"]
        if number != self._world.business.phone_number_id:
            raise Refusal(100, f"Object with ID '{number}' does not exist.", subcode=33)

    async def upload(self, request: web.Request) -> web.Response:
        """A file of the business."""
        self._check_token(request)
        self._check_number(request)
        if not request.content_type.startswith("multipart/"):
            raise Refusal(100, "Send multipart/form-data.")
        fields: dict[str, str] = {}
        file = None
        async for part in await request.multipart():
            if not isinstance(part, BodyPartReader):
                raise Refusal(100, "Nested multipart is not supported.")
            if part.name == "file":
                data = bytes(await part.read(decode=True))
                kind = part.headers.get("Content-Type", "application/octet-stream")
                file = self._world.shelf.put(data, kind, part.filename)
            else:
                fields[part.name or ""] = await part.text()
        if fields.get("messaging_product") != "whatsapp":
            raise Refusal(100, "The parameter messaging_product is required.")
        if file is None:
            raise Refusal(100, "The parameter file is required.")
        return web.json_response({"id": file.id})

    async def media(self, request: web.Request) -> web.Response:
        """What is known of a file, and where it can be fetched."""
        self._check_token(request)
        media_id = request.match_info["media_id"]
        file = self._world.shelf.get(media_id)
        if file is None:
            raise Refusal(100, f"Object with ID '{media_id}' does not exist.", subcode=33)
        return web.json_response(file.to_json(f"{request.url.origin()}/files/{file.id}"))

    async def download(self, request: web.Request) -> web.Response:
        """The bytes of a file."""
        self._check_token(request)
        file = self._world.shelf.get(request.match_info["media_id"])
        if file is None:
            raise web.HTTPNotFound
        return web.Response(body=file.data, headers={"Content-Type": file.mime_type})


def refused(refusal: Refusal) -> web.Response:
    """Meta's answer when it says no."""
    return web.json_response(refusal.body, status=refusal.http)
