"""The program as real processes, as in production."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from relaystack.settings import ROOT, Settings

BIN = Path(sys.executable).parent


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
    )  # fmt: skip


@contextmanager
def web_alone(settings: Settings, folder: Path) -> Iterator[str]:
    """A web process that takes webhooks in and delivers nothing; the address of its webhook."""
    port, log = free_port(), folder / f"web{uuid4().hex[:6]}.log"
    without_delivery = folder / "gunicorn.conf.py"
    without_delivery.touch()
    command = [BIN / "gunicorn", "app:app", "-c", without_delivery, "-b", f"127.0.0.1:{port}", "--threads", "8"]
    with running([str(part) for part in command], environment_of(settings, port), log) as process:
        wait_until_served(f"http://127.0.0.1:{port}/", process, log)
        yield f"http://127.0.0.1:{port}/webhook"


@contextmanager
def running(
    command: Sequence[str | Path], environ: dict[str, str], log: Path, folder: Path = ROOT
) -> Iterator[subprocess.Popen[bytes]]:
    """A process in a folder (the repository's root), ended with SIGTERM."""
    with log.open("wb") as output:
        process = subprocess.Popen(command, cwd=folder, env=environ, stdout=output, stderr=output)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(60)


def wait_until_served(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    """Return when the server answers."""
    deadline = time.monotonic() + 120  # a machine with much else to do
    while not answers(url):
        assert process.poll() is None, log.read_text()
        assert time.monotonic() < deadline, log.read_text()
