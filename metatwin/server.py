"""How does the twin listen, stop listening, and answer what it does not know?"""

import asyncio
from collections.abc import Awaitable, Callable

from aiohttp import web

from metatwin.errors import Refusal
from metatwin.graph import refused

LARGEST_BODY = 110 * 2**20
PATIENCE = 0.1  # seconds that open requests get when the twin stops

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@web.middleware
async def errors_as_meta(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Every refusal in Meta's JSON (in plain words below /twin/)."""
    try:
        return await handler(request)
    except Refusal as refusal:
        return refused(refusal)
    except web.HTTPException as error:
        if request.path.startswith("/twin/"):
            return web.json_response({"error": error.text or error.reason}, status=error.status)
        body = Refusal(2500, f"Unknown path components: {request.path}").body
        return web.json_response(body, status=404 if error.status == 405 else error.status)


class Server:
    """The listening socket; it can close and open again on the same port."""

    def __init__(self, app: web.Application, host: str, port: int) -> None:
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=PATIENCE)
        self._host = host
        self._site: web.TCPSite | None = None
        self._lock = asyncio.Lock()
        self.port = port

    async def open(self) -> None:
        """Listen."""
        await self._runner.setup()
        await self.up()

    async def up(self) -> None:
        """Listen again."""
        async with self._lock:
            if self._site is None:
                self._site = web.TCPSite(self._runner, self._host, self.port)
                await self._site.start()
                self.port = self._runner.addresses[0][1]

    async def down(self) -> None:
        """Refuse connections and cut those that are open."""
        async with self._lock:
            if self._site is not None and self._runner.server is not None:
                await self._site.stop()
                self._site = None
                await self._runner.server.shutdown(PATIENCE)

    async def close(self) -> None:
        """Stop for good."""
        await self.down()
        await self._runner.cleanup()
