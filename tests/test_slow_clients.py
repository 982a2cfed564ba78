"""Does the bot answer while others hold connections open and say little, or never listen?"""

import socket
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from bot import SECRET, TOKEN
from processes import BIN, environment, free_port, running, wait_until_served

from metatwin import Twin

pytestmark = pytest.mark.slow

PER_KIND = 60  # many more than there are threads
JSON = b"Host: bot\r\nContent-Type: application/json\r\n"
BEGUN = {
    "nothing": b"",
    "half a header": b"GET /webhook/health HTTP/1.1\r\nHost: bot\r\nX-Slow: ",
    "half a webhook": b"POST /webhook HTTP/1.1\r\n" + JSON + b"Content-Length: 1000\r\n\r\n{",
    "half a body": b"POST /api/conversations/1/messages HTTP/1.1\r\nAuthorization: Bearer " + TOKEN.encode() + b"\r\n"
    + JSON + b"Content-Length: 1000\r\n\r\n{",
    "half a sign-in": b"POST /console/sign-in HTTP/1.1\r\nHost: bot\r\nContent-Length: 9000\r\n"
    b"Content-Type: application/x-www-form-urlencoded\r\n\r\ntoken=",
    "half a chunk": b"PATCH /api/leads/1 HTTP/1.1\r\n" + JSON + b"Transfer-Encoding: chunked\r\n\r\n5\r\n{",
    "questions without listening": b"GET /openapi.json HTTP/1.1\r\nHost: bot\r\n\r\n" * 20,
    "large files without listening": b"GET /docs/static/vendor/swagger-ui-bundle.js HTTP/1.1\r\nHost: bot\r\n\r\n" * 4,
}  # fmt: skip


@pytest.fixture
def served(database_url: str, twin: Twin, tmp_path: Path) -> Iterator[int]:
    """The port of the program, started as in production."""
    port, log = free_port(), tmp_path / "web.log"
    environ = environment(
        DATABASE_URL=database_url, WHATSAPP_TOKEN="twin-token", VERIFY_TOKEN="verify",
        PHONE_NUMBER_ID=twin.business.phone_number_id, APP_SECRET=SECRET, API_TOKEN=TOKEN, GRAPH_API_URL=twin.url,
        PORT=str(port),
    )  # fmt: skip
    with running([str(BIN / "gunicorn"), "app:app"], environ, log) as process:
        wait_until_served(f"http://127.0.0.1:{port}/", process, log)
        twin.webhook_url = f"http://127.0.0.1:{port}/webhook"
        yield port
        twin.webhook_url = None


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_who_is_slow_holds_up_nobody(served: int, twin: Twin) -> None:
    with ExitStack() as open:
        for said in BEGUN.values():
            for _ in range(PER_KIND):
                connection = open.enter_context(socket.create_connection(("127.0.0.1", served)))
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
                connection.sendall(said)
        twin.says(twin.customer("Amina", phone="15550120001"), "hi")
        twin.wait_for(lambda: len(twin.sent) == 1, timeout=120)
        wait_until_answered(served, "/webhook/health")
    assert "Welcome" in twin.sent[0].words


def wait_until_answered(port: int, path: str) -> None:
    """An answer from one of the threads, not from the event loop."""
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        connection.sendall(f"GET {path} HTTP/1.1\r\nHost: bot\r\nConnection: close\r\n\r\n".encode())
        assert b" 200 " in connection.recv(100)
