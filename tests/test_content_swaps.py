"""The content changes while processes run on it: who notices, when, and what do those see who are in the middle?"""

import dataclasses
import json
import shutil
import threading
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from bot import Bot
from processes import BIN, environment_of, free_port, running, wait_until_served
from services.meta_json import post, said
from services.service_tools import wait_for

from metatwin import Customer, Twin
from relaystack import Relaystack, create_app
from relaystack.content.book import load_book
from relaystack.content.live import LiveContent
from relaystack.content.served import ServedContent
from relaystack.engine.flow import Words
from relaystack.services.answers import taught
from relaystack.services.answers.taught import Draft
from relaystack.services.storage.database import Database
from relaystack.settings import ROOT, Settings

pytestmark = pytest.mark.slow

NOTICED = 5 * 6  # seconds: five, on a machine that does much else
SERVED, FAULT = "is served from now on", "the version before is served, for there is a fault at nexora/phrases.yaml:26"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A content folder that may be changed."""
    return Path(shutil.copytree(ROOT / "nexora", tmp_path / "nexora"))


@pytest.fixture
def servers(settings: Settings, folder: Path, tmp_path: Path) -> Iterator[dict[str, Path]]:
    """Two servers, each with delivery inside, on one database and one content folder: their addresses and logs."""
    ours = dataclasses.replace(settings, content_dir=folder)
    ports = {f"http://127.0.0.1:{port}": port for port in (free_port(), free_port())}
    logs = {address: tmp_path / f"{port}.log" for address, port in ports.items()}
    one, other = ports
    command: list[str | Path] = [BIN / "gunicorn", "app:app"]
    with (
        running(command, environment_of(ours, ports[one]), logs[one]) as first,
        running(command, environment_of(ours, ports[other]), logs[other]) as second,
    ):
        wait_until_served(f"{one}/webhook/health", first, logs[one])
        wait_until_served(f"{other}/webhook/health", second, logs[other])
        yield logs


def change(file: Path, *edits: tuple[str, str]) -> None:
    """Edit a file in place: other words for some."""
    words = file.read_text(encoding="utf-8")
    for was, by in edits:
        assert was in words
        words = words.replace(was, by)
    file.write_text(words, encoding="utf-8")


def noticed(logs: dict[str, Path], words: str, times: int = 1) -> None:
    """Both processes have said so, so often."""
    wait_for(lambda: [log.read_text().count(words) for log in logs.values()] == [times] * len(logs), NOTICED)


def answer(twin: Twin, customer: Customer, words: str) -> str:
    """What the customer gets for that."""
    before = len(twin.sent)
    twin.says(customer, words)
    twin.wait_for(lambda: len(twin.sent) == before + 1, timeout=120)
    return twin.sent[-1].words


def reasons(address: str, settings: Settings) -> str:
    """What the health page of a process tells."""
    asked = urllib.request.Request(
        f"{address}/webhook/health", headers={"Authorization": f"Bearer {settings.api_token}"}
    )
    with urllib.request.urlopen(asked, timeout=10) as page:
        return " ".join(json.load(page)["reasons"])


def test_every_process_has_the_new_words_and_keeps_them_when_a_file_breaks(
    servers: dict[str, Path], settings: Settings, folder: Path, twin: Twin
) -> None:
    people = {address: twin.customer(f"P{n}", phone=f"1555022000{n}") for n, address in enumerate(servers)}
    for address, person in people.items():
        twin.webhook_url = f"{address}/webhook"
        answer(twin, person, "hi")
        answer(twin, person, "3")
        assert "Ada" in answer(twin, person, "Ada")  # half of a form is filled in

    change(folder / "phrases.yaml", ('thanks: "You are welcome!', 'thanks: "With pleasure!'))
    noticed(servers, SERVED)
    for address, person in people.items():
        twin.webhook_url = f"{address}/webhook"
        assert answer(twin, person, "thanks").startswith("With pleasure!")

    change(folder / "phrases.yaml", ('thanks: "With pleasure!', 'thanks: "With {{ pleasure!'))
    noticed(servers, FAULT)
    for address, person in people.items():
        twin.webhook_url = f"{address}/webhook"
        assert answer(twin, person, "thanks").startswith("With pleasure!")
        assert FAULT in reasons(address, settings)

    change(folder / "phrases.yaml", ("With {{ pleasure!", "With pleasure!"))
    renamed = [("version: 1", "version: 2"), ("  email:\n", "  address:\n"), ("go: email\n", "go: address\n")]
    change(folder / "flows" / "consultant.yaml", *renamed)
    noticed(servers, SERVED, times=2)
    for address, person in people.items():
        twin.webhook_url = f"{address}/webhook"
        moved = answer(twin, person, "ada@example.com")
        assert moved.startswith("Our menu has changed since your last message")
        assert "Your earlier answers are kept" in moved
        assert FAULT not in reasons(address, settings)
        assert servers[address].read_text().count(FAULT) == 1

    database = Database(settings.database_url, folder.parent)
    taught.teach(database, load_book(folder), Draft("Zoo", {"en": "have a zoo"}, {"en": "We have no zoo."}), "Mona")
    database.close()
    noticed(servers, SERVED, times=3)
    for address, person in people.items():
        twin.webhook_url = f"{address}/webhook"
        assert "We have no zoo." in answer(twin, person, "do you have a zoo?")


def test_nobody_looks_at_the_folder_before_the_first_use(settings: Settings, folder: Path) -> None:
    """An application is made before a fork: a thread of that time would look, and tell, for nobody."""

    before = set(threading.enumerate())

    def looking() -> bool:
        return any(thread.name == "content" for thread in {*threading.enumerate()} - before)

    app = create_app(dataclasses.replace(settings, content_dir=folder))
    parts: Relaystack = app.extensions["relaystack"]
    assert not looking()
    app.test_client().get("/webhook/health")
    assert looking()
    parts.content.close()
    assert not looking()
    parts.database.close()


def test_a_swap_in_the_middle_of_a_transaction_does_not_mix(bot: Bot) -> None:
    old = bot.parts.content.current()
    new = _saying(old, lambda values: "new")

    def swap(values: object) -> str:
        bot.parts.content = LiveContent(new)
        return "old"

    bot.parts.content.close()
    bot.parts.content = LiveContent(_saying(old, swap))
    people = [f"1555023000{n}" for n in range(3)]
    assert post(bot, [said("hi", phone) for phone in people]) == 200
    assert post(bot, [said("thanks", phone) for phone in people]) == 200
    assert post(bot, [said("thanks", phone) for phone in people]) == 200
    answers = bot.rows("SELECT message FROM whatsapp_messages WHERE direction = 'outgoing' ORDER BY id")
    assert [row["message"].partition("\n")[0] for row in answers[3:]] == ["old"] * 3 + ["new"] * 3


def _saying(content: ServedContent, thanks: Callable[[object], str]) -> ServedContent:
    """The content with other words for who says thanks."""
    phrases = {**content.book.phrases, "thanks": Words("thanks", {"en": thanks})}
    return dataclasses.replace(content, book=dataclasses.replace(content.book, phrases=phrases))
