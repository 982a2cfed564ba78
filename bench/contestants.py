"""Who is measured: which processes a bot consists of, and how they are started."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bench import bodies

BIN = Path(sys.executable).parent


@dataclass(frozen=True)
class Contestant:
    """A bot: its parts' commands by name (`{port}` is filled in), and what it can be asked to prove."""

    name: str
    parts: Mapping[str, tuple[str, ...]]
    keeps_books: bool = True  # its database can be counted with bench.databases.Books
    knows_keys: bool = True  # its sends carry the key of what caused them


_GUNICORN = (str(BIN / "gunicorn"), "app:app")
_WORKER = (str(BIN / "flask"), "worker")
_PEER = (str(BIN / "gunicorn"), "-c", "bench/peers/gunicorn_conf.py")

TOGETHER = Contestant("gunicorn, delivery inside", {"web": _GUNICORN})
APART = Contestant(
    "gunicorn and flask worker",
    {"web": (_GUNICORN[0], "-c", "bench/gunicorn_web.py", "app:app"), "delivery": _WORKER},
)
GRANIAN = Contestant(
    "granian and flask worker",
    {
        "web": (str(BIN / "granian"), "--interface", "asgi", "--port", "{port}", "app:asgi"),
        "delivery": _WORKER,
    },
)
WEB_ALONE = Contestant("gunicorn, webhook only", {"web": APART.parts["web"]})
GRANIAN_ALONE = Contestant("granian, webhook only", {"web": GRANIAN.parts["web"]})
PYWA = Contestant(
    "pywa and Flask, in memory", {"web": (*_PEER, "bench.peers.pywa_bot:app")}, keeps_books=False, knows_keys=False
)
PLAIN = Contestant(
    "Flask, ORM and requests", {"web": (*_PEER, "bench.peers.plain_bot:app")}, keeps_books=False, knows_keys=False
)


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
        "VERIFY_TOKEN": "h7Rk2pWx9qLm",
        "APP_SECRET": bodies.SECRET.decode(),
        "API_TOKEN": "vT4nQz8sKc2Ym6Ej1Lw9Xb3G",
        "SECRET_KEY": "pH5uRd7aZf0Wk3Nt8Cy2Ox6M",
        "GRAPH_API_URL": f"http://127.0.0.1:{meta_port}",
        "SENDS_PER_SECOND": "1000",
        "GATHER_SECONDS": "0",  # these people write faster than people: two messages would be pieces of one
    }
