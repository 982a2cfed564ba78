"""How does the simulator's page steer the twin over HTTP?"""

import asyncio
from collections.abc import Callable

from aiohttp import web

from metatwin.asked import bad, read_object
from metatwin.faults import read_patch
from metatwin.postman import Postman
from metatwin.world import World

# The control stands behind the same door: what was shut over HTTP opens by itself.
LONGEST_DOWN = 20.0


class Control:
    """The routes under /twin/ that concern the twin itself."""

    def __init__(self, world: World, postman: Postman, release: Callable[[], None]) -> None:
        self._world = world
        self._postman = postman
        self._release = release

    def add_to(self, app: web.Application) -> None:
        """Put the routes into an application."""
        app.add_routes(
            [
                web.get("/twin/health", self.health),
                web.put("/twin/webhook", self.set_webhook),
                web.post("/twin/time", self.pass_time),
                web.get("/twin/faults", self.faults),
                web.patch("/twin/faults", self.set_faults),
                web.post("/twin/release", self.release),
            ]
        )

    async def health(self, request: web.Request) -> web.Response:
        """Is this a twin, and where do its webhooks go?"""
        return web.json_response({"twin": True, "webhook_url": self._postman.url})

    async def set_webhook(self, request: web.Request) -> web.Response:
        """Post webhooks elsewhere from now on."""
        url = (await read_object(request)).get("url")
        if url is not None and not (isinstance(url, str) and url.startswith(("http://", "https://"))):
            raise bad('url must start with http:// or https://, like {"url": "http://127.0.0.1:5000/webhook"}')
        self._postman.url = url
        return await self.health(request)

    async def pass_time(self, request: web.Request) -> web.Response:
        """Let minutes pass for every 24-hour window."""
        given = await read_object(request)
        minutes, marker = given.get("minutes"), given.get("marker")
        if isinstance(minutes, bool) or not isinstance(minutes, int | float) or not 0 <= minutes <= 10**6:
            raise bad("minutes must be a number that is not negative")
        if marker is not None and not isinstance(marker, str):
            raise bad("marker must be a text")
        self._world.pass_time(minutes, marker)
        return web.json_response({"ok": True})

    async def faults(self, request: web.Request) -> web.Response:
        """All the faults."""
        return web.json_response(self._world.faults.to_json())

    async def set_faults(self, request: web.Request) -> web.Response:
        """Change some faults."""
        try:
            patch = read_patch(await read_object(request))
        except ValueError as error:
            raise bad(str(error)) from error
        loop = asyncio.get_running_loop()
        down = patch.pop("down", None)
        for name, value in patch.items():
            setattr(self._world.faults, name, value)
        if down is not None:
            # The answer leaves first.
            loop.call_later(0.05, setattr, self._world.faults, "down", down)
        if down:
            loop.call_later(LONGEST_DOWN, setattr, self._world.faults, "down", False)
        return web.json_response(self._world.faults.to_json() | ({"down": down} if down is not None else {}))

    async def release(self, request: web.Request) -> web.Response:
        """Let go of what is held and of what hangs."""
        self._release()
        return web.json_response({"ok": True})
