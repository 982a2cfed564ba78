"""Does the log of a real server ever show who wrote, what they wrote, or a secret?"""

import json
import shutil
import sqlite3
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest
from bot import SECRET
from processes import BIN, environment, free_port, running, wait_until_served
from services.service_tools import wait_for

from metatwin import Customer, Twin
from relaystack.settings import ROOT

PHONE, HIDDEN = "15550129876", "BR.98765432101234567890"
pytestmark = pytest.mark.slow

WORDS = "PlantedWords"
PLANTED = {
    "phone": PHONE, "bsuid": HIDDEN.removeprefix("BR."), "name": "Plantina", "words": WORDS, "e-mail": "planted@mail",
    "api token": "planted-api-token", "app secret": SECRET, "access token": "twin-token", "verify": "planted-verify",
    "secret key": "planted-key", "smtp password": "planted-password", "wamid": "wamid.",
}  # fmt: skip
TALK = [
    "hi", "1", "A", "1", "menu", "2", "250k", "menu", "3", "Plantina Hidden", "planted@mail.example.com", "menu",
    "4", "Canada", "menu", "5", "menu", f"tell me of {WORDS}",
]  # fmt: skip
FAULTY = """
flow: brochure
version: 1
steps:
  ask:
    - ask: Tell me anything
      answer: text
      save: told
      go: crash
  crash:
    - say: "{{ told.format_map({}) }}"
"""


@pytest.fixture
def faulty_content(tmp_path: Path) -> Path:
    """A content folder whose brochure crashes with the customer's words in the error's message."""
    folder = tmp_path / "faulty"
    shutil.copytree(ROOT / "nexora", folder)
    (folder / "flows" / "brochure.yaml").write_text(FAULTY, encoding="utf-8")
    return folder


def _asked(address: str, path: str, **headers: str) -> int:
    request = urllib.request.Request(address + path, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


def _talk(twin: Twin, customer: Customer, *said: str) -> None:
    for words in said:
        before = len(twin.sent)
        twin.says(customer, words)
        twin.wait_for(lambda: len(twin.sent) > before, timeout=120)  # noqa: B023


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("log_format", ["json", "text"])
def test_nothing_personal_and_no_secret_is_in_the_log(
    database_url: str, twin: Twin, tmp_path: Path, faulty_content: Path, log_format: str
) -> None:
    port, log = free_port(), tmp_path / "server.log"
    environ = environment(
        DATABASE_URL=database_url, CONTENT_DIR=str(faulty_content), PORT=str(port), GRAPH_API_URL=twin.url,
        WHATSAPP_TOKEN="twin-token", PHONE_NUMBER_ID=twin.business.phone_number_id, APP_SECRET=SECRET,
        VERIFY_TOKEN="planted-verify", API_TOKEN="planted-api-token", SECRET_KEY="planted-key",
        SMTP_HOST="127.0.0.1", SMTP_PORT=str(free_port()), SMTP_PASSWORD="planted-password", SMTP_TLS="none",
        MAIL_FROM="planted@mail.example.com", ADMIN_EMAIL="planted@mail.example.com",
        LOG_FORMAT=log_format, LOG_LEVEL="debug",
    )  # fmt: skip
    address = f"http://127.0.0.1:{port}"
    twin.faults.rates = False
    with running([BIN / "gunicorn", "app:app"], environ, log) as server:
        wait_until_served(f"{address}/webhook/health", server, log)
        twin.webhook_url = f"{address}/webhook"
        known, hidden = (
            twin.customer("Plantina Hidden", phone=PHONE, bsuid="US.13491208655302741918"),
            twin.customer("Plantina Hidden", bsuid=HIDDEN, shows_phone=False),
        )
        for customer in (known, hidden):
            _talk(twin, customer, *TALK)
        _crash(twin, known, log)
        _poison(twin, hidden, database_url, log)
        _refused(twin, known, lambda: log.read_text())
        _strange_requests(address, log)
    written = log.read_text()
    assert [name for name, planted in PLANTED.items() if planted in written] == []
    if log_format == "json":
        lines = [json.loads(line) for line in written.splitlines()]
        assert all({"event", "level", "logger", "timestamp"} <= set(line) for line in lines)
        aside = [line for line in lines if line["event"].startswith("an update is set aside")]
        assert all(line["request_id"] and line["contact_id"] for line in aside)
        requests = [line for line in lines if line["event"] == "request"]
        assert {"/webhook", "unknown", "/webhook/stats/<phone>"} <= {line["route"] for line in requests}


def _crash(twin: Twin, customer: Customer, log: Path) -> None:
    _talk(twin, customer, "menu", "6")
    twin.says(customer, f"{{{WORDS}}}")
    wait_for(lambda: "an update is set aside: KeyError" in log.read_text())


def _poison(twin: Twin, customer: Customer, database_url: str, log: Path) -> None:
    with sqlite3.connect(database_url.removeprefix("sqlite:///"), timeout=15) as database:
        state = json.dumps({"flow": WORDS, "step": PHONE, "way": [5], "answers": [WORDS]})
        database.execute("UPDATE whatsapp_sessions SET metadata = ? WHERE phone IS NULL", (state,))
    database.close()
    before = log.read_text().count("an update is set aside")
    twin.says(customer, WORDS)
    wait_for(lambda: log.read_text().count("an update is set aside") > before)


def _refused(twin: Twin, customer: Customer, log: Callable[[], str]) -> None:
    """One answer is refused, then all sending."""
    for answer in (131009, 190):
        twin.faults.answers += [answer]
        twin.says(customer, "menu")
        wait_for(lambda: f"({answer})" in log())  # noqa: B023


def _strange_requests(address: str, log: Path) -> None:
    assert _asked(address, f"/webhook/stats/{PHONE}") == 401
    assert _asked(address, f"/webhook/stats/{PHONE}", Authorization="Bearer planted-api-token") == 200
    assert _asked(address, f"/webhook/{PHONE}/{WORDS}", **{"X-Request-ID": PHONE}) == 404
    assert _asked(address, f"/webhook?hub.verify_token=planted-verify&hub.challenge={PHONE}") == 403
    assert _asked(address, "/metrics", Authorization="Bearer planted-api-token") == 200
    wait_for(lambda: "/metrics" in log.read_text())
