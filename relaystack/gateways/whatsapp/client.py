"""The only code that talks HTTP to Meta."""

import json
from typing import Any

import aiohttp

from relaystack.engine.carrier import Delivered, OutgoingItem
from relaystack.errors import InDoubt, Refused, Stale, Temporary

from ..http import Http, retry_after
from . import errors, payloads
from .clock import MetaClock
from .marks import ReadMarks

TRIES = 3  # of a file of staff: what Meta refuses by then is not stale


def _is_renewable(outgoing: OutgoingItem) -> bool:
    """Whether another id, or a link, would help where Meta does not know this one."""
    return bool(outgoing.media_id) and not (outgoing.payload.get("file") and outgoing.attempt >= TRIES)


class WhatsApp:
    """The carrier of WhatsApp messages, for one business number."""

    def __init__(
        self,
        http: Http,
        url: str,
        version: str,
        number_id: str,
        token: str,
        marks: ReadMarks | None = None,
        messaging_account: str = "",
    ) -> None:
        self._http = http
        self._marks = marks
        # Whose the message is, where one number carries several accounts (CLOUD_API, section 16).
        self._account = {"messaging_account_id": messaging_account} if messaging_account else {}
        self._url = f"{url}/{version}/{number_id}/messages"
        self.clock = MetaClock(http, f"{url}/{version}/")
        self._headers = {"Authorization": f"Bearer {token}"}

    async def deliver(self, outgoing: OutgoingItem) -> Delivered:
        """Send one message. An answer that never comes leaves it in doubt: Meta has no idempotency key."""
        if not outgoing.phone and not outgoing.bsuid:
            raise Refused("the person has neither a phone number nor a BSUID")
        if outgoing.payload.get("file") and not outgoing.media_id:
            raise Temporary("Meta does not have the file yet", wait=60.0)
        body = payloads.message(outgoing) | self._account
        if self._marks:
            await self._marks.begin(outgoing)
        try:
            async with self._http.session.post(
                self._url, json=body, headers=self._headers, allow_redirects=False
            ) as answer:
                self.clock.saw(answer.headers.get("Date"))
                wait = retry_after(answer.headers.get("Retry-After"))
                return self._read(answer.status, await answer.read(), wait, renewable=_is_renewable(outgoing))
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:  # nothing was sent
            raise Temporary(f"Meta cannot be reached: {type(error).__name__}") from error
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise InDoubt(f"no answer from Meta: {type(error).__name__}") from error

    @staticmethod
    def _read(status: int, raw: bytes, wait: float | None, *, renewable: bool) -> Delivered:
        try:
            body: Any = json.loads(raw)
        except ValueError:
            body = None
        if status != 200:
            error = errors.from_answer(status, body, wait)
            raise Stale(error.title, error.code) if renewable and error.code in errors.UNUSABLE else error
        try:
            return Delivered(id=str(body["messages"][0]["id"]))
        except (KeyError, IndexError, TypeError) as error:
            raise InDoubt("Meta's answer names no message") from error

    async def close(self) -> None:
        """Close the connections."""
        if self._marks:
            await self._marks.close()
        await self._http.close()
