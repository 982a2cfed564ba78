"""How the twin listens: the API by its key, and the pretended page for anybody on this machine."""

import html
import json
import re
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from .objects import Refusal

_POSTS = re.compile(r"/v1/checkout/sessions|/v1/refunds|/v1/checkout/sessions/[^/]+/expire")
_SESSION = re.compile(r"/v1/checkout/sessions/([^/]+)")
_PAY = re.compile(r"/pay/([^/]+)")
_PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Pretended payment</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><style>:root{{color-scheme:light dark}}
body{{font:1.1rem/1.6 system-ui,sans-serif;max-width:26rem;margin:15vh auto;padding:0 1.5rem;text-align:center}}
button{{font:inherit;padding:.6rem 1.6rem}}</style></head><body><p>{about}</p><h1>{amount}</h1>
<form method="post"><button>Pay (pretended)</button></form><p><a href="{back}">Do not pay now</a></p>
<p><small>This page stands in for Stripe's on this machine. No money moves.</small></p></body></html>"""


class Server:
    """The listening socket of a twin."""

    def __init__(self, twin: Any) -> None:
        self._twin, self._server = twin, None  # type: Any, ThreadingHTTPServer | None
        self.port = 0

    def start(self, port: int) -> None:
        """Listen."""
        self._server = _Listening(("127.0.0.1", port), _handler(self._twin))
        self._server.daemon_threads, self._server.block_on_close = True, False
        self.port = self._server.server_port
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def stop(self) -> None:
        """Listen no more."""
        if self._server:
            self._server.shutdown()
            self._server.server_close()


class _Listening(ThreadingHTTPServer):
    def handle_error(self, request: Any, client_address: Any) -> None:
        """Who hangs up, or is killed, is no fault of ours."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


def _handler(twin: Any) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True  # headers and body are two packets: the second would wait 40 ms

        def do_GET(self) -> None:
            path = urlsplit(self.path).path
            if found := _PAY.fullmatch(path):
                self._tried(lambda: self._page(found[1]))
            elif found := _SESSION.fullmatch(path):
                self._by_key(lambda: (200, twin.book.session(found[1]).body))
            else:
                self._json(404, {"error": {"type": "invalid_request_error", "message": "Unrecognized request URL"}})

        def do_POST(self) -> None:
            path, body = urlsplit(self.path).path, self.rfile.read(int(self.headers.get("Content-Length") or 0))
            given, key = dict(parse_qsl(body.decode())), self.headers.get("Idempotency-Key", "")
            if found := _PAY.fullmatch(path):
                self._tried(lambda: self._paid(found[1]))
            elif _POSTS.fullmatch(path):
                self._by_key(lambda: twin.asked(path, given, key))
            else:
                self._json(404, {"error": {"type": "invalid_request_error", "message": "Unrecognized request URL"}})

        def _page(self, id: str) -> None:
            session = twin.book.session(id).body
            name = twin.book.session(id).asked["line_items[0][price_data][product_data][name]"]
            amount = f"{session['currency'].upper()} {session['amount_total'] / 100:,.2f}"
            if session["status"] != "open":
                raise Refusal(410, f"This page is {session['status']}.")
            words = {"about": name, "amount": amount, "back": session["cancel_url"] or session["success_url"]}
            page = _PAGE.format(**{part: html.escape(text) for part, text in words.items()})
            self._answer(200, page.encode(), "text/html; charset=utf-8")

        def _paid(self, id: str) -> None:
            session = twin.book.session(id)
            twin.pays(session)
            self._answer(303, b"", "text/plain", ("Location", session.asked["success_url"]))

        def _by_key(self, answer: Any) -> None:
            if self.headers.get("Authorization") != f"Bearer {twin.key}":
                self._json(401, {"error": {"type": "invalid_request_error", "message": "Invalid API Key provided"}})
            elif not self.headers.get("Stripe-Version"):
                self._json(400, {"error": {"type": "invalid_request_error", "message": "The twin wants a version"}})
            else:
                self._tried(lambda: self._json(*answer()))

        def _tried(self, do: Any) -> None:
            try:
                do()
            except Refusal as refusal:
                self._json(refusal.status, refusal.body)

        def _json(self, status: int, body: Any) -> None:
            self._answer(status, json.dumps(body).encode(), "application/json")

        def _answer(self, status: int, body: bytes, kind: str, *more: tuple[str, str]) -> None:
            self.send_response_only(status)
            for name, value in (("Content-Type", kind), ("Content-Length", str(len(body))), *more):
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing."""

    return Handler
