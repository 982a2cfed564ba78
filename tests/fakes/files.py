"""A web server on loopback that hands out one file, or answers as told, and keeps the headers that came."""

import threading
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class FileHost:
    """Answers every GET with `body`, `mime_type` and `status`; `location` makes it a redirect."""

    def __init__(self, body: bytes = b"", mime_type: str = "application/pdf") -> None:
        self.body, self.mime_type, self.status, self.location = body, mime_type, 200, ""
        self.asked: list[dict[str, str]] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer.asked.append(dict(self.headers))
                self.send_response(302 if outer.location else outer.status)
                if outer.location:
                    self.send_header("Location", outer.location)
                self.send_header("Content-Type", outer.mime_type)
                self.send_header("Content-Length", str(len(outer.body)))
                self.end_headers()
                with suppress(ConnectionError):  # the bot may have read enough
                    self.wfile.write(outer.body)

            def log_message(self, format: str, *args: Any) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def close(self) -> None:
        """End."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
