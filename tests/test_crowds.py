"""Is Meta let in while strangers hold all places of a small machine, as the program runs in production?"""

import socket
import subprocess
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from bot import SECRET, TOKEN
from processes import BIN, environment, free_port, wait_until_served

from metatwin import Twin
from relaystack.settings import ROOT

pytestmark = pytest.mark.slow

FILES = 256  # that the process may open, as `ulimit -n` says
SIGNED = b"X-Hub-Signature-256: sha256=" + b"0" * 64 + b"\r\n"
KINDS = {
    "nothing": b"",
    "half a header": b"GET /webhook/health HTTP/1.1\r\nHost: bot\r\nX-Slow: ",
    "half a webhook": b"POST /webhook HTTP/1.1\r\nHost: bot\r\n" + SIGNED + b"Content-Length: 1000\r\n\r\n{",
}


@pytest.fixture
def served(database_url: str, twin: Twin, tmp_path: Path) -> Iterator[tuple[int, Path]]:
    """The port and the log of the program."""
    port, log = free_port(), tmp_path / "web.log"
    environ = environment(
        DATABASE_URL=database_url, WHATSAPP_TOKEN="twin-token", VERIFY_TOKEN="verify",
        PHONE_NUMBER_ID=twin.business.phone_number_id, APP_SECRET=SECRET, API_TOKEN=TOKEN, GRAPH_API_URL=twin.url,
        PORT=str(port),
    )  # fmt: skip
    command = ["sh", "-c", f'ulimit -n {FILES} && exec "$0" app:app', str(BIN / "gunicorn")]
    with log.open("wb") as told, subprocess.Popen(command, cwd=ROOT, env=environ, stdout=told, stderr=told) as process:
        try:
            wait_until_served(f"http://127.0.0.1:{port}/", process, log)
            twin.webhook_url = f"http://127.0.0.1:{port}/webhook"
            yield port, log
            twin.webhook_url = None
        finally:
            process.terminate()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_who_asks_is_answered_whoever_else_holds_all_places(served: tuple[int, Path], twin: Twin) -> None:
    (port, log), person = served, twin.customer("Amina", phone="15550120001")
    with ExitStack() as open:
        for number, said in enumerate(KINDS.values(), 1):
            for _ in range(FILES):
                connection = open.enter_context(socket.create_connection(("127.0.0.1", port), timeout=30))
                connection.sendall(said)
            twin.says(person, "hi")
            twin.wait_for(lambda number=number: len(twin.sent) == number, timeout=120)  # type: ignore[misc]
        asked = urllib.request.Request(f"http://127.0.0.1:{port}/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
        with urllib.request.urlopen(asked, timeout=30) as answer:
            numbers = answer.read().decode()
    assert 'relaystack_clients_given_up_total{why="full"}' in numbers
    assert log.read_text().count("as many connections as may be open") < 5


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_million_crumbs_hold_up_nobody(served: tuple[int, Path], twin: Twin) -> None:
    port, _ = served
    with ExitStack() as open:
        for more, status in ((b"", b" 403 "), (SIGNED, b" 413 ")):
            connection = open.enter_context(socket.create_connection(("127.0.0.1", port), timeout=30))
            head = b"POST /webhook HTTP/1.1\r\nHost: bot\r\n" + more + b"Transfer-Encoding: chunked\r\n\r\n"
            connection.sendall(head + b"1\r\nx\r\n" * 1_000_000)
            assert status in connection.recv(100)
    twin.says(twin.customer("Amina", phone="15550120001"), "hi")
    twin.wait_for(lambda: len(twin.sent) == 1, timeout=120)
