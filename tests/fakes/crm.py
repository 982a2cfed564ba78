"""A company's own system that takes leads by webhook, on loopback."""

import json
import ssl
from typing import Any

from .web import Answer, Asked, WebServer


class CrmReceiver:
    """Gives the next of `answers`, else 200; keeps what it was asked."""

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self.asked: list[Asked] = []
        self.answers: list[Answer] = []
        self._server = WebServer(self._take, tls)
        self.url, self.close = f"{self._server.url}/leads", self._server.close

    @property
    def bodies(self) -> list[dict[str, Any]]:
        """What came, as JSON."""
        return [json.loads(asked.body) for asked in self.asked]

    def _take(self, asked: Asked) -> Answer:
        self.asked.append(asked)
        return self.answers.pop(0) if self.answers else Answer()
