"""How does a request of the page reach Meta's twin, and its answer the page?"""

import json
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlsplit

TIMEOUT = 30.0  # seconds; longer than the twin's longest poll


@dataclass(frozen=True)
class Answer:
    """What the page gets back: a status and JSON."""

    status: int
    body: bytes


def ask_twin(twin_url: str, method: str, path: str, body: bytes = b"") -> Answer:
    """The twin's answer to one request, or a 502 in words when it gives none."""
    try:
        return _ask(twin_url, method, path, body)
    except (OSError, HTTPException) as problem:
        words = f"Meta's twin does not answer at {twin_url} ({problem!r}). Is it running?"
        return _no_answer(words)


def _ask(twin_url: str, method: str, path: str, body: bytes) -> Answer:
    address = urlsplit(twin_url)
    connection = HTTPConnection(address.hostname or "127.0.0.1", address.port or 80, timeout=TIMEOUT)
    headers = {"Content-Type": "application/json"} if body else {}
    try:
        connection.request(method, f"/twin/{path}", body or None, headers)
        response = connection.getresponse()
        content = response.read()
    finally:
        connection.close()
    if not response.headers.get_content_type().endswith("json"):
        return _no_answer(f"What answers at {twin_url} is not Meta's twin: it sent no JSON.")
    return Answer(response.status, content)


def _no_answer(words: str) -> Answer:
    return Answer(502, json.dumps({"error": words}).encode())
