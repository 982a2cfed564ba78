"""What do the tests of the twin use: a webhook that listens, and a client of the Graph API?"""

import json
import threading
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from metatwin import Twin
from metatwin.template import Template

Json = dict[str, Any]

# A template that Meta has approved.
HELLO = Template("1", "hello", "en_US", "UTILITY", [{"type": "BODY", "text": "Hello"}], status="APPROVED")


class Webhook:
    """Listens on loopback, keeps what is posted, answers what `answers` says, else 200."""

    def __init__(self) -> None:
        self.raw: list[bytes] = []
        self.signatures: list[str | None] = []
        self.answers: list[int] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                raw = self.rfile.read(int(self.headers["Content-Length"]))
                # The signature first: a test waits for the body.
                outer.signatures.append(self.headers["X-Hub-Signature-256"])
                outer.raw.append(raw)
                self.send_response(outer.answers.pop(0) if outer.answers else 200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, format: str, *args: Any) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._server.server_port}/webhook"

    def close(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    @property
    def values(self) -> list[Json]:
        """The `value` of each body."""
        return [json.loads(raw)["entry"][0]["changes"][0]["value"] for raw in tuple(self.raw)]

    @property
    def messages(self) -> list[Json]:
        """What customers wrote, in the order in which it came; a status may come before, or after."""
        return [row for value in self.values for row in value.get("messages", [])]

    @property
    def texts(self) -> list[str]:
        """The texts of the customers, in the order in which they came."""
        return [row["text"]["body"] for row in self.messages]

    @property
    def statuses(self) -> list[Json]:
        """The statuses, in the order in which they came."""
        return [row for value in self.values for row in value.get("statuses", [])]


class Answer:
    """What came back from an HTTP request."""

    def __init__(self, status: int, raw: bytes, headers: dict[str, str]) -> None:
        self.status, self.raw, self.headers = status, raw, headers

    @property
    def json(self) -> Any:
        return json.loads(self.raw)

    @property
    def code(self) -> int | None:
        """Meta's error code."""
        error = self.json.get("error")
        return error["code"] if error else None


def call(
    method: str,
    url: str,
    body: Any = None,
    token: str | None = "twin-token",
    timeout: float = 5,
    content_type: str = "application/json",
) -> Answer:
    """One HTTP request; a body that is no bytes travels as JSON."""
    data = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"Content-Type": content_type}, method=method)
    if token is not None:
        request.add_header("Authorization", f"Bearer {token}")
    try:
        with urllib.request.urlopen(request, timeout=timeout) as answer:
            return Answer(answer.status, answer.read(), dict(answer.headers))
    except urllib.error.HTTPError as error:
        with error:
            return Answer(error.code, error.read(), dict(error.headers))


def messages_url(twin: Twin) -> str:
    return f"{twin.url}/v25.0/106540352242922/messages"


def send(twin: Twin, timeout: float = 5, **parts: Any) -> Answer:
    """POST a message to Amina; `parts` replace or add to the plain text `hello`."""
    body = {"messaging_product": "whatsapp", "to": "+15551230001", "type": "text", "text": {"body": "hello"}}
    if "type" in parts and parts["type"] != "text":
        del body["text"]
    body = {key: value for key, value in {**body, **parts}.items() if value is not None}
    return call("POST", messages_url(twin), body, timeout=timeout)


def buttons(*titles: str, **parts: Any) -> Json:
    """The parts of a message with reply buttons."""
    replies = [{"type": "reply", "reply": {"id": f"b{n}", "title": title}} for n, title in enumerate(titles)]
    interactive = {"type": "button", "body": {"text": "Choose"}, "action": {"buttons": replies}, **parts}
    return {"type": "interactive", "interactive": interactive}


def sections(*counts: int, **row: Any) -> list[Json]:
    """Sections of a list with so many rows each; `row` replaces or adds to each row."""
    return [
        {"title": f"S{s}", "rows": [{"id": f"r{s}.{n}", "title": f"Row {n}", **row} for n in range(count)]}
        for s, count in enumerate(counts)
    ]


def a_list(parts: list[Json], button: str = "Open", **more: Any) -> Json:
    """The parts of a message with a list."""
    action = {"button": button, "sections": parts}
    interactive = {"type": "list", "body": {"text": "Choose"}, "action": action, **more}
    return {"type": "interactive", "interactive": interactive}
