"""Does `flask replay` show what a changed content folder would have done differently, once, and of nobody?"""

import json
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from bot import Bot
from click.testing import Result
from databases import CONTENT
from fakes.careerjet import Careerjet
from services.meta_json import post, said

ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
MARKERS = ("zebedee", "quux", "hotmail", "3105550", "5550177", "wonky", "grandmother", "wamid", "zq9")
START = datetime.now(UTC).replace(microsecond=0) - timedelta(days=3)


class Person:
    """Somebody who writes to the bot; each message comes a minute after the one before."""

    def __init__(self, bot: Bot, number: int) -> None:
        self._bot, self._phone = bot, f"1555017700{number}"
        self._at = START + timedelta(hours=number)

    def says(self, *words: str) -> "Person":
        for each in words:
            self._send(said(each, self._phone, at=self._next()))
        return self

    def taps(self, id: str, title: str = "") -> "Person":
        tapped = {"type": "list_reply", "list_reply": {"id": id, "title": title}}
        return self._send({**said("", self._phone, at=self._next()), "type": "interactive", "interactive": tapped})

    def shares(self, kind: str, **part: Any) -> "Person":
        return self._send({**said("", self._phone, at=self._next()), "type": kind, kind: part})

    def later(self, **pause: float) -> "Person":
        self._at += timedelta(**pause)
        return self

    def _next(self) -> float:
        self._at += timedelta(minutes=1)
        return self._at.timestamp()

    def _send(self, message: dict[str, Any]) -> "Person":
        assert post(self._bot, [{**message, "id": f"wamid.{uuid4().hex}"}]) == 200
        return self


@pytest.fixture
def careerjet() -> Iterator[Careerjet]:
    server = Careerjet()
    yield server
    server.close()


@pytest.fixture
def spoken(make_bot: Callable[..., Bot], careerjet: Careerjet) -> Bot:
    """A bot that several people have talked with, by its real webhook."""
    bot = make_bot(careerjet_api_key="k", careerjet_user_ip="192.0.2.1", careerjet_api_url=careerjet.url)
    talk(bot)
    return bot


def talk(bot: Bot) -> None:
    Person(bot, 1).says("hi", "2", "250k", "consultant", "Zebedee Quux", "zebedee.quux@hotmail.com", "thank you")
    Person(bot, 2).says(
        "hello", "Check Eligibility", "USD 1,500,000", "1", "1", "Zebedee O'Quux", "my mail is z@quux.zq9.com"
    )
    Person(bot, 3).says("hi", "3", "Zebedee", "what?", "wonky@hotmial.com", "wonky@hotmail.com").says("5", "menu", "6")
    four = Person(bot, 4).says("call me on +1 310 555 0199", "jobs", "4", "Canada")
    bot.deliver()
    four.says("2", "Quux Wonky", "grandmother", "quux@wonky.com")
    five = (
        Person(bot, 5)
        .says("hi")
        .taps("main_menu.menu.eligibility", "Check Eligibility")
        .says("my grandmother", "13105550199")
    )
    five.says("80000").later(hours=2).says("hello", "0").shares("image", id="1", caption="my grandmother zq9")
    five.shares("location", latitude=1, name="Wonky").says(
        "stop", "1", "start", "1", "a", "1", "back", "menu", "4", "germany"
    )
    bot.deliver()
    Person(bot, 6).says("hi", "3", "زبيدة كوكس", "зина@quux.zq9.com", "zz@quux.zq9.com").taps(
        "gone.step.zq9", "Quux"
    ).taps("Quux")


@pytest.fixture
def changed(tmp_path: Path) -> Callable[..., Path]:
    """A copy of the content with texts of its files replaced."""

    def change(*changes: tuple[str, str, str]) -> Path:
        folder = tmp_path / "changed"
        if not folder.exists():
            shutil.copytree(CONTENT, folder)
        for name, old, new in changes:
            text = (folder / name).read_text("utf-8")
            assert text.count(old) == 1, (name, old, text.count(old))
            (folder / name).write_text(text.replace(old, new), "utf-8")
        return folder

    return change


def replay(bot: Bot, *arguments: object) -> Result:
    return bot.app.test_cli_runner(catch_exceptions=False).invoke(args=["replay", *map(str, arguments)])


SENTENCE = ("flows/eligibility.yaml", "With {{ money(budget) }} you reach", "Your {{ money(budget) }} reaches")
OPTION = ("flows/main_menu.yaml", "title: Residency Programs, go: residency", "title: Residency Programs, go: jobs")
FIELD = ("flows/consultant.yaml", """        interest: "{{ it.name if it else (interest or 'Consultation') }}"\n""", "")


def changes_of(done: Result) -> list[str]:
    """The first line of each difference."""
    return [
        line for line in done.output.splitlines() if line[:1].isupper() and line.split()[0].isupper() and line[0] != "+"
    ]


def test_the_content_that_is_served_shows_no_difference(spoken: Bot, changed: Callable[..., Path]) -> None:
    done = replay(spoken, "--since", "7 days", "--content", changed())
    assert (done.exit_code, "No difference." in done.output) == (0, True), done.output
    assert "6 conversations" in done.output


def test_three_changes_are_three_differences(spoken: Bot, changed: Callable[..., Path]) -> None:
    done = replay(spoken, "--since", "7 days", "--content", changed(SENTENCE, OPTION, FIELD))
    print(done.output)
    assert done.exit_code == 1
    assert [line.split()[0] for line in changes_of(done)] == ["PATH", "WORDS", "LEAD"]
    assert 0
