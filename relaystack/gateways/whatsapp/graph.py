"""How the Graph API is asked about files, and which hosts are Meta's."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from aiohttp import ClientResponse
from yarl import URL

from relaystack.errors import InDoubt, Temporary

from ..http import retry_after
from . import errors

_HOSTS = frozenset({"lookaside.fbsbx.com", "lookaside.facebook.com"})
_DOMAINS = (".fbcdn.net", ".whatsapp.net")


@dataclass(frozen=True)
class Graph:
    """Where Meta is asked, for which number, with which token."""

    url: str
    version: str
    number_id: str
    token: str = field(repr=False)
    production: bool = True

    @property
    def headers(self) -> dict[str, str]:
        """What every request carries."""
        return {"Authorization": f"Bearer {self.token}", "User-Agent": "Relaystack"}

    def at(self, *path: str) -> URL:
        """An address of the API."""
        return URL(self.url).joinpath(self.version, *path)

    def link(self, written: str) -> URL | None:
        """A link unchanged, since links are signed, if the token may go there; None where it may not."""
        try:
            url = URL(written, encoded=True)
            good = written.isascii() and written.isprintable() and " " not in written and self._is_metas(url)
        except ValueError:
            return None
        return url if good else None

    def _is_metas(self, url: URL) -> bool:
        """One of Meta's hosts, over TLS; in development its twin as well."""
        if url.user or url.password or not url.host:
            return False
        if url.origin() == URL(self.url).origin():
            return url.scheme == "https" or not self.production
        known = url.host in _HOSTS or url.host.endswith(_DOMAINS)
        return known and url.scheme == "https" and url.port == 443


async def read(answer: ClientResponse) -> Mapping[str, Any]:
    """The JSON of a good answer; raises what a refusing one means."""
    try:
        body: Any = json.loads(await answer.read())
    except ValueError:
        body = None
    if answer.status != 200 or not isinstance(body, Mapping):
        error = errors.from_answer(answer.status, body, retry_after(answer.headers.get("Retry-After")))
        # Doubt is for messages: what is asked here does no harm when it is asked again.
        raise Temporary(error.title, error.code) if isinstance(error, InDoubt) else error
    return body
