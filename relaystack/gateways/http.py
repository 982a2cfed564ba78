"""One HTTP session for all carriers of a worker, made where its event loop runs."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import aiohttp
from aiohttp import SocketFactoryType

from relaystack.errors import Temporary

TIMEOUT = aiohttp.ClientTimeout(total=25, connect=8)
CONNECTIONS = 300  # to one host: what hangs at one provider takes nothing from another
LONGEST_WAIT = 3600.0


_CERTIFICATES = {  # OpenSSL's numbers
    9: "is not valid yet, or the clock here is wrong",
    10: "has expired, or the clock here is wrong",
    18: "is signed by itself",
    62: "is for another host",
    64: "is for another host",
}


class Http:
    """A session that opens on first use and may be closed by any of its users, more than once.

    `make_socket` may refuse an address: it is asked for each connection, after names were resolved and links followed.
    """

    def __init__(self, timeout: aiohttp.ClientTimeout = TIMEOUT, make_socket: SocketFactoryType | None = None) -> None:
        self._timeout = timeout
        self._make_socket = make_socket
        self._session: aiohttp.ClientSession | None = None

    @property
    def session(self) -> aiohttp.ClientSession:
        """The session; must be used inside the event loop."""
        if self._session is None or self._session.closed:
            connector = aiohttp.TCPConnector(
                limit=0, limit_per_host=CONNECTIONS, ttl_dns_cache=300, socket_factory=self._make_socket
            )
            self._session = aiohttp.ClientSession(timeout=self._timeout, connector=connector)
        return self._session

    async def close(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()


async def read_body(answer: aiohttp.ClientResponse, largest: int, whose: str) -> bytes:
    """The body, unpacked; one that has no end is not waited for."""
    body = bytearray()
    async for part in answer.content.iter_chunked(65_536):
        body += part
        if len(body) > largest:
            raise Temporary(f"{whose} answers with more than anybody can read")
    return bytes(body)


def retry_after(header: str | None, now: datetime | None = None) -> float | None:
    """The seconds that a Retry-After header asks for, as a number or as a date; None where it names none."""
    if not header:
        return None
    if header.isascii() and header.isdigit():
        seconds = float(header)
    else:
        try:
            seconds = (parsedate_to_datetime(header) - (now or datetime.now(UTC))).total_seconds()
        except (ValueError, TypeError):  # no date, or one without its zone
            return None
    return min(max(seconds, 0.0), LONGEST_WAIT)


def certificate_trouble(error: aiohttp.ClientConnectorCertificateError) -> str:
    """What is wrong with a server's certificate: nobody but people can mend that."""
    code = getattr(error.certificate_error, "verify_code", 0)
    return f"the certificate there {_CERTIFICATES.get(code, 'is signed by nobody whom this machine trusts')}"
