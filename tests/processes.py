"""The program as real processes, as in production."""

import multiprocessing
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

import ready_python

from relaystack.settings import ROOT, Settings

BIN = Path(sys.executable).parent
Command = Sequence[str | Path]

_ready = multiprocessing.get_context("forkserver")
_ready.set_forkserver_preload(["pytest", "tests.ready_program"])  # a child imports what its test was begun with


class Running:
    """A process of ours, as `subprocess.Popen` has it; it began in a Python that was ready (`ready_python.py`)."""

    def __init__(self, command: Command, environ: Mapping[str, str], folder: Path, output: Path, errors: Path) -> None:
        words = [str(word) for word in command]
        places = str(folder), str(output), str(errors)
        self._process = _ready.Process(target=ready_python.live, args=(words, dict(environ), *places))
        self._process.start()
        self.pid = int(self._process.pid or 0)

    @property
    def returncode(self) -> int | None:
        """With what it has ended; a signal is a negative number."""
        return self._process.exitcode

    def poll(self) -> int | None:
        """With what it has ended, if it has."""
        return self._process.exitcode

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end."""
        self._process.join(timeout)
        if self._process.exitcode is None:
            raise subprocess.TimeoutExpired(str(self.pid), timeout or 0)
        return self._process.exitcode

    def send_signal(self, sign: int) -> None:
        """Send it a signal, if it has not ended."""
        if self._process.exitcode is None:
            os.kill(self.pid, sign)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End it."""
        self.send_signal(signal.SIGKILL)


def finished(
    command: Command, environ: Mapping[str, str], folder: Path = ROOT, timeout: float = 300
) -> "subprocess.CompletedProcess[str]":
    """Run a command to its end: what it has said, and with what it ended."""
    with TemporaryDirectory() as place:
        output, errors = Path(place, "output"), Path(place, "errors")
        process = Running(command, environ, folder, output, errors)
        try:
            code = process.wait(timeout)
        finally:
            process.kill()
        return subprocess.CompletedProcess(command, code, output.read_text(), errors.read_text())


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers(url: str) -> bool:
    """Whether a GET is answered with 200."""
    try:
        with urllib.request.urlopen(url, timeout=1) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def environment(**values: str) -> dict[str, str]:
    """An environment with nothing of this machine's but what programs need to run."""
    own = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return own | {"GATHER_SECONDS": "0"} | values  # tests write faster than people


def environment_of(settings: Settings, port: int) -> dict[str, str]:
    """The environment of a process with these settings."""
    return environment(
        DATABASE_URL=settings.database_url, WHATSAPP_TOKEN=settings.whatsapp_token, VERIFY_TOKEN=settings.verify_token,
        PHONE_NUMBER_ID=settings.phone_number_id, APP_SECRET=settings.app_secret, API_TOKEN=settings.api_token,
        GRAPH_API_URL=settings.graph_api_url, CONTENT_DIR=str(settings.content_dir), PORT=str(port),
        STRIPE_SECRET_KEY=settings.stripe_secret_key, STRIPE_WEBHOOK_SECRET=settings.stripe_webhook_secret,
        STRIPE_API_URL=settings.stripe_api_url,
    )  # fmt: skip


@contextmanager
def web_alone(settings: Settings, folder: Path) -> Iterator[str]:
    """A web process that takes webhooks in and delivers nothing; the address of its webhook."""
    port, log = free_port(), folder / f"web{uuid4().hex[:6]}.log"
    without_delivery = folder / "gunicorn.conf.py"
    without_delivery.touch()
    command: Command = [
        BIN / "gunicorn",
        "app:app",
        "-c",
        without_delivery,
        "-b",
        f"127.0.0.1:{port}",
        "--threads",
        "8",
    ]
    with running(command, environment_of(settings, port), log) as process:
        wait_until_served(f"http://127.0.0.1:{port}/", process, log)
        yield f"http://127.0.0.1:{port}/webhook"


@contextmanager
def running(command: Command, environ: Mapping[str, str], log: Path, folder: Path = ROOT) -> Iterator[Running]:
    """A process in a folder (the repository's root), ended with SIGTERM."""
    log.write_bytes(b"")
    process = Running(command, environ, folder, log, log)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(60)


def wait_until_served(url: str, process: "Running | subprocess.Popen[bytes]", log: Path) -> None:
    """Return when the server answers."""
    deadline = time.monotonic() + 120  # a machine with much else to do
    while not answers(url):
        assert process.poll() is None, log.read_text()
        assert time.monotonic() < deadline, log.read_text()
