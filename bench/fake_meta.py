"""What does Meta do with our messages? Answers after 100 ms, then posts three statuses: one process, little CPU."""

import argparse
import asyncio
import json
import re
import secrets
from collections import Counter, deque
from typing import cast

from bench import bodies
from bench.wire import Poster, run, whole

ANSWER_AFTER = 0.1
STATUSES = (("sent", 0.01), ("delivered", 0.03), ("read", 0.05))  # seconds after the answer
GATHER = 0.05  # a body of statuses is not held back for longer
REPORT_EVERY = 0.02
POST_AGAIN_AFTER = 0.5
_TO = re.compile(rb'"to": ?"\+?(\d+)"')
_KEY = re.compile(rb'"biz_opaque_callback_data": ?"([^"]*)"')
_ANSWER = (
    '{"messaging_product":"whatsapp","contacts":[{"input":"+%s","wa_id":"%s"}],"messages":[{"id":"%s",'
    '"message_status":"accepted"}]}'
)


def response(body: bytes, status: bytes = b"200 OK") -> bytes:
    """An HTTP answer on a connection that stays open."""
    return b"HTTP/1.1 %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s" % (status, len(body), body)


class Meta:
    """All that Meta remembers of a run."""

    def __init__(self, webhook_port: int, batch: int) -> None:
        self.accepted = 0
        self.answered = 0
        self.acknowledged = 0
        self.posted_again = 0
        self.to: Counter[str] = Counter()
        self.keys: Counter[str] = Counter()
        self.feeds: list[asyncio.Transport] = []
        self._batch = batch
        self._poster = Poster(webhook_port, "/webhook", 64)
        self._waiting: deque[bodies.Status] = deque()
        self._salt = secrets.token_hex(4)
        self._loop = asyncio.get_running_loop()
        self._flush: asyncio.TimerHandle | None = None

    def accept(self, body: bytes, transport: asyncio.Transport) -> None:
        """Take a message; one that was read is only noted."""
        if b'"status": "read"' in body:
            transport.write(response(b'{"success":true}'))
            return
        to, key = _TO.search(body), _KEY.search(body)
        if not to:
            transport.write(response(b'{"error":{"message":"no recipient","code":100}}', b"400 Bad Request"))
            return
        self.accepted += 1
        phone, callback = to[1].decode(), key[1].decode() if key else ""
        self.to[phone] += 1
        if callback:
            self.keys[callback] += 1
        wamid = bodies.wamid_of(self.accepted, self._salt)
        self._loop.call_later(ANSWER_AFTER, self._answer, transport, phone, wamid, callback)

    def _answer(self, transport: asyncio.Transport, phone: str, wamid: str, callback: str) -> None:
        transport.write(response((_ANSWER % (phone, phone, wamid)).encode()))
        self.answered += 1
        for status, after in STATUSES:
            self._loop.call_later(after, self._gather, (wamid, status, phone, callback))

    def _gather(self, status: bodies.Status) -> None:
        self._waiting.append(status)
        if len(self._waiting) >= self._batch:
            self._post()
        elif self._flush is None:
            self._flush = self._loop.call_later(GATHER, self._post)

    def _post(self) -> None:
        if self._flush:
            self._flush.cancel()
            self._flush = None
        rows = [self._waiting.popleft() for _ in range(min(self._batch, len(self._waiting)))]
        if rows:
            self._send(bodies.statuses(rows), len(rows))

    def _send(self, body: bytes, count: int) -> None:
        def answered(status: int) -> None:
            if status == 200:
                self.acknowledged += count
            else:
                self.posted_again += 1
                self._loop.call_later(POST_AGAIN_AFTER, self._send, body, count)

        self._poster.post(body, bodies.signature(body), answered)

    def tell(self) -> None:
        """Tell those who follow how far it has come."""
        line = b"%d %d\n" % (self.answered, self.acknowledged)
        for feed in self.feeds:
            feed.write(line)
        self._loop.call_later(REPORT_EVERY, self.tell)

    def report(self, people: bool) -> bytes:
        """What came in, for the check that nothing was lost and nothing came twice."""
        twice = sum(1 for count in self.keys.values() if count > 1)
        return json.dumps(
            {"accepted": self.accepted, "acknowledged": self.acknowledged, "posted_again": self.posted_again,
             "keys": len(self.keys), "twice": twice, "to": self.to if people else {}}
        ).encode()  # fmt: skip


class WebhookSettings(asyncio.Protocol):
    """A connection to Meta."""

    def __init__(self, meta: Meta) -> None:
        self._meta = meta
        self._data = bytearray()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Remember where to answer."""
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        """A message, or the bench asking."""
        self._data += data
        while request := whole(self._data):
            head, body = request
            if head.startswith(b"POST"):
                self._meta.accept(body, self._transport)
            elif head.startswith(b"GET /feed"):
                self._meta.feeds.append(self._transport)
            else:
                self._transport.write(response(self._meta.report(people=head.startswith(b"GET /people"))))

    def connection_lost(self, exc: Exception | None) -> None:
        """Whoever followed has gone."""
        if self._transport in self._meta.feeds:
            self._meta.feeds.remove(self._transport)


async def main() -> None:
    """Serve until the process is ended."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--webhook-port", type=int, required=True)
    parser.add_argument("--batch", type=int, default=10)
    given = parser.parse_args()
    meta = Meta(given.webhook_port, given.batch)
    await asyncio.get_running_loop().create_server(lambda: WebhookSettings(meta), "127.0.0.1", given.port, backlog=1024)
    meta.tell()
    await asyncio.Event().wait()


if __name__ == "__main__":
    run(main())
