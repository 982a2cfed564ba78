"""Who is measured: which processes a bot consists of, and how they are started."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bench import bodies

BIN = Path(sys.executable).parent
PEER_THREADS = "128"  # a send takes 100 ms of a thread: with gunicorn's few threads peers would wait, not work


@dataclass(frozen=True)
class Contestant:
    """A bot: its parts' commands by name (`{port}` is filled in), and what it can be asked to prove."""

    name: str
    parts: Mapping[str, tuple[str, ...]]
    keeps_books: bool = True  # its database can be counted with bench.databases.Books
    knows_keys: bool = True  # its sends carry the key of what caused them


_GUNICORN = (str(BIN / "gunicorn"), "app:app")
_WORKER = (str(BIN / "flask"), "worker")
_PEER = (str(BIN / "gunicorn"), "-c", "/dev/null", "-k", "gthread", "--threads", PEER_THREADS, "-b", "127.0.0.1:{port}")

TOGETHER = Contestant("gunicorn, delivery inside", {"web": _GUNICORN})
APART = Contestant(
    "gunicorn and flask worker",
    {"web": (_GUNICORN[0], "-c", "bench/gunicorn_web.py", "app:app"), "delivery": _WORKER},
)
GRANIAN = Contestant(
    "granian and flask worker",
    {
        "web": (str(BIN / "granian"), "--interface", "wsgi", "--port", "{port}", "app:app"),
        "delivery": _WORKER,
    },
)
PYWA = Contestant(
    "pywa and Flask, in memory", {"web": (*_PEER, "bench.peers.pywa_bot:app")}, keeps_books=False, knows_keys=False
)
PLAIN = Contestant(
    "Flask, ORM and requests", {"web": (*_PEER, "bench.peers.plain_bot:app")}, keeps_books=False, knows_keys=False
)
OURS = {"together": TOGETHER, "apart": APART, "granian": GRANIAN}
PEERS = {"pywa": PYWA, "plain": PLAIN}


def settings(port: int, meta_port: int, database_url: str) -> dict[str, str]:
    """The environment of every contestant, as in production."""
    return {
        "FLASK_ENV": "production",
        "FLASK_APP": "app",
        "HOST": "127.0.0.1",
        "PORT": str(port),
        "DATABASE_URL": database_url,
        "WHATSAPP_TOKEN": bodies.TOKEN,
        "PHONE_NUMBER_ID": bodies.NUMBER_ID,
        "VERIFY_TOKEN": "bench",
        "APP_SECRET": bodies.SECRET.decode(),
        "API_TOKEN": "bench",
        "SECRET_KEY": "bench",
        "GRAPH_API_URL": f"http://127.0.0.1:{meta_port}",
        "SENDS_PER_SECOND": "1000",
    }
