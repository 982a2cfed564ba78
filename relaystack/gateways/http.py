"""One HTTP session for all carriers of a worker, made where its event loop runs."""

import aiohttp

TIMEOUT = aiohttp.ClientTimeout(total=25, connect=8)
CONNECTIONS = 300


class Http:
    """A session that opens on first use and may be closed by any of its users, more than once."""

    def __init__(self, timeout: aiohttp.ClientTimeout = TIMEOUT) -> None:
        self._timeout = timeout
        self._session: aiohttp.ClientSession | None = None

    @property
    def session(self) -> aiohttp.ClientSession:
        """The session; must be used inside the event loop."""
        if self._session is None or self._session.closed:
            connector = aiohttp.TCPConnector(limit=CONNECTIONS, ttl_dns_cache=300)
            self._session = aiohttp.ClientSession(timeout=self._timeout, connector=connector)
        return self._session

    async def close(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()


def retry_after(header: str | None) -> float | None:
    """The seconds that a Retry-After header asks for, at most an hour; None where it names none."""
    return min(float(header), 3600.0) if header and header.isascii() and header.isdigit() else None
