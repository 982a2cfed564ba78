"""What does Meta's Graph API answer about message templates?"""

from typing import Any

from aiohttp import web

from metatwin.callers import check_token
from metatwin.errors import Refusal
from metatwin.forced import cut, forced_response
from metatwin.graph import VERSION
from metatwin.json_types import Json
from metatwin.sending import read_json
from metatwin.world import World


class TemplateApi:
    """The edge message_templates of the account, and each template by its id."""

    def __init__(self, world: World) -> None:
        self._world = world

    def add_to(self, app: web.Application) -> None:
        """Put the routes into an application."""
        app.router.add_get(VERSION + "/{account}/message_templates", self.list)
        app.router.add_post(VERSION + "/{account}/message_templates", self.create)
        app.router.add_delete(VERSION + "/{account}/message_templates", self.delete)
        app.router.add_post(VERSION + r"/{template:\d+}", self.edit)

    async def list(self, request: web.Request) -> web.Response:
        """A page of the list."""
        limit, after = request.query.get("limit", ""), request.query.get("after", "")
        size = int(limit) if limit.isdecimal() else 25
        more = self._summary() if "summary" in request.query else {}
        return self._answer(request, after, lambda: self._templates.listed(size, after) | more)

    def _summary(self) -> Json:
        """What the list says of itself where that is asked for."""
        names = self._templates.names()
        counts = {"total_count": len(names), "message_template_count": len(names), "message_template_limit": 250}
        return {"summary": {**counts, "are_translations_complete": False}}

    async def create(self, request: web.Request) -> web.Response:
        """A new template."""
        body = read_json(await request.read())
        return self._answer(request, str(body), lambda: self._templates.create(body))

    async def delete(self, request: web.Request) -> web.Response:
        """Away with a template."""
        name, id = request.query.get("name", ""), request.query.get("hsm_id", "")
        return self._answer(request, name, lambda: self._templates.delete(name, id))

    async def edit(self, request: web.Request) -> web.Response:
        """New words for a template."""
        body, id = read_json(await request.read()), request.match_info["template"]
        return self._answer(request, id, lambda: self._templates.edit(id, body))

    @property
    def _templates(self) -> Any:
        return self._world.templates

    def _answer(self, request: web.Request, about: str, work: Any) -> web.Response:
        with self._world.lock:
            self._templates.requests.append((request.method, about))
            check_token(self._world, request)
            account = request.match_info.get("account", self._world.business.waba_id)
            if account != self._world.business.waba_id:
                raise Refusal(100, f"Object with ID '{account}' does not exist.", subcode=33)
            answers = self._templates.answers
            forced = answers.pop(0) if answers else ""
            if response := forced_response(forced):
                return response
            answer: Json = work()
            self._world.changed()
            return cut(request) if forced == "drop" else web.json_response(answer)
