"""The program under test, whole: its web side, its delivery, its database, and how to look at what it did."""

import asyncio
import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import text
from werkzeug.serving import make_server

from relaystack import Relaystack, create_app
from relaystack.content.served import ServedContent
from relaystack.settings import Settings
from relaystack.simulation import let_time_pass

SECRET = "twin-secret"
TOKEN = "test-api-token"


_read: dict[tuple[str, bytes], ServedContent] = {}


def content_of(folder: Path) -> ServedContent:
    """The content of a folder. The same files are read once: that costs ten times what a bot costs otherwise."""
    digest = hashlib.sha256()
    for file in sorted(folder.rglob("*")):
        if file.is_file():
            digest.update(f"{file.relative_to(folder)}\0{file.stat().st_size}\0".encode() + file.read_bytes())
    key = (folder.name, digest.digest())  # faults name the folder
    if key not in _read:
        _read[key] = ServedContent.read(folder)
    return _read[key]


class Bot:
    """A bot on its own database, talking to Meta's twin."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.app = create_app(settings, content=content_of(settings.content_dir))
        self.parts: Relaystack = self.app.extensions["relaystack"]
        self.client: FlaskClient = self.app.test_client()

    def rows(self, sql: str, **values: Any) -> list[dict[str, Any]]:
        """What a query finds."""
        with self.parts.database.transaction() as connection:
            result = connection.execute(text(sql), values)
            return [dict(row._mapping) for row in result] if result.returns_rows else []

    def one(self, sql: str, **values: Any) -> dict[str, Any]:
        """The one row that a query finds."""
        rows = self.rows(sql, **values)
        assert len(rows) == 1, rows
        return rows[0]

    def deliver(self) -> None:
        """Deliver all that is due now, as a worker would."""
        delivery = self.parts.delivery()

        async def run() -> None:
            try:
                await delivery.drain()
            finally:
                await delivery.close()

        asyncio.run(run())

    def let_time_pass(self, pause: timedelta) -> None:
        """Make everything the bot remembers so much older."""
        let_time_pass(self.parts.database, int(pause.total_seconds() // 60))

    @contextmanager
    def served(self) -> Iterator[str]:
        """The bot behind real HTTP with delivery running beside it; its address."""
        server = make_server("127.0.0.1", 0, self.app, threaded=True)
        server.daemon_threads, server.block_on_close = False, True  # type: ignore[attr-defined]  # end with the last request
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        self.parts.thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()
            server.server_close()
            self.parts.thread.stop()

    def close(self) -> None:
        """Let go of everything."""
        self.parts.thread.stop()
        self.parts.content.close()
        self.parts.database.close()
