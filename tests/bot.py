"""The program under test, whole: its web side, its delivery, its database, and how to look at what it did."""

import asyncio
import threading
from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient
from made_once import COMPILED_TEMPLATES
from sqlalchemy import text
from werkzeug.serving import make_server

from relaystack import Relaystack, create_app
from relaystack.content.served import ServedContent
from relaystack.settings import Settings
from relaystack.simulation import let_time_pass

SECRET = "twin-secret"
TOKEN = "test-api-token"

_read: dict[object, ServedContent] = {}


def content_of(folder: Path) -> ServedContent:
    """The content of a folder. The same files, copied too, are read once: that costs most of a bot."""
    # What we ship stays as it is while tests run. Faults name the folder.
    key = folder if folder == Settings.content_dir else (folder.name, _files(folder))
    if key not in _read:
        _read[key] = ServedContent.read(folder)
        if folder == Settings.content_dir:
            _read[key].book.prepare()  # as a server does before the first message, which a busy machine would break off
    return _read[key]


def _files(folder: Path) -> Hashable:
    files = ((file, file.stat()) for file in folder.rglob("*.yaml"))
    return frozenset((file.relative_to(folder), about.st_size, about.st_mtime_ns) for file, about in files)


class Bot:
    """A bot on its own database, talking to Meta's twin."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.app = create_app(settings, content=content_of(settings.content_dir))
        self.app.jinja_env.bytecode_cache = COMPILED_TEMPLATES
        self.parts: Relaystack = self.app.extensions["relaystack"]
        self.client: FlaskClient = self.app.test_client()
        self._older = False

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

    def deliver(self, *, minute: bool = False) -> None:
        """Deliver all that is due now, as a worker would; with what it looks after each minute once time has passed.

        `minute` says that a minute has passed for the worker, though nothing is older.
        """
        delivery, tidy = self.parts.delivery(), minute or self._older
        self._older = False

        async def run() -> None:
            try:
                await delivery.drain(tidy=tidy)
            finally:
                await delivery.close()

        asyncio.run(run())

    def let_time_pass(self, pause: timedelta) -> None:
        """Make everything the bot remembers so much older."""
        let_time_pass(self.parts.database, int(pause.total_seconds() // 60))
        self._older = True

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
