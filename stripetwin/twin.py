"""Stripe on loopback: its API, a pretended page to pay on, and webhooks that may come late, twice and in any order."""

import hashlib
import hmac
import json
import threading
import time
import urllib.error
import urllib.request
from contextlib import suppress
from http.client import HTTPException
from typing import Any

from .book import Book
from .objects import Json, Session, event
from .server import Server

PAUSES = tuple(0.05 * 2**n for n in range(12))  # between tries, in seconds; Stripe's grow over three days


class StripeTwin:
    """One Stripe account. `held` keeps what it tells until `tell` is called, if `holds` is set."""

    def __init__(
        self, key: str = "sk_test_twin", secret: str = "whsec_twin", port: int = 0, webhook_url: str = "",  # noqa: S107
    ) -> None:  # fmt: skip
        self.key, self.secret, self.webhook_url, self.holds = key, secret, webhook_url, False
        self.held: list[Json] = []
        self.unacknowledged: list[Json] = []  # told by itself, and not yet answered with 200
        self.answers: list[int] = []  # what webhooks were answered
        self.book = Book(lambda: self.url)
        self._server, self._port = Server(self), port
        self._stopped = threading.Event()

    def start(self) -> "StripeTwin":
        """Listen; the twin itself."""
        self._server.start(self._port)
        return self

    def stop(self) -> None:
        """Listen no more, and tell nothing more."""
        self._stopped.set()
        self._server.stop()

    def __enter__(self) -> "StripeTwin":
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def reset(self) -> None:
        """Forget pages, payments and what was to be told."""
        self.book = Book(lambda: self.url)
        self.held, self.unacknowledged, self.answers = [], [], []

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self._server.port}"

    @property
    def sessions(self) -> list[Session]:
        """All pages, the oldest first."""
        return list(self.book.sessions.values())

    def pays(self, session: Session) -> Json:
        """The person pays; what the business is told."""
        return self.tells("checkout.session.completed", self.book.pay(session.id).body)

    def tells(self, kind: str, object: Json) -> Json:
        """The business is told of it, at once and in a thread of its own, or when a test says so."""
        told = event(kind, object)
        self.held.append(told)
        if not self.holds and self.webhook_url:
            self.unacknowledged.append(told)
            threading.Thread(target=self._tell_until_taken, args=(told,), daemon=True).start()
        return told

    def _tell_until_taken(self, told: Json) -> None:
        """Again and again, less and less often, as Stripe does where the answer is not 200 or there is none."""
        waiting = self.unacknowledged  # another list is there after a reset
        for pause in PAUSES:
            with suppress(OSError, HTTPException):
                if self.tell(told) == 200:
                    break
            if self._stopped.wait(pause) or waiting is not self.unacknowledged:
                break
        waiting.remove(told)

    def tell(self, told: Json) -> int:
        """Post an event to the business; the status that it answers."""
        body = json.dumps(told).encode()
        headers = {"Content-Type": "application/json", "Stripe-Signature": self.signature(body)}
        request = urllib.request.Request(self.webhook_url, body, headers)  # noqa: S310 (loopback)
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310
                status = int(answer.status)
        except urllib.error.HTTPError as error:
            with error:
                status = error.code
        self.answers.append(status)
        return status

    def signature(self, body: bytes, at: float | None = None, secret: str = "") -> str:
        """The header of a body that is sent then."""
        second = int(time.time() if at is None else at)
        digest = hmac.new((secret or self.secret).encode(), b"%d.%s" % (second, body), hashlib.sha256).hexdigest()
        return f"t={second},v1={digest}"

    def asked(self, path: str, given: dict[str, str], key: str) -> tuple[int, Any]:
        """What the API answers to a POST."""
        return self.book.once(key, (path, given), lambda: self._done(path, given))

    def _done(self, path: str, given: dict[str, str]) -> Json:
        if path == "/v1/checkout/sessions":
            return self.book.create(given)
        if path == "/v1/refunds":
            refund, session = self.book.refund(given)
            self.tells("charge.refunded", session.charge)
            return refund
        session = self.book.expire(path.split("/")[4])
        self.tells("checkout.session.expired", session.body)
        return session.body
