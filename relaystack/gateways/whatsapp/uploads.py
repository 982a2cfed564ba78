"""How our documents are taken from their links and uploaded to Meta, which gives them an id."""

from io import BytesIO

import aiohttp

from relaystack.engine.carrier import Delivered, OutgoingItem
from relaystack.errors import Refused, Temporary

from ..http import Http
from . import graph
from .file_types import FileType, by_name, extension
from .graph import Graph
from .json_shapes import text

TIMEOUT = aiohttp.ClientTimeout(total=80, connect=8, sock_read=20)  # there are two ways to go in three minutes
CHUNK = 2**18
REDIRECTS = 3
TRIES = 5  # of a link that gives no fitting file; then it is tried again the next day
UNNAMED = ("application/octet-stream", "binary/octet-stream")  # what storage says that knows no types


class Uploads:
    """The carrier of our documents: what Meta calls one is recorded. `web` fetches links, `http` talks to Meta."""

    def __init__(self, http: Http, web: Http, api: Graph) -> None:
        self._http = http
        self._web = web
        self._api = api

    async def deliver(self, outgoing: OutgoingItem) -> Delivered:
        """Upload one document. Twice does no harm: the newer id counts."""
        file = by_name(str(outgoing.payload["filename"]))
        if file is None:
            raise Refused("WhatsApp takes no upload of that kind: it goes by its link")
        data = await self._fetch(str(outgoing.payload["link"]), file)
        media_id = await upload(self._http, self._api, data, file.mime_type)
        return Delivered(record={"media_id": media_id, "mime_type": file.mime_type})

    async def _fetch(self, link: str, file: FileType) -> bytes:
        try:
            async with self._web.session.get(link, timeout=TIMEOUT, max_redirects=REDIRECTS) as answer:
                if answer.status != 200:
                    raise _no_use(f"the link of the document is answered with HTTP {answer.status}")
                if answer.content_type not in (file.mime_type, *UNNAMED):
                    raise _no_use(f"the document has the type {answer.content_type[:80]}, not {file.mime_type}")
                data = await _read(answer, file.largest)
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise _no_use(f"the link of the document does not answer: {type(error).__name__}") from error
        if not data.startswith(file.begins):
            raise _no_use(f"the document is no {file.mime_type}")
        return data

    async def close(self) -> None:
        """Close the connections."""
        await self._http.close()
        await self._web.close()


async def upload(http: Http, api: Graph, data: bytes, mime_type: str) -> str:
    """Give Meta a file; what Meta calls it."""
    form = aiohttp.FormData({"messaging_product": "whatsapp", "type": mime_type})
    name = f"file{extension(mime_type)}"  # people see the one that each message gives
    form.add_field("file", BytesIO(data), filename=name, content_type=mime_type)
    try:
        async with http.session.post(
            api.at(api.number_id, "media"), data=form, headers=api.headers, timeout=TIMEOUT, allow_redirects=False
        ) as answer:
            media_id = text(await graph.read(answer), "id")
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        raise Temporary(f"Meta does not take the file: {type(error).__name__}") from error
    if not media_id:
        raise Temporary("Meta's answer names no id", tries=TRIES)
    return media_id


async def _read(answer: aiohttp.ClientResponse, largest: int) -> bytes:
    """The body, as long as it is not too large."""
    data = bytearray()
    async for chunk in answer.content.iter_chunked(CHUNK):
        data += chunk
        if len(data) > largest:
            raise Refused(f"the document is larger than {largest // 2**20} MB")
    return bytes(data)


def _no_use(title: str) -> Temporary:
    return Temporary(title, tries=TRIES, wait=20.0)
