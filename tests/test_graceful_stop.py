"""Does a process that is told to stop under load lose nothing, send nothing twice, and leave nothing claimed?"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from bot import SECRET, TOKEN, Bot
from processes import BIN, Running, environment, free_port, running, wait_until_served
from services.service_tools import wait_for, web_of

from metatwin import Customer, Twin

pytestmark = pytest.mark.slow

PEOPLE = 12
WORDS = ["hi", "2", "menu"]
ANSWERS = ["Welcome", "budget", "Welcome"]


def _environment(database_url: str, twin: Twin, **more: str) -> dict[str, str]:
    return environment(
        DATABASE_URL=database_url, WHATSAPP_TOKEN="twin-token", PHONE_NUMBER_ID=twin.business.phone_number_id,
        VERIFY_TOKEN="verify", APP_SECRET=SECRET, API_TOKEN=TOKEN, GRAPH_API_URL=twin.url, **more,
    )  # fmt: skip


@pytest.fixture
def people(twin: Twin) -> list[Customer]:
    twin.faults.rates = False
    return [twin.customer(name=f"P{i}", phone=f"1555012{i:04}") for i in range(PEOPLE)]


def _got_all(twin: Twin, people: list[Customer]) -> bool:
    return len(twin.sent) >= len(people) * len(WORDS)


def _assert_each_got_every_answer_once(twin: Twin, people: list[Customer]) -> None:
    for person in people:
        got = [sent.words for sent in twin.sent if sent.customer_id == person.id]
        assert len(got) == len(ANSWERS), got
        assert all(answer in words for answer, words in zip(ANSWERS, got, strict=True)), got


@contextmanager
def _worker(environ: dict[str, str], log: Path) -> Iterator[tuple[Running, str]]:
    """A delivery process, and the name that it claims items under."""
    with running([BIN / "flask", "worker"], environ, log) as process:
        name = wait_for(lambda: re.findall("Worker ([0-9a-f]+) delivers", log.read_text()), 120)
        yield process, name[0]


def test_a_worker_hands_back_at_once_what_it_has_not_begun(
    bot: Bot, twin: Twin, people: list[Customer], tmp_path: Path
) -> None:
    with web_of(bot, twin):
        for words in WORDS:
            for person in people:
                twin.says(person, words)
            twin.wait_for(lambda: twin.unacknowledged == 0, timeout=120)
        environ = _environment(bot.settings.database_url, twin)
        twin.faults.latency = 1.0
        with _worker(environ, tmp_path / "first.log") as (first, name):
            twin.wait_for(lambda: len(twin.requests) >= 1, timeout=120)
            first.terminate()
            assert first.wait(40) == 0
        claimed = bot.rows("SELECT attempts FROM outbox WHERE claimed_by = :name", name=name)
        left = bot.rows("SELECT attempts FROM outbox")
        assert claimed == []
        assert 0 < len(left) <= len(people) * len(WORDS) - len(twin.sent)
        assert {row["attempts"] for row in left} == {0}
        twin.faults.latency = 0.0
        with _worker(environ, tmp_path / "second.log"):  # long before any claim would have run out
            twin.wait_for(lambda: _got_all(twin, people), timeout=120)
            twin.wait_for(lambda: twin.unacknowledged == 0, timeout=120)
            wait_for(lambda: not bot.rows("SELECT 1 FROM outbox"))
    _assert_each_got_every_answer_once(twin, people)


def test_a_server_that_is_stopped_under_load_loses_nothing(
    bot: Bot, twin: Twin, people: list[Customer], tmp_path: Path
) -> None:
    port = free_port()
    environ = _environment(bot.settings.database_url, twin, PORT=str(port))
    twin.faults.latency = 0.3
    server: list[str | Path] = [BIN / "gunicorn", "app:app", "--workers", "2"]
    for count, words in enumerate(WORDS[:2], 1):
        with running(server, environ, tmp_path / "server.log") as process:
            wait_until_served(f"http://127.0.0.1:{port}/", process, tmp_path / "server.log")
            twin.webhook_url = f"http://127.0.0.1:{port}/webhook"
            twin.release()
            twin.wait_for(lambda: len(twin.sent) >= PEOPLE * (count - 1), timeout=60)  # noqa: B023
            for person in people:
                twin.says(person, words)
            twin.wait_for(lambda: len(twin.sent) > PEOPLE * (count - 1), timeout=60)  # noqa: B023
            process.terminate()  # with sends under way, and webhooks coming in
            assert process.wait(45) == 0
        assert bot.rows("SELECT 1 FROM outbox WHERE claimed_by IS NOT NULL") == []
    with running(server, environ, tmp_path / "server.log") as process:
        wait_until_served(f"http://127.0.0.1:{port}/", process, tmp_path / "server.log")
        twin.release()
        twin.wait_for(lambda: len(twin.sent) >= PEOPLE * 2, timeout=60)
        for person in people:
            twin.says(person, WORDS[2])
        twin.wait_for(lambda: _got_all(twin, people) and twin.unacknowledged == 0, timeout=60)
    _assert_each_got_every_answer_once(twin, people)
