"""How does gunicorn serve the application? As ASGI, though `app:app` names the Flask application."""

import asyncio
import os
from typing import Any

from gunicorn.workers.gasgi import ASGIWorker

from .accepting import listen
from .gunicorn_connections import Connection, Crowd, room


class Worker(ASGIWorker):  # type: ignore[misc]
    """gunicorn's ASGI worker, which finds the application's ASGI side and waits for requests, not for connections."""

    def load_wsgi(self) -> None:
        """Load the application."""
        super().load_wsgi()
        app: Any = self.asgi  # type: ignore[has-type]
        self.asgi = app.extensions["relaystack"].asgi

    async def _serve(self) -> None:
        """Serve until stopped; gunicorn's own, with our connections."""
        crowd, tls = Crowd(room(self.worker_connections)), self._get_ssl_context()
        for listener in self.sockets:
            self.servers += await listen(
                self.loop, listener.sock, lambda: Connection(self, crowd), backlog=self.cfg.backlog, tls=tls
            )
            self.log.info("listening on %s, for up to %d connections", listener, crowd.most)
        while self.alive and self.ppid == os.getppid():
            self.notify()
            await asyncio.sleep(1)
        await self._shutdown()

    async def _shutdown(self) -> None:
        """Answer what is under way. Connections that are kept alive with nothing to say must not hold up the end."""
        for server in self.servers:
            server.close()
        end = self.loop.time() + self.cfg.graceful_timeout
        while self.asgi.under_way and self.loop.time() < end and not self._quick_shutdown:  # noqa: ASYNC110 (two causes)
            await asyncio.sleep(0.05)
        self.servers.clear()
