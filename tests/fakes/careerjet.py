"""Careerjet's v4 API, played on loopback: answers as told, and keeps what it was asked."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

ANSWERS = Path(__file__).parent.parent / "gateways" / "careerjet"


@dataclass(frozen=True)
class Asked:
    """One request."""

    path: str
    query: dict[str, str]
    headers: dict[str, str]


class Careerjet:
    """Answers `status` and `body` with `headers`, after `when_asked`; while `open` is cleared, requests hang."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self.status = 200
        self.body = self.answer("v4_jobs.json")
        self.headers = {"Content-Type": "application/json"}
        self.when_asked: Callable[[], None] = lambda: None
        self.open = threading.Event()
        self.open.set()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                parts = urlsplit(self.path)
                query = {name: values[0] for name, values in parse_qs(parts.query, keep_blank_values=True).items()}
                outer.asked.append(Asked(parts.path, query, dict(self.headers)))
                outer.when_asked()
                outer.open.wait(10)
                try:
                    self.send_response(outer.status)
                    for name, value in outer.headers.items():
                        self.send_header(name, value)
                    self.send_header("Content-Length", str(len(outer.body)))
                    self.end_headers()
                    self.wfile.write(outer.body)
                except ConnectionError:
                    pass  # the bot did not wait

            def log_message(self, format: str, *args: Any) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._server.server_port}/v4/query"

    @staticmethod
    def answer(name: str) -> bytes:
        """A sample answer."""
        return (ANSWERS / name).read_bytes()

    def close(self) -> None:
        """Let go of what hangs, and end."""
        self.open.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
