"""A web server on loopback for fakes: every request goes to one function."""

import ssl
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit


@dataclass(frozen=True)
class Asked:
    """One request."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True)
class Answer:
    """What is answered, once `waits_for` is set; with `hangs_up` the connection ends without an answer."""

    status: int = 200
    body: bytes = b"{}"
    headers: tuple[tuple[str, str], ...] = ()
    hangs_up: bool = False
    waits_for: threading.Event | None = None


class WebServer:
    """Answers what `answer` says; by https where it is given a certificate."""

    def __init__(self, answer: Callable[[Asked], Answer], tls: ssl.SSLContext | None = None) -> None:
        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True  # headers and body are two packets: the second would wait 40 ms

            def _take(self) -> None:
                parts = urlsplit(self.path)
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                query = dict(parse_qsl(parts.query, keep_blank_values=True))
                given = answer(Asked(self.command, unquote(parts.path), query, dict(self.headers), body))
                if given.waits_for:
                    given.waits_for.wait(20)
                if given.hangs_up:
                    self.close_connection = True
                    return
                with suppress(ConnectionError):  # the bot may have died, or not waited
                    self.send_response_only(given.status)
                    usual = {"Date": self.date_time_string(), "Content-Length": str(len(given.body))}
                    for name, value in {**usual, **dict(given.headers)}.items():
                        self.send_header(name, value)
                    self.end_headers()
                    self.wfile.write(given.body)

            do_GET = do_POST = do_PATCH = _take

            def log_message(self, format: str, *args: Any) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads, self._server.block_on_close = True, False
        if tls:  # the handshake is left to the thread of the connection: one that fails there ends no server
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True, do_handshake_on_connect=False)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()
        self.url = f"{'https' if tls else 'http'}://127.0.0.1:{self._server.server_port}"

    def close(self) -> None:
        """End."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
