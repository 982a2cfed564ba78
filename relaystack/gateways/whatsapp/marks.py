"""Blue ticks and "typing…": the person sees that their message was read and that an answer is on its way."""

import asyncio
import logging

import aiohttp

from relaystack.engine.carrier import Carrier, Delivered, OutgoingItem

from ..http import Http

log = logging.getLogger(__name__)

PATIENCE = aiohttp.ClientTimeout(total=10)
LAST_WORDS = 2.0  # seconds that marks under way get when the program ends


class ReadMarks:
    """Marks messages as read, beside everything else: nobody waits for it, and nothing comes of a failure."""

    def __init__(self, http: Http, url: str, version: str, number_id: str, token: str, on: bool = True) -> None:
        self._http = http
        self._url = f"{url}/{version}/{number_id}/messages"
        self._headers = {"Authorization": f"Bearer {token}"}
        self._on = on
        self._under_way: set[asyncio.Task[None]] = set()

    async def begin(self, outgoing: OutgoingItem) -> None:
        """Begin to mark the message that the parcel answers, if it answers one and is sent for the first time."""
        wamid = outgoing.payload.get("reads")
        if not self._on or not wamid or outgoing.attempt > 1:
            return
        task = asyncio.create_task(self._post(str(wamid)))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        await asyncio.sleep(0)  # it goes first on the wire: the answer then ends the typing

    async def _post(self, wamid: str) -> None:
        typing = {"type": "text"}
        body = {"messaging_product": "whatsapp", "status": "read", "message_id": wamid, "typing_indicator": typing}
        try:
            async with self._http.session.post(
                self._url, json=body, headers=self._headers, allow_redirects=False, timeout=PATIENCE
            ) as answer:
                if answer.status != 200:
                    log.debug("a message could not be marked as read: HTTP %d", answer.status)
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            log.debug("a message could not be marked as read: %s", type(error).__name__)

    async def close(self) -> None:
        """Let what is under way come to its end."""
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=LAST_WORDS)
        await self._http.close()


class Announced:
    """A carrier whose answers take a while: the person sees at once that somebody is at it."""

    def __init__(self, carrier: Carrier, marks: ReadMarks) -> None:
        self._carrier = carrier
        self._marks = marks

    async def deliver(self, outgoing: OutgoingItem) -> Delivered:
        """Mark the message that asked, and deliver."""
        await self._marks.begin(outgoing)
        return await self._carrier.deliver(outgoing)

    async def close(self) -> None:
        """Close both."""
        await self._marks.close()
        await self._carrier.close()
