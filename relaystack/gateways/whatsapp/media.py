"""How the files that customers send are fetched from Meta, and put into MEDIA_DIR."""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import aiohttp

from relaystack.engine.carrier import Delivered, OutgoingItem, place_of
from relaystack.errors import DeliveryError, Refused, Temporary, Throttled

from ..folder import Draft, Folder
from ..http import Http, retry_after
from . import errors, graph
from .file_types import extension
from .graph import Graph
from .json_shapes import text, whole

LARGEST = 100 * 2**20  # Meta passes nothing larger on (CLOUD_API, section 4)
TIMEOUT = aiohttp.ClientTimeout(total=170, connect=8, sock_read=20)  # delivery waits three minutes
CHUNK = 2**18
EXPIRED = (403, 404, 410)  # answers of a link that was good for five minutes
TRIES = 6  # of what Meta answers wrongly: over a quarter of an hour


@dataclass(frozen=True)
class Found:
    """What Meta says of a file, and where it lies."""

    url: str
    sha256: str
    size: int | None


class Media:
    """The carrier of customers' files: what it fetched is recorded with its checksum, size and place."""

    def __init__(self, http: Http, api: Graph, folder: Folder, largest: int = LARGEST) -> None:
        self._http = http
        self._api = api
        self._folder = folder
        self._largest = largest

    async def deliver(self, outgoing: OutgoingItem) -> Delivered:
        """Fetch one file. Links live five minutes: one that has expired is replaced, once."""
        if await self._folder.is_full():
            raise Refused(f"the files of all customers take more room than MEDIA_QUOTA_MB={self._folder.quota_mb}")
        try:
            for _ in range(2):
                found = await self._look_up(str(outgoing.payload["media_id"]))
                record = await self._fetch(outgoing, found)
                if record:
                    return Delivered(record=record, undo=partial(self._folder.remove, record["path"]))
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise Temporary(f"Meta does not hand the file over: {type(error).__name__}") from error
        raise _odd("Meta's links to the file have expired")

    async def _look_up(self, media_id: str) -> Found:
        if not (media_id.isascii() and media_id.isalnum()):
            raise Refused("Meta's id of the file is none")
        try:
            async with self._http.session.get(
                self._api.at(media_id), params={"phone_number_id": self._api.number_id}, headers=self._api.headers,
                allow_redirects=False,
            ) as answer:  # fmt: skip
                known = await graph.read(answer)
        except DeliveryError as error:
            if error.code in errors.GONE:
                raise Refused("Meta does not have the file any more", error.code) from error
            raise
        found = Found(text(known, "url"), text(known, "sha256"), whole(known, "file_size"))
        if (found.size or 0) > self._largest:
            raise self._too_large()
        return found

    async def _fetch(self, outgoing: OutgoingItem, found: Found) -> Mapping[str, Any] | None:
        """The record of the file as it lies in our folder; None where the link has expired."""
        link = self._api.link(found.url)
        if link is None:
            raise _odd("Meta's link to the file leads to a host that is not Meta's")
        async with self._http.session.get(
            link, headers=self._api.headers | {"Accept-Encoding": "identity"}, timeout=TIMEOUT,
            allow_redirects=False,
        ) as answer:  # fmt: skip
            if answer.status in EXPIRED:
                return None
            if answer.status != 200:
                raise _meaning(answer)
            if (answer.content_length or 0) > self._largest:
                raise self._too_large()
            async with self._folder.draft() as draft:
                async for chunk in answer.content.iter_chunked(CHUNK):
                    await draft.write(chunk)
                    self._check_size(draft, found)
                _check_sum(draft, found, text(outgoing.payload, "sha256"))
                path = path_of(outgoing.key, str(outgoing.payload["mime_type"]))
                await draft.keep(path)
                return {"sha256": draft.sha256, "size": draft.size, "path": path}

    def _check_size(self, draft: Draft, found: Found) -> None:
        if draft.size > self._largest:
            raise self._too_large()
        if found.size is not None and draft.size > found.size:
            raise _odd("the file is larger than Meta says")

    def _too_large(self) -> Refused:
        return Refused(f"the file is larger than {self._largest // 2**20} MB")

    async def close(self) -> None:
        """Close the connections."""
        await self._http.close()
        self._folder.close()


def path_of(key: str, mime_type: str) -> str:
    """Where the file of an outbox item lies: always the same place, with nothing in it that a customer wrote."""
    return f"{place_of(key)}{extension(mime_type)}"


def _check_sum(draft: Draft, found: Found, told: str) -> None:
    """Both the webhook and the look-up name a checksum, in hex or base64; what is neither says nothing."""
    if any(named not in ("", draft.sha256) for named in (in_hex(found.sha256), in_hex(told))):
        raise _odd("the file does not have the checksum that Meta gives")
    if found.size is not None and draft.size != found.size:
        raise _odd("the file is smaller than Meta says")


def in_hex(checksum: str) -> str:
    """A SHA-256 in hex, from hex or base64; empty where it is none."""
    if len(checksum) == 64 and all(c in "0123456789abcdefABCDEF" for c in checksum):
        return checksum.lower()
    try:
        raw = base64.b64decode(checksum.replace("-", "+").replace("_", "/") + "=" * (-len(checksum) % 4), validate=True)
    except (binascii.Error, ValueError):
        return ""
    return raw.hex() if len(raw) == 32 else ""


def _meaning(answer: aiohttp.ClientResponse) -> DeliveryError:
    if answer.status == 429:
        return Throttled("too many downloads", 429, "carrier", retry_after(answer.headers.get("Retry-After")))
    if answer.status >= 500:
        return Temporary("Meta does not hand the file over", answer.status)
    return _odd(f"Meta answers the download with HTTP {answer.status}")  # redirects too: the token follows none


def _odd(title: str) -> Temporary:
    """What should not be: tried again a few times, since a new link may be right."""
    return Temporary(title, tries=TRIES, wait=30.0)
