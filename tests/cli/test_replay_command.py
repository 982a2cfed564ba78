"""Does `flask replay` show what a changed content folder would have done differently, once, and of nobody?"""

import re
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from bot import SECRET, Bot
from click.testing import Result
from databases import CONTENT
from fakes.careerjet import Careerjet
from gateways.whatsapp.meta_bodies import everything
from services.meta_json import post, said
from sqlalchemy import delete, func, select
from sqlalchemy.exc import DBAPIError

from metatwin import Twin
from relaystack.models import Message
from relaystack.settings import Settings

ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
MARKERS = ("zebedee", "quux", "hotmail", "3105550", "5550177", "wonky", "grandmother", "wamid", "zq9")
KINDS = ("FAULT", "PATH", "WORDS", "LEAD", "ANSWER", "EFFECT")
Change = Callable[..., Path]
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
    talk(bot, careerjet)
    return bot


def talk(bot: Bot, careerjet: Careerjet) -> None:
    Person(bot, 1).says("hi", "2", "250k", "consultant", "Zebedee Quux", "zebedee.quux@hotmail.com", "thank you")
    two = Person(bot, 2).says("hello", "Check Eligibility", "USD 1,500,000", "1", "1", "Zebedee O'Quux")
    two.says("my wonky mail is z@quux.zq9.com")
    three = Person(bot, 3).says("hi", "3", "Zebedee", "whatever", "wonky@hotmial.com", "wonky@hotmail.com")
    three.says("5", "menu", "6")
    four = Person(bot, 4).says("call me on +1 310 555 0199", "jobs", "Canada")
    bot.deliver()
    four.says("2", "Quux Wonky", "grandmother", "quux@wonky.com")
    five = Person(bot, 5).says("hi").taps("main_menu.menu.eligibility", "Check Eligibility")
    five.says("my grandmother", "13105550199", "80000").later(hours=2).says("hello", "0")
    five.shares("location", latitude=1, name="Wonky")
    five.says("stop", "1", "start", "1", "a", "1", "back", "menu", "1").taps("main_menu.menu.jobs").says("germany")
    careerjet.body = careerjet.answer("v4_jobs_no_results.json")
    bot.deliver()
    six = Person(bot, 6).says("hi", "3", "زبيدة كوكس", "зина@quux.zq9.com", "zz@quux.zq9.com", "Zebedee, call me")
    six.taps("gone.step.zq9", "Quux").taps("Quux").shares("reaction", emoji="👍").says("1").later(minutes=45).says(
        "Quux"
    )


