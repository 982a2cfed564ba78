"""One of the staff who writes to somebody, and gives the conversation back: by the API, again until it was done."""

import json
import threading
import urllib.error
import urllib.request
from http.client import HTTPException

from sqlalchemy import Engine, select

from relaystack.models import Contact

TOKEN = "kT4vQ8zL2nX6bR9wY3cH7mJ5pD1sF0gA"
PATIENCE = 5.0  # seconds until a request is sent anew: whoever took it may have died


class Colleague:
    """Does one thing at a time, each once: what is asked again goes by the same key."""

    def __init__(self, engine: Engine, port: int) -> None:
        self._engine, self._door = engine, f"http://127.0.0.1:{port}/api/conversations"
        self._running: threading.Thread | None = None
        self._done: set[str] = set()

    def has_written(self, phone: str | None) -> bool:
        """Whether it is done; else it is under way from now on."""
        return self._has(phone, "messages", {"text": "I am Lea. Your papers are here."})

    def has_handed_back(self, phone: str | None) -> bool:
        """Whether the bot has the conversation again; else that is under way from now on."""
        return self._has(phone, "handback", None)

    def _has(self, phone: str | None, what: str, body: dict[str, str] | None) -> bool:
        key = f"{phone}-{what}"
        if key not in self._done and not (self._running and self._running.is_alive()):
            self._running = threading.Thread(
                target=self._ask, args=(key, f"{self._number(phone)}/{what}", body), daemon=True
            )
            self._running.start()
        return key in self._done

    def _number(self, phone: str | None) -> int | None:
        with self._engine.connect() as connection:
            return connection.scalar(select(Contact.id).where(Contact.phone == phone))

    def _ask(self, key: str, what: str, body: dict[str, str] | None) -> None:
        headers = {"Authorization": f"Bearer {TOKEN}", "Idempotency-Key": key, "Content-Type": "application/json"}
        data = json.dumps(body).encode() if body else b""
        request = urllib.request.Request(f"{self._door}/{what}", data, headers, method="POST")
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE):
                self._done.add(key)
        except urllib.error.HTTPError as error:
            if error.code == 409:  # done before: the answer to it was lost
                self._done.add(key)
            elif error.code < 500:
                raise
        except (OSError, HTTPException):
            pass  # it has died, or does not answer: asked again
