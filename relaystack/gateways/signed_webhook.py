"""News to an address of the company's own: one signed POST each, repeated for a day until it is taken."""

import hashlib
import hmac
import json
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from email.utils import parsedate_to_datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import aiohttp

from relaystack.engine.carrier import Delivered, OutgoingItem
from relaystack.errors import DeliveryError, Refused, Stopped, Temporary, Throttled

from .http import Http, certificate_trouble, retry_after

TRIES = 151  # of growing pauses, then one every ten minutes: at least a day, at most thirty hours
CLOCKS = 300  # seconds that two of them may differ by: receivers take no older change


class SignedWebhook(ABC):
    """What such carriers share. `setting` begins the names of its two settings, `receiver` is the other side."""

    setting: str
    receiver: str
    thing: str  # that is sent, in words

    def __init__(self, http: Http, url: str, secret: str, clock: Callable[[], float] = time.time) -> None:
        self._http = http
        self._url = url
        self._secret = secret.encode()
        self._clock = clock

    async def deliver(self, outgoing: OutgoingItem) -> Delivered:
        """Post one item. Its id is the same however often it is sent; so a receiver that has it says 409, or 200."""
        id, timestamp = str(uuid5(NAMESPACE_URL, f"relaystack:{outgoing.key}")), int(self._clock())
        body = self._envelope(id, timestamp, outgoing)
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "Relaystack",
            "X-Relaystack-Id": id,
            "X-Relaystack-Timestamp": str(timestamp),
            "X-Relaystack-Signature": "sha256=" + hmac.new(self._secret, body, hashlib.sha256).hexdigest(),
        }
        try:
            # A redirect is not followed: it could lead anywhere.
            async with self._http.session.post(self._url, data=body, headers=headers, allow_redirects=False) as answer:
                self._raise_for(answer, timestamp)
        except aiohttp.ClientConnectorCertificateError as error:
            raise Stopped(f"{self.setting}_URL: {certificate_trouble(error)}") from error
        except aiohttp.ClientConnectorError as error:
            if "not a public address" in str(error):
                raise Stopped(f"{self.setting}_URL leads to an address that is not on the internet") from error
            raise self._silent(error) from error
        except aiohttp.InvalidURL as error:
            raise Stopped(f"{self.setting}_URL is not an address") from error
        except (aiohttp.ClientError, TimeoutError) as error:
            raise self._silent(error) from error
        return Delivered()

    async def close(self) -> None:
        """Close the connections."""
        await self._http.close()

    @abstractmethod
    def _data(self, outgoing: OutgoingItem) -> tuple[str, Mapping[str, Any]]:
        """What it is, and what is told."""

    def _envelope(self, id: str, timestamp: int, outgoing: OutgoingItem) -> bytes:
        """The body as it is signed: id and time stand in it, so that the signature covers them."""
        kind, data = self._data(outgoing)
        words = {"id": id, "type": kind, "timestamp": timestamp, "data": data}
        return json.dumps(words, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")

    def _silent(self, error: Exception) -> DeliveryError:
        return Temporary(f"{self.receiver} does not answer: {type(error).__name__}", tries=TRIES, wait=5.0)

    def _raise_for(self, answer: aiohttp.ClientResponse, now: float) -> None:
        status = answer.status
        if status < 300 or status == 409:
            return
        if status == 429:
            wait = retry_after(answer.headers.get("Retry-After"))
            raise Throttled(f"{self.receiver} asks to go slower", status, "carrier", wait)
        if status >= 500 or status in (408, 425):
            raise Temporary(f"{self.receiver} has trouble", status, tries=TRIES, wait=5.0)
        if status in (401, 403):
            suspect = _suspect(f"{self.setting}_SECRET", answer.headers.get("Date"), now)
            raise Stopped(f"{self.receiver} does not accept {suspect}", status)
        if status in (404, 405, 410) or status < 400:  # it would say so to everything
            raise Stopped(f"{self.setting}_URL is not the address of a webhook (any more)", status)
        raise Refused(f"{self.receiver} refuses {self.thing}", status)


def _suspect(secret: str, date: str | None, now: float) -> str:
    """What a receiver may object to: it looks at the time as well, and says in its answer what it takes that for."""
    try:
        apart = parsedate_to_datetime(date or "").timestamp() - now
    except ValueError:
        apart = 0.0
    if abs(apart) <= CLOCKS:
        return f"{secret} or this sender"
    side = "ahead" if apart > 0 else "behind"
    return f"the time of this machine: the clock there is {abs(apart) / 60:.0f} minutes {side}"
