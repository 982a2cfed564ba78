"""How does the twin listen on loopback, beside the thread that uses it?"""

import asyncio
from collections.abc import Callable

from aiohttp import web

from metatwin.background import Background
from metatwin.faults import Faults
from metatwin.postman import Postman
from metatwin.server import Server


class Listening:
    """The twin's server and its postman, from start to stop; `make` makes what is served."""

    def __init__(
        self, host: str, port: int, postman: Postman, faults: Faults, make: Callable[[], web.Application]
    ) -> None:
        self._host, self._port, self._make = host, port, make
        self._postman, self._faults = postman, faults
        self._background: Background | None = None
        self._server: Server | None = None
        faults.listen(self._fault_changed)

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://{self._host}:{self._port}"

    @property
    def background(self) -> Background:
        """The loop that everything runs in; RuntimeError before the start."""
        if self._background is None:
            raise RuntimeError("start the twin first")
        return self._background

    def start(self) -> None:
        """Listen, if it does not yet."""
        if self._background is None:
            self._background = Background()
            try:
                self._background.wait(self._open())
            except BaseException:
                self.stop()
                raise

    def stop(self) -> None:
        """End everything; does nothing when there is nothing to end."""
        background, self._background = self._background, None
        if background is not None:
            try:
                background.wait(self._close())
            finally:
                background.stop()

    def forget(self) -> None:
        """Drop the webhooks that wait or are on their way."""
        if self._background is not None:
            self._background.wait(self._postman.forget())

    async def _open(self) -> None:
        self._server = Server(self._make(), self._host, self._port)
        await self._postman.open()
        await self._server.open()
        self._port = self._server.port
        if self._faults.down:
            await self._server.down()

    async def _close(self) -> None:
        if self._server is not None:
            await self._server.close()
        await self._postman.close()

    def _fault_changed(self, name: str) -> None:
        background, server = self._background, self._server
        if name == "hold":
            self._postman.look()
        if name != "down" or background is None or server is None:
            return
        if background.is_here:
            self._door = asyncio.ensure_future(self._set_door(server))
        else:
            background.wait(self._set_door(server))

    async def _set_door(self, server: Server) -> None:
        await (server.down() if self._faults.down else server.up())
