"""What does Meta's Graph API answer when files are uploaded, looked up and fetched?"""

from aiohttp import BodyPartReader, web

from metatwin.callers import check_number, check_token
from metatwin.errors import Refusal
from metatwin.faults import Answer
from metatwin.forced import Gate, cut, forced_response
from metatwin.graph import VERSION
from metatwin.media import LARGEST, File
from metatwin.messages import FileRequest
from metatwin.world import World


class MediaApi:
    """The routes of files."""

    def __init__(self, world: World, gate: Gate) -> None:
        self._world = world
        self._gate = gate

    def add_to(self, app: web.Application) -> None:
        """Put the routes into an application."""
        app.router.add_post(VERSION + "/{number}/media", self.upload)
        app.router.add_get(VERSION + "/{media_id}", self.look_up)
        app.router.add_delete(VERSION + "/{media_id}", self.delete)
        app.router.add_get("/files/{media_id}", self.download)

    async def upload(self, request: web.Request) -> web.Response:
        """A file of the business."""
        forced = self._note("upload", request.match_info["number"])
        check_token(self._world, request)
        check_number(self._world, request.match_info["number"])
        file = await self._read(request)
        answer = await self._forced(request, forced)
        if answer is not None:
            return answer
        kept = self._world.shelf.put(*file)
        self._world.changed()
        return web.json_response({"id": kept.id})

    async def _read(self, request: web.Request) -> tuple[bytes, str, str | None]:
        if not request.content_type.startswith("multipart/"):
            raise Refusal(100, "Send multipart/form-data.")
        fields: dict[str, str] = {}
        file = None
        async for part in await request.multipart():
            if not isinstance(part, BodyPartReader):
                raise Refusal(100, "Nested multipart is not supported.")
            if part.name == "file":
                kind = part.headers.get("Content-Type", "application/octet-stream")
                file = bytes(await part.read(decode=True)), kind, part.filename
            else:
                fields[part.name or ""] = await part.text()
        if fields.get("messaging_product") != "whatsapp":
            raise Refusal(100, "The parameter messaging_product is required.")
        if file is None:
            raise Refusal(100, "The parameter file is required.")
        largest = LARGEST.get(file[1].partition(";")[0])
        if largest is None:
            raise Refusal(100, f"Param file must be a file with one of the following types: {', '.join(LARGEST)}.")
        if len(file[0]) > largest:
            raise Refusal(100, f"Param file must have at most {largest} bytes.")
        return file

    async def look_up(self, request: web.Request) -> web.Response:
        """What is known of a file, and where it can be fetched."""
        media_id = request.match_info["media_id"]
        forced = self._note("lookup", media_id)
        check_token(self._world, request)
        answer = await self._forced(request, forced)
        if answer is not None:
            return answer
        file = self._world.shelf.get(media_id)
        if file is None and (template := self._world.templates.by_id(media_id)):  # every node is asked for like this
            return web.json_response(template.row)
        if file is None or request.query.get("phone_number_id", self._number) != self._number:
            raise Refusal(100, f"Object with ID '{media_id}' does not exist.", subcode=33)
        known = file.to_json(f"{request.url.origin()}{self._world.shelf.link(file)}")
        head, _, value = str(forced or "").partition(":")
        if head == "elsewhere":
            known["url"] = value
        elif head == "announces":
            known["file_size"] = int(value)
        return web.json_response(known)

    async def delete(self, request: web.Request) -> web.Response:
        """A file that the business wants kept no longer."""
        media_id = request.match_info["media_id"]
        check_token(self._world, request)
        if not self._world.shelf.drop(media_id):
            raise Refusal(100, f"Object with ID '{media_id}' does not exist.", subcode=33)
        return web.json_response({"success": True})

    async def download(self, request: web.Request) -> web.StreamResponse:
        """The bytes of a file."""
        media_id = request.match_info["media_id"]
        forced = self._note("download", media_id)
        check_token(self._world, request)
        file = self._world.shelf.fetch(media_id, request.query.get("ext", ""))
        if file is None or forced == 404:
            raise web.HTTPNotFound
        if isinstance(forced, int):
            return web.Response(status=forced)
        head, _, value = str(forced or "").partition(":")
        if head == "redirect":
            return web.Response(status=302, headers={"Location": value})
        if head in ("stall", "cut"):
            return await self._half(request, file, head)
        data = {"wrong-bytes": bytes(byte ^ 1 for byte in file.data), "longer": file.data * 2}.get(head, file.data)
        return await self._forced(request, forced) or web.Response(body=data, headers={"Content-Type": file.mime_type})

    async def _half(self, request: web.Request, file: File, then: str) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": file.mime_type})
        response.content_length = len(file.data)
        await response.prepare(request)
        await response.write(file.data[: len(file.data) // 2])
        if then == "stall":
            await self._gate.wait()
        cut(request)
        return response

    async def _forced(self, request: web.Request, answer: Answer | None) -> web.Response | None:
        if answer == "hang":
            await self._gate.wait()
        if answer == "drop-before":
            return cut(request)
        return forced_response(answer) if answer is not None else None

    def _note(self, what: str, about: str) -> Answer | None:
        with self._world.lock:
            self._world.file_requests.append(FileRequest(what, about))
            answers: list[Answer] = getattr(self._world.faults, f"{what}s")
            forced = answers.pop(0) if answers else None
            self._world.changed()
        return forced

    @property
    def _number(self) -> str:
        return self._world.business.phone_number_id
