"""A browser that gets notifications, and the push service that it named, on loopback."""

import json
from base64 import urlsafe_b64encode
from typing import Any

import http_ece
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from .web import Answer, Asked, WebServer


def _plain(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


class PushBrowser:
    """A browser's side of a subscription."""

    def __init__(self, service: "PushService", name: str) -> None:
        self.endpoint, self._auth = f"{service.url}/{name}", name.encode().ljust(16, b"-")
        self._key, self._service, self._name = ec.generate_private_key(ec.SECP256R1()), service, name

    @property
    def told(self) -> dict[str, str]:
        """What it hands our server."""
        point = self._key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return {"endpoint": self.endpoint, "p256dh": _plain(point), "auth": _plain(self._auth)}

    @property
    def asked(self) -> list[Asked]:
        """What its push service took for it."""
        return [asked for asked in self._service.asked if asked.path == f"/{self._name}"]

    @property
    def shown(self) -> list[dict[str, Any]]:
        """The notifications, opened with its key."""
        opened = (http_ece.decrypt(a.body, private_key=self._key, auth_secret=self._auth) for a in self.asked)
        return [json.loads(words) for words in opened]


class PushService:
    """Gives the next of `answers`, else 201; keeps what it was asked."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self.answers: list[Answer] = []
        self._server = WebServer(self._take)
        self.url, self.close = self._server.url, self._server.close

    def browser(self, name: str) -> PushBrowser:
        """A browser that has subscribed here."""
        return PushBrowser(self, name)

    def _take(self, asked: Asked) -> Answer:
        self.asked.append(asked)
        return self.answers.pop(0) if self.answers else Answer(201)
