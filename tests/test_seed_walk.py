"""The walk on the seed's own page, command by command, as somebody does it who has just unpacked the program."""

import json
import shutil
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from processes import BIN, environment, finished, free_port, running, wait_until_served

from metatwin import Twin
from relaystack.settings import ROOT

pytestmark = pytest.mark.slow

PHONE = "1234567890"
PARTS = ("app.py", "relaystack", "nexora", "migrations", "metatwin")


class Walker:
    """Somebody at a terminal in the program's folder."""

    def __init__(self, folder: Path, twin: Twin) -> None:
        self.folder, self.port, self._twin = folder, free_port(), twin
        self.page = f"http://127.0.0.1:{self.port}"

    def command(self, *words: str) -> str:
        """What `flask …` says."""
        done = finished([BIN / "flask", *words], environment(), self.folder)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def get(self, path: str) -> Any:
        """What a GET answers."""
        with urllib.request.urlopen(self.page + path, timeout=30) as answer:
            told: str = answer.read().decode()
            return json.loads(told) if answer.headers.get_content_type() == "application/json" else told

    def says(self, number: int, words: str) -> str:
        """Post a message as the page does, and read what the bot answers to it."""
        before = len(self._twin.sent)
        message = {"from": PHONE, "id": f"msg_{number}", "text": {"body": words}, "timestamp": "1234567890"}
        body = {"entry": [{"changes": [{"value": {"messages": [message]}}]}]}
        request = urllib.request.Request(
            f"{self.page}/webhook", json.dumps(body).encode(), {"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(request, timeout=30) as answer:
            assert json.loads(answer.read()) == {"status": "received"}
        self._twin.wait_for(lambda: len(self._twin.sent) > before)
        return self._twin.sent[-1].words


@pytest.fixture
def walker(tmp_path: Path) -> Iterator[Walker]:
    """The program as it is unpacked, in a folder of its own, with the page's `.env`."""
    for part in PARTS:
        copy = shutil.copytree if (ROOT / part).is_dir() else shutil.copy
        copy(ROOT / part, tmp_path / part)
    with Twin(token="page-token") as twin:
        twin.says(twin.customer("John Doe", PHONE), "hi")  # Meta lets answer only who has written
        walker = Walker(tmp_path, twin)
        (tmp_path / ".env").write_text(
            "FLASK_ENV=development\nWHATSAPP_TOKEN=page-token\n"
            f"PHONE_NUMBER_ID={twin.business.phone_number_id}\nVERIFY_TOKEN=page-verify\n"
            f"GRAPH_API_URL={twin.url}\nPORT={walker.port}\n"
        )
        yield walker


def test_the_walk_of_the_seeds_page_works_command_by_command(walker: Walker) -> None:
    assert "The database is ready" in walker.command("init-db")
    assert "added" in walker.command("seed-programs")
    log = walker.folder / "server.log"
    with running([BIN / "python", "app.py"], environment(), log, walker.folder) as server:
        wait_until_served(f"{walker.page}/", server, log)
        asked = "hub.mode=subscribe&hub.verify_token=page-verify&hub.challenge=test_challenge"
        assert walker.get(f"/webhook?{asked}") == "test_challenge"
        assert walker.says(123, "hi").startswith("👋 Welcome to Nexora Investments!")
        assert "full name" in walker.says(124, "3")
        assert "John Doe" in walker.says(125, "John Doe")
        assert "john@example.com" in walker.says(126, "john@example.com")
        stats = walker.get(f"/webhook/stats/{PHONE}")
        created = stats["lead_info"].pop("created_at")
        assert stats == {
            "phone": PHONE, "total_messages": 8, "incoming_messages": 4, "outgoing_messages": 4, "is_lead": True,
            "lead_info": {"id": 1, "name": "John Doe", "email": "john@example.com", "interest": "Talk to Consultant"},
        }  # fmt: skip
        assert created.startswith("20")
        assert walker.get("/webhook/health")["status"] == "healthy"
        assert walker.get("/")["status"] == "running"
    assert (walker.folder / "instance" / "nexora_whatsapp.db").exists()