@pytest.fixture(scope="module")
def talks(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What was exported of these conversations."""
    folder = tmp_path_factory.mktemp("talks")
    (folder / "bot.db").write_bytes(sqlite_template.read_bytes())
    careerjet = Careerjet()
    with Twin(token="twin-token", app_secret=SECRET) as twin:
        bot = Bot(
            Settings(
                database_url=f"sqlite:///{folder}/bot.db", whatsapp_token="twin-token", app_secret=SECRET,
                phone_number_id=twin.business.phone_number_id, graph_api_url=twin.url, careerjet_api_key="k",
                careerjet_user_ip="192.0.2.1", careerjet_api_url=careerjet.url,
            )
        )  # fmt: skip
        talk(bot, careerjet)
        assert replay(bot, "--since", "7 days", "--export", folder / "talks.jsonl").exit_code == 0
        bot.close()
    careerjet.close()
    return folder / "talks.jsonl"


@pytest.fixture
def changed(tmp_path: Path) -> Change:
    """A copy of the content, changed: a file, a pattern in it, and what stands there instead."""

    def change(*changes: tuple[str, str, str]) -> Path:
        folder = tmp_path / "changed"
        if not folder.exists():
            shutil.copytree(CONTENT, folder)
        for name, old, new in changes:
            text = (folder / name).read_text("utf-8")
            after, done = re.subn(old, new, text, count=1, flags=re.MULTILINE)
            assert done, (name, old)
            (folder / name).write_text(after, "utf-8")
        return folder

    return change


def replay(bot: Bot, *arguments: object) -> Result:
    return bot.app.test_cli_runner(catch_exceptions=False).invoke(args=["replay", *map(str, arguments)])


MENU, JOBS, PHRASES = "flows/main_menu.yaml", "flows/jobs.yaml", "phrases.yaml"
ELIGIBILITY, CONSULTANT = "flows/eligibility.yaml", "flows/consultant.yaml"
SENTENCE = (ELIGIBILITY, r"What is your investment budget in USD\?", "How much would you invest, in USD?")
OPTION = (MENU, "go: residency}", "go: jobs}")
FIELD = (CONSULTANT, r"^ +interest: .*\n", "")


def kinds(done: Result) -> list[str]:
    """The kinds of differences that are shown, in order."""
    assert done.exit_code == 1, done.output
    found = [line.split()[0] for line in done.output.splitlines() if line.split(" ")[0] in KINDS]
    assert f"{len(found)} difference" in done.output
    return found


def test_the_content_that_is_served_shows_no_difference(spoken: Bot, changed: Change) -> None:
    done = replay(spoken, "--since", "7 days", "--content", changed())
    assert (done.exit_code, "6 conversations with " in done.output, "No difference." in done.output) == (0, True, True)


def test_three_changes_are_three_differences(spoken: Bot, changed: Change) -> None:
    done = replay(spoken, "--since", "7 days", "--content", changed(SENTENCE, OPTION, FIELD))
    assert kinds(done) == ["PATH", "WORDS", "LEAD"]
    path, words, lead, apart = done.output.split("\n\n")[1:]
    assert path.startswith(
        """PATH    leads elsewhere at main_menu.menu
  - residency.category
  - 🌍 Top Residency Categories:
  + jobs.country
  + Which country are you looking for jobs in?
  3 turns in 2 conversations, for example conversation 5, """
    )
    assert words.startswith(
        """WORDS   says something else at eligibility.budget
  - 💰 What is your investment budget in USD?
  + 💰 How much would you invest, in USD?
"""
    )
    assert lead.startswith(
        """LEAD    the consultants get something else at consultant.email
  - interest = Talk to Consultant
  + interest not given
"""
    )
    assert "after “person-a@example.com”" in lead
    assert apart.startswith("Not compared: ")


@ON_SQLITE
def test_nothing_of_anybody_is_shown_or_exported(spoken: Bot, changed: Change, tmp_path: Path) -> None:
    folder = changed(
        (CONSULTANT, r"(say: \|\n +)", r"\1Thanks, {{ name }} <{{ email }}>! "),
        (PHRASES, r'(typo: ")', r"\1{{ guess }}? "),
    )
    done = replay(spoken, "--since", "7 days", "--content", folder, "--export", tmp_path / "talks.jsonl")
    assert kinds(done) == ["WORDS", "WORDS"]
    assert "+ Thanks, Person A <person-a@example.com>!" in done.output
    assert "+ person-c@gmail.com? " in done.output
    written = (tmp_path / "talks.jsonl").read_text("utf-8")
    for marker in MARKERS:
        assert marker not in (done.output + written).lower()
    assert "could not be made anonymous" not in done.output


@ON_SQLITE
def test_exported_conversations_are_replayed_elsewhere(spoken: Bot, changed: Change, tmp_path: Path) -> None:
    file, folder = tmp_path / "talks.jsonl", changed(SENTENCE, OPTION, FIELD)
    done = replay(spoken, "--since", "7 days", "--export", file)
    assert (done.exit_code, done.output.splitlines()[-1]) == (0, "6 conversations exported.")
    here = replay(spoken, "--since", "7 days", "--content", folder)
    spoken.rows("DELETE FROM outbox")
    spoken.rows("DELETE FROM whatsapp_messages")
    assert replay(spoken, "--from", file, "--content", folder).output == here.output


CHANGES = {
    "a fault": ("flows/booking.yaml", r"brand\.booking", "brand.boking", "FAULT", "boking"),
    "a hint": (PHRASES, r'^(  money:\n +nothing: ")', r"\1Digits, please. ", "WORDS", "+ Digits, please."),
    "a label": (MENU, "label: Book Consultation", "label: Meet us", "WORDS", "  + 5️⃣ Meet us\n  + [Meet us]"),
    "a pause": (PHRASES, r'^(pause: ")', r"\1Long time no see. ", "WORDS", "+ Long time no see."),
    "a location": (PHRASES, r'^(cannot_read: ")', r"\1Oh! ", "WORDS", "+ Oh! "),
    "no search": (JOBS, r"not can\.search_jobs", "can.search_jobs", "PATH", "+ jobs.by_hand"),
    "nothing found": (JOBS, r"(  no_openings:[^|]*\|\n +)", r"\1Alas! ", "WORDS", "+ Alas! "),
    "what is saved": (JOBS, r"interest: Jobs abroad}, go", "interest: Work}, go", "ANSWER", "+ interest = Work"),
    "what is told": (ELIGIBILITY, r"\n +interest: Eligibility check", "", "LEAD", "+ interest not given"),
    "no lead": (ELIGIBILITY, r" +- do: capture_lead\n +with:\n( {8}.*\n)+", "", "LEAD", "+ no lead"),
    "another answer": (CONSULTANT, "answer: email", "answer: text", "PATH WORDS LEAD", "+ the end"),
    "another document": ("brand.yaml", r"brochure\.pdf", "brochure2.pdf", "WORDS", "brochure2.pdf"),
    # Where openings were found, their country is remembered for the next page: two conversations, two countries.
    "another search": (
        JOBS,
        'country: "{{ country.code }}"',
        "country: FR",
        "ANSWER ANSWER EFFECT",
        "+ SearchJobs country = FR",
    ),
}


@ON_SQLITE
@pytest.mark.parametrize(("file", "old", "new", "kind", "shown"), CHANGES.values(), ids=CHANGES)
def test_each_kind_of_change_is_one_difference(
    file: str, old: str, new: str, kind: str, shown: str, make_bot: Callable[..., Bot], changed: Change, talks: Path
) -> None:
    bot = make_bot(careerjet_api_key="k", careerjet_user_ip="192.0.2.1")
    done = replay(bot, "--from", talks, "--content", changed((file, old, new)))
    assert kinds(done) == kind.split()
    assert shown in done.output


@ON_SQLITE
def test_a_step_by_another_name_is_one_difference(spoken: Bot, changed: Change) -> None:
    folder = changed((CONSULTANT, "go: email", "go: mail"), (CONSULTANT, "  email:", "  mail:"))
    done = replay(spoken, "--since", "7 days", "--content", folder)
    assert kinds(done) == ["PATH"]
    assert "  - consultant.email\n" in done.output
    assert "  + consultant.mail\n" in done.output


@ON_SQLITE
def test_only_what_happened_since_then_is_compared(spoken: Bot, changed: Change) -> None:
    folder = changed(SENTENCE)
    since = START + timedelta(hours=4)
    done = replay(spoken, "--since", since.isoformat(), "--content", folder)
    assert "3 conversations with " in done.output  # of which the first is the fourth of all
    assert "  3 turns in 1 conversation, for example conversation 2, " in done.output


@ON_SQLITE
@pytest.mark.parametrize(
    ("arguments", "said"),
    {
        "nothing to compare with": (["--since", "7 days"], "--content"),
        "no time": (["--content", "CHANGED"], "--since"),
        "a time that is none": (["--since", "someday", "--content", "CHANGED"], "neither a day like"),
        "a folder that is none": (["--since", "7 days", "--content", "nowhere"], "does not exist"),
        "nobody": (["--since", "0 days", "--content", "CHANGED"], "nobody has written"),
        "a file that is none": (["--from", "CHANGED/brand.yaml", "--content", "CHANGED"], "brand.yaml, line 1: "),
        "broken content": (["--since", "7 days", "--content", "BROKEN"], "flows/main_menu.yaml"),
    }.values(),
)
def test_what_cannot_run_says_why(arguments: list[str], said: str, bot: Bot, changed: Change, tmp_path: Path) -> None:
    folder = changed()
    shutil.copytree(folder, tmp_path / "broken")
    (tmp_path / "broken/flows/main_menu.yaml").write_text("steps: nonsense")
    paths = {"CHANGED": str(folder), "BROKEN": f"{tmp_path}/broken"}
    done = replay(bot, *[re.sub("CHANGED|BROKEN", lambda name: paths[name[0]], each) for each in arguments])
    assert done.exit_code == 2
    assert said in done.output


@ON_SQLITE
def test_a_database_without_tables_says_why(make_bot: Callable[..., Bot], changed: Change, tmp_path: Path) -> None:
    done = replay(make_bot(database_url=f"sqlite:///{tmp_path}/empty.db"), "--since", "7 days", "--content", changed())
    assert done.exit_code == 2
    assert "flask init-db" in done.output


def test_the_database_stays_as_it_was(spoken: Bot, changed: Change) -> None:
    before = everything(spoken)
    assert replay(spoken, "--since", "7 days", "--content", changed(SENTENCE)).exit_code == 1
    assert everything(spoken) == before
    with spoken.parts.database.reading() as connection:
        assert (connection.scalar(select(func.count()).select_from(Message)) or 0) > 60
        Person(spoken, 7).says("hi")  # nobody is kept from writing meanwhile
        with pytest.raises(DBAPIError, match=r"read-?only"):
            connection.execute(delete(Message))
    assert len(spoken.rows("SELECT 1 FROM contacts")) == 7
