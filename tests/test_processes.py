"""Several processes at once, as in production: nothing is answered twice, everybody in order."""

from pathlib import Path

import pytest
from bot import SECRET, TOKEN
from processes import BIN, environment, finished, free_port, running, wait_until_served

from metatwin import Twin

pytestmark = pytest.mark.slow

PEOPLE = 20
WORDS = ["hi", "2", "250k", "menu", "3"]
ANSWERS = ["Welcome", "budget", "USD 250,000", "Welcome", "full name"]


def test_two_web_workers_and_a_delivery_worker(database_url: str, twin: Twin, tmp_path: Path) -> None:
    port = free_port()
    environ = environment(
        DATABASE_URL=database_url, WHATSAPP_TOKEN="twin-token", PHONE_NUMBER_ID=twin.business.phone_number_id,
        VERIFY_TOKEN="verify", APP_SECRET=SECRET, API_TOKEN=TOKEN, GRAPH_API_URL=twin.url, PORT=str(port),
    )  # fmt: skip
    web: list[str | Path] = [BIN / "gunicorn", "app:app", "--workers", "2"]
    worker: list[str | Path] = [BIN / "flask", "worker"]
    log = tmp_path / "web.log"
    with running(web, environ, log) as server, running(worker, environ, tmp_path / "worker.log"):
        wait_until_served(f"http://127.0.0.1:{port}/", server, log)
        twin.webhook_url = f"http://127.0.0.1:{port}/webhook"
        twin.faults.repeat = 1  # every webhook comes twice, to either process
        people = [twin.customer(name=f"P{i}", phone=f"1555012{i:04}") for i in range(PEOPLE)]
        for count, words in enumerate(WORDS, 1):
            for person in people:
                twin.says(person, words)
            twin.wait_for(lambda: len(twin.sent) >= PEOPLE * count, timeout=60)  # noqa: B023
        twin.wait_for(lambda: twin.unacknowledged == 0)
    for person in people:
        got = [sent.words for sent in twin.sent if sent.customer_id == person.id]
        assert len(got) == len(WORDS)
        assert all(answer in words for answer, words in zip(ANSWERS, got, strict=True)), got


def _refused(command: list[Path | str], environ: dict[str, str]) -> str:
    """What a command says when it ends with an error, in words and not with a traceback."""
    done = finished(command, environ)
    assert done.returncode != 0
    assert "Traceback" not in done.stderr
    return done.stderr


def test_a_start_with_bad_settings_names_every_problem() -> None:
    said = _refused([BIN / "python", "app.py"], environment(FLASK_ENV="production", PORT="5x", SMTP_TLS="maybe"))
    needed = "WHATSAPP_TOKEN PHONE_NUMBER_ID VERIFY_TOKEN APP_SECRET API_TOKEN SECRET_KEY PORT SMTP_TLS"
    assert [name for name in needed.split() if name not in said] == []


def test_gunicorn_too_ends_at_once_with_bad_settings() -> None:
    said = _refused([BIN / "gunicorn", "app:app"], environment(FLASK_ENV="production", PORT=str(free_port())))
    assert "WHATSAPP_TOKEN is missing" in said


def test_commands_say_in_words_that_the_database_cannot_be_used(tmp_path: Path) -> None:
    environ = environment(DATABASE_URL=f"sqlite:///{tmp_path}/new.db")
    assert "flask init-db" in _refused([BIN / "flask", "seed-programs"], environ)
