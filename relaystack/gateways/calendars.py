"""Calendars of consultants are fetched by their address, and read: what comes back is when they are busy."""

import asyncio
import hashlib
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import aiohttp
from yarl import URL

from relaystack.engine.busy_calendars import OddCalendar, busy
from relaystack.engine.carrier import Delivered, OutgoingItem
from relaystack.errors import DeliveryError

from .http import Http, certificate_trouble, read_body

TIMEOUT = aiohttp.ClientTimeout(total=10, connect=5)
LARGEST = 2 * 2**20
REDIRECTS = 3
_MOVED = (301, 302, 303, 307, 308)


class BusyTimes:
    """The carrier that asks. What fails is a record too: it is asked anew in a few minutes, so nothing is repeated."""

    def __init__(self, web: Http) -> None:
        self._web = web

    async def deliver(self, outgoing: OutgoingItem) -> Delivered:
        """Read one calendar."""
        asked = outgoing.payload
        if not (address := str(asked.get("address", ""))):
            return Delivered(asked=False)
        name = {"name": hashlib.sha256(address.encode()).hexdigest()}
        try:
            async with asyncio.timeout(TIMEOUT.total):
                file = await self._fetch(URL(address))
            since, until = (datetime.fromisoformat(asked[end]) for end in ("since", "until"))
            found = await asyncio.to_thread(busy, file, ZoneInfo(asked["zone"]), since, until)
        except (OddCalendar, DeliveryError, aiohttp.ClientError, ValueError, OSError) as error:
            return Delivered(record={**name, "trouble": _told(error)})
        return Delivered(record={**name, "busy": [[_utc(at) for at in span] for span in found]})

    async def close(self) -> None:
        """Close the connections."""
        await self._web.close()

    async def _fetch(self, url: URL) -> bytes:
        """The file; each address that it leads on to is looked at as the first was."""
        headers = {"Accept": "text/calendar, */*;q=0.5", "User-Agent": "Relaystack"}
        session = self._web.session
        for _ in range(REDIRECTS + 1):
            async with session.get(url, headers=headers, timeout=TIMEOUT, allow_redirects=False) as answer:
                if answer.status == 200:
                    return await read_body(answer, LARGEST, "the calendar")
                if answer.status not in _MOVED:
                    raise OddCalendar(f"the address is answered with HTTP {answer.status}")
                further = url.join(URL(answer.headers.get("Location", "")))
            if further.scheme != "https" and (further.scheme, url.scheme) != ("http", "http"):
                raise OddCalendar("the address leads on to one that does not begin with https://")
            url = further
        raise OddCalendar("the address leads on and on")


def _told(error: Exception) -> str:
    """Why it cannot be read, in words that hold nothing of the address."""
    match error:
        case OddCalendar():
            return str(error)
        case DeliveryError():
            return f"it is larger than {LARGEST // 2**20} MB"
        case TimeoutError():
            return "nothing comes from the address within ten seconds"
        case aiohttp.ClientConnectorCertificateError():
            return certificate_trouble(error)
        case aiohttp.ClientConnectorError() if "not a public address" in str(error):
            return "the address is not on the internet"
        case _:
            return f"the address does not answer ({type(error).__name__})"


def _utc(at: datetime) -> Any:
    return at.astimezone(UTC).isoformat()
