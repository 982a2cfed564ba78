"""Does the server start and refuse to start with words?"""

import errno
import os
import signal
import socket
import subprocess
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from processes import BIN, answers, environment, finished, free_port, running, wait_until_served
from services.service_tools import wait_for

from relaystack import serve
from relaystack.errors import SettingsError
from relaystack.settings import load as load_settings

pytestmark = pytest.mark.slow


def _start(**environ: str) -> subprocess.CompletedProcess[str]:
    return finished([BIN / "python", "app.py"], environment(**environ))


@pytest.fixture
def taken() -> Iterator[int]:
    """A port that another program listens on."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


@pytest.mark.parametrize("name", ["PORT", "SIMULATOR_PORT"])
def test_a_port_that_is_taken_is_said_with_what_to_do(name: str, taken: int, tmp_path: Path) -> None:
    ports = {"PORT": str(free_port()), "SIMULATOR_PORT": str(free_port()), name: str(taken)}
    done = _start(DATABASE_URL=f"sqlite:///{tmp_path}/bot.db", **ports)
    assert done.returncode != 0
    assert f"Port {taken} is taken by another program" in done.stderr
    assert f"{name}={taken + 1}" in done.stderr
    assert "Traceback" not in done.stderr
    assert "Chat with the bot" not in done.stdout


@pytest.mark.parametrize(
    ("name", "words"),
    [("PORT", "is taken by another program"), ("HOST", "HOST=203.0.113.9 is no address of this machine")],
)
def test_gunicorn_says_at_once_where_it_cannot_listen(name: str, words: str, taken: int, tmp_path: Path) -> None:
    given = {"HOST": "127.0.0.1", "PORT": str(taken)} if name == "PORT" else {name: "203.0.113.9"}
    environ = environment(DATABASE_URL=f"sqlite:///{tmp_path}/bot.db", SIMULATOR_PORT=str(free_port()), **given)
    done = finished([BIN / "gunicorn", "app:app"], environ)
    assert done.returncode == 3
    assert words in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("name", "host", "missing", "words"),
    [
        ("HOST", "127.0.0.1", socket.AF_INET, "HOST=127.0.0.1: this machine has no IPv4"),
        ("HOST", "::1", socket.AF_INET6, "HOST=::1: this machine has no IPv6"),
        ("SIMULATOR_PORT", "127.0.0.1", socket.AF_INET, "The simulator needs 127.0.0.1, and this machine has no IPv4"),
    ],
)
def test_a_machine_without_ipv4_or_without_ipv6_is_said(
    name: str, host: str, missing: int, words: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    port = free_port()

    class Socket(socket.socket):
        """As the kernel answers where that family is switched off."""

        def bind(self, address: Any) -> None:
            if self.family == missing:
                raise OSError(errno.EADDRNOTAVAIL, "Cannot assign requested address")
            super().bind(address)

    monkeypatch.setattr(socket, "socket", Socket)
    with pytest.raises(SystemExit):
        serve._must_be_free(name, host, port)
    assert words in capsys.readouterr().err


def test_where_to_chat_is_said_once_the_port_is_ours(tmp_path: Path) -> None:
    port, log = free_port(), tmp_path / "server.log"
    environ = environment(DATABASE_URL=f"sqlite:///{tmp_path}/bot.db", PORT=str(port), SIMULATOR_PORT=str(free_port()))
    with running([BIN / "python", "app.py"], environ, log) as server:
        wait_until_served(f"http://127.0.0.1:{port}/simulator", server, log)
        assert f"Chat with the bot:  http://127.0.0.1:{port}/simulator" in log.read_text()


@pytest.mark.parametrize("name", ["WEB_CONCURRENCY", "PORT"])
def test_a_number_that_is_none_is_said_in_words(name: str) -> None:
    done = _start(**{name: "x"})
    assert done.returncode != 0
    assert f"{name}: must be a whole number" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_settings_file_that_is_not_utf_8_is_said_in_words(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_bytes("ADMIN_EMAIL=café@example.com".encode("latin-1"))
    with pytest.raises(SettingsError, match="not UTF-8"):
        load_settings(file)


def test_a_worker_can_be_watched(database_url: str, tmp_path: Path) -> None:
    port, log = free_port(), tmp_path / "worker.log"
    environ = environment(DATABASE_URL=database_url, SIMULATOR_PORT=str(free_port()))
    with running([BIN / "flask", "worker", "--metrics-port", str(port)], environ, log) as worker:
        for page in ("/metrics", "/webhook/health", "/webhook/health/ready"):
            wait_until_served(f"http://127.0.0.1:{port}{page}", worker, log)
        assert not answers(f"http://127.0.0.1:{port}/")
    assert worker.returncode == 0


def _post_nonsense(page: str) -> None:
    with pytest.raises(urllib.error.HTTPError, match="400"):
        urllib.request.urlopen(f"{page}/webhook", data=b"{", timeout=10)


def test_what_a_worker_process_has_counted_outlives_it(database_url: str, tmp_path: Path) -> None:
    """gunicorn starts a killed worker again; the numbers of both are added up."""
    port, log = free_port(), tmp_path / "server.log"
    environ = environment(
        DATABASE_URL=database_url, PORT=str(port), SIMULATOR_PORT=str(free_port()), TMPDIR=str(tmp_path)
    )
    with running([BIN / "gunicorn", "app:app"], environ, log) as server:
        page = f"http://127.0.0.1:{port}"
        wait_until_served(page, server, log)
        _post_nonsense(page)
        children = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()
        os.kill(int(children[0]), signal.SIGKILL)
        wait_for(lambda: answers(page))
        _post_nonsense(page)
        with urllib.request.urlopen(f"{page}/metrics", timeout=10) as answer:
            counted = answer.read().decode()
        assert 'relaystack_webhook_seconds_count{status="400"} 2.0' in counted
        assert len(list(tmp_path.glob("relaystack-metrics-*"))) == 1
    assert list(tmp_path.glob("relaystack-metrics-*")) == []
