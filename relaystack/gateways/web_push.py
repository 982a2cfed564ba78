"""Notifications to browsers: encrypted for one browser, handed to the push service that it named (extra `push`)."""

import json
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import aiohttp

from relaystack.engine.carrier import Delivered, OutgoingItem
from relaystack.errors import DeliveryError, Refused, Temporary, Throttled

from .http import Http, retry_after
from .push_keys import PushKeys

LIVES = 12 * 60 * 60  # seconds that a push service keeps it for a browser that sleeps
TRIES = 20  # about two hours: later it is no news
_GONE = (404, 410)


class WebPush:
    """The carrier of notifications. `contact` is where push services complain: a mailto: or https: address."""

    def __init__(self, http: Http, keys: PushKeys, contact: str) -> None:
        self._http, self._keys, self._contact = http, keys, contact

    async def deliver(self, outgoing: OutgoingItem) -> Delivered:
        """Send to one browser; news that names none is not for outside, but to be spread over those that want it."""
        if "browser" not in outgoing.payload:
            return Delivered(record={"spread": True}, asked=False)
        push = outgoing.payload.get("push")
        if not push:  # nobody wants it any more
            return Delivered(asked=False)
        if push["server_key"] != self._keys.public:  # from before another SECRET_KEY: it hears of us no more
            return Delivered(record={"gone": True}, asked=False)
        return Delivered(record={"gone": await self._send(push)})

    async def close(self) -> None:
        """Close the connections."""
        await self._http.close()

    async def _send(self, push: Mapping[str, Any]) -> bool:
        """Hand it over; whether the push service says that this browser is there no more."""
        body, headers = self._sealed(push)
        try:
            # A redirect is not followed: it could lead anywhere.
            asked = self._http.session.post(push["endpoint"], data=body, headers=headers, allow_redirects=False)
            async with asked as answer:
                _raise_for(answer)
                return answer.status in _GONE
        except aiohttp.ClientConnectorError as error:
            if "not a public address" in str(error):
                raise Refused("the browser's push service is not on the internet") from error
            raise _silent(error) from error
        except aiohttp.InvalidURL as error:
            raise Refused("the browser's push service has no address") from error
        except (aiohttp.ClientError, TimeoutError) as error:
            raise _silent(error) from error

    def _sealed(self, push: Mapping[str, Any]) -> tuple[bytes, dict[str, str]]:
        from py_vapid import Vapid02  # an extra, and slow to load
        from pywebpush import WebPusher

        browser = {"endpoint": push["endpoint"], "keys": {"p256dh": push["p256dh"], "auth": push["auth"]}}
        body = WebPusher(browser).encode(json.dumps(push["shown"]).encode())["body"]
        parts = urlsplit(push["endpoint"])
        vapid = Vapid02(self._keys.private, conf={"no-strict": True})  # it finds no address good that has a port
        claims = {"sub": self._contact, "aud": f"{parts.scheme}://{parts.netloc}", "exp": int(time.time()) + LIVES}
        signed = vapid.sign(claims)
        return body, {
            **signed, "Content-Encoding": "aes128gcm", "TTL": str(LIVES), "Urgency": push["urgency"],
            "Topic": push["shown"]["tag"],
        }  # fmt: skip


def _silent(error: Exception) -> DeliveryError:
    return Temporary(f"the browser's push service does not answer: {type(error).__name__}", tries=TRIES, wait=5.0)


def _raise_for(answer: aiohttp.ClientResponse) -> None:
    status = answer.status
    if status < 300 or status in _GONE:
        return
    if status == 429:  # that service alone, not the others
        wait = retry_after(answer.headers.get("Retry-After"))
        raise Throttled("the push service asks to go slower", 429, "person", wait)
    if status >= 500 or status == 408:
        raise Temporary("the push service has trouble", status, tries=TRIES, wait=5.0)
    raise Refused("the push service refuses the notification", status)
