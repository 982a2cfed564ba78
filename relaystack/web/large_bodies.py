"""How does a large form reach us? To the disk, and only from whom we know: a stranger has us keep nothing."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, MutableMapping
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any

from a2wsgi.wsgi import build_environ

from relaystack.private_files import private_folder

from .bodies import Receive, Refused, is_crumbled

MOST = 4  # at once; so much of the disk is theirs
SECONDS = 300.0  # in which one must have come: 16 MB over the line of a telephone
PIECE = 256 * 1024
SMALL = 64 * 1024  # comes like any other body


class LargeBodies:
    """The large forms that are coming to one application. `may` is asked inside of a request, before its body comes."""

    def __init__(self, app: Any, may: Callable[[], bool], largest: int, folder: Path) -> None:
        self._app, self._may, self.largest, self._folder = app, may, largest, folder
        self._here = 0

    async def takes(self, scope: MutableMapping[str, Any], headers: Mapping[bytes, bytes]) -> bool:
        """Whether this is one, from somebody who may send it."""
        is_form = headers.get(b"content-type", b"").lower().startswith(b"multipart/form-data")
        length = headers.get(b"content-length", b"").lstrip(b"0")
        is_small = length.isdigit() and len(length) < 6 and int(length) <= SMALL
        return is_form and not is_small and scope["method"] == "POST" and await asyncio.to_thread(self._asked, scope)

    def _asked(self, scope: Any) -> bool:
        with self._app.request_context(build_environ(scope, None)):  # type: ignore[arg-type]
            return self._may()

    @asynccontextmanager
    async def read(self, receive: Receive) -> AsyncIterator[tuple[Receive, int]]:
        """The body as it lies on the disk, to be received from there, and its length. Raises Refused."""
        if self._here >= MOST:
            raise Refused(503)
        self._here += 1
        try:
            with await asyncio.to_thread(self._file) as file:
                async with asyncio.timeout(SECONDS):
                    length = await self._keep(receive, file)
                file.seek(0)
                yield _from(file), length
        except TimeoutError:
            raise Refused(408) from None
        finally:
            self._here -= 1

    def _file(self) -> IO[bytes]:
        private_folder(self._folder)  # a disk, while /tmp may be memory
        return TemporaryFile(dir=self._folder)

    async def _keep(self, receive: Receive, file: IO[bytes]) -> int:
        length = pieces = 0
        waiting, more = bytearray(), True
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise Refused(400)
            piece, more = message.get("body", b""), bool(message.get("more_body"))
            waiting += piece
            length, pieces = length + len(piece), pieces + 1
            if length > self.largest or is_crumbled(pieces, length):
                raise Refused(413)
            if len(waiting) >= PIECE or not more:
                await asyncio.to_thread(file.write, bytes(waiting))
                waiting.clear()
        return length


def _from(file: IO[bytes]) -> Receive:
    async def receive() -> MutableMapping[str, Any]:
        piece = await asyncio.to_thread(file.read, PIECE)
        return {"type": "http.request", "body": piece, "more_body": len(piece) == PIECE}

    return receive
