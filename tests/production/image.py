"""The folder /app of our image, made by the Dockerfile's own lines from what git has, and what runs in it."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from processes import BIN, environment
from production import files

from relaystack.settings import ROOT, Settings

APP_SECRET = "9f3c1d7be2a8406f5b9d71c4e80a"  # Meta's twin signs with it: production takes none that can be guessed


def lay_out(folder: Path, content: str = "nexora") -> Path:
    """What a build would copy; no file that git does not know."""
    for source, target in files.copied(content):
        within = [path for path in files.tracked() if path == Path(source) or Path(source) in path.parents]
        assert within, f"the Dockerfile copies {source}, and git has no such thing"
        for path in within:
            place = folder / target / path.relative_to(source) if path != Path(source) else folder / target / path.name
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / path, place)
    (folder / "instance").mkdir()
    return folder


def environ(settings: Settings, port: int) -> dict[str, str]:
    """Production's settings; the interpreter is that of the tests, with what the lock names."""
    return environment(
        FLASK_ENV="production", FLASK_SKIP_DOTENV="1", PORT=str(port), HOST="127.0.0.1", APP_SECRET=APP_SECRET,
        DATABASE_URL=settings.database_url, WHATSAPP_TOKEN=settings.whatsapp_token, VERIFY_TOKEN="h7Rk2pWx9qLm",
        SECRET_KEY="pH5uRd7aZf0Wk3Nt8Cy2Ox6M", API_TOKEN="vT4nQz8sKc2Ym6Ej1Lw9Xb3G",
        PHONE_NUMBER_ID=settings.phone_number_id,
        GRAPH_API_URL=settings.graph_api_url, UPLOAD_DOCUMENTS="no",
    ) | {"PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"}  # fmt: skip


def run(folder: Path, command: list[str], environ: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run a command in the folder to its end."""
    return subprocess.run(command, cwd=folder, env=environ, capture_output=True, text=True, check=False, timeout=120)


@contextmanager
def started(folder: Path, command: list[str], environ: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """A command that runs in the folder meanwhile, ended as Docker ends it."""
    with (folder / "instance" / f"{command[0]}.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=folder, env=environ, stdout=log, stderr=log)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(60)
