"""What all tests share: both databases, the bot, Meta's twin, a mail server."""

import dataclasses
import gc
from collections.abc import Callable, Iterator
from pathlib import Path

import hypothesis
import made_once  # from here on, for all of them
import pytest
from bot import SECRET, TOKEN, Bot
from databases import fill, fresh_database
from fakes.mailbox import Mailbox, mail_server
from postgres import Databases, embedded_postgres, execute
from timing import (  # noqa: F401 (hooks)
    pytest_addoption,
    pytest_collection_modifyitems,
    pytest_ignore_collect,
    pytest_terminal_summary,
    pytest_xdist_auto_num_workers,
)

from metatwin import Twin
from relaystack.settings import Settings
from stripetwin import StripeTwin

gc.set_threshold(50_000, 50, 50)  # bots are made by the thousand, and what they are made of is kept: seldom is enough

hypothesis.settings.register_profile("relaystack", deadline=None)  # how long an example takes is no test's question
hypothesis.settings.load_profile("relaystack")


@pytest.fixture(scope="session")
def postgres() -> Iterator[Callable[[str], str]]:
    """An embedded PostgreSQL: gives the address of a database by its name."""
    with embedded_postgres() as address:
        yield address
        made_once.end_parked()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ready SQLite database to copy."""
    file = tmp_path_factory.mktemp("sqlite") / "template.db"
    fill(f"sqlite:///{file}", file.parent)
    return file


@pytest.fixture(scope="session")
def postgres_databases(postgres: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Databases]:
    """Ready PostgreSQL databases."""
    execute(postgres("postgres"), "CREATE DATABASE template_bot")
    fill(postgres("template_bot"), tmp_path_factory.mktemp("unused"))
    databases = Databases(postgres, "template_bot")
    yield databases
    databases.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A fresh database with tables and programmes, once on SQLite and once on PostgreSQL."""
    with fresh_database(request, tmp_path) as url:
        yield url


@pytest.fixture
def twin() -> Iterator[Twin]:
    """Meta's side."""
    with Twin(token="twin-token", app_secret=SECRET) as started:
        yield started


@pytest.fixture
def stripe() -> Iterator[StripeTwin]:
    """Stripe's side; what it tells is kept until a test sends it."""
    with StripeTwin() as started:
        started.holds = True
        yield started


@pytest.fixture
def settings(database_url: str, twin: Twin, tmp_path: Path) -> Settings:
    """Settings of a bot that is connected to the twin."""
    return Settings(
        database_url=database_url,
        whatsapp_token="twin-token",
        phone_number_id=twin.business.phone_number_id,
        whatsapp_business_account_id=twin.business.waba_id,
        verify_token="verify-me",
        app_secret=SECRET,
        api_token=TOKEN,
        graph_api_url=twin.url,
        media_dir=tmp_path / "media",
        gather_seconds=0,  # tests write faster than people: what they say is no piece of what they said before
    )


@pytest.fixture
def make_bot(settings: Settings) -> Iterator[Callable[..., Bot]]:
    """Makes bots on the same database, with other settings where named."""
    made: list[Bot] = []

    def make(**changes: object) -> Bot:
        made.append(Bot(dataclasses.replace(settings, **changes)))  # type: ignore[arg-type]
        return made[-1]

    yield make
    for bot in made:
        bot.close()


@pytest.fixture
def bot(make_bot: Callable[..., Bot]) -> Bot:
    """A bot connected to the twin; nothing runs beside it until a test says so."""
    return make_bot()


@pytest.fixture
def live(bot: Bot, twin: Twin) -> Iterator[Bot]:
    """The bot behind real HTTP, delivering, with the twin's webhooks pointed at it."""
    with bot.served() as address:
        twin.webhook_url = f"{address}/webhook"
        yield bot


@pytest.fixture
def mailbox() -> Iterator[tuple[Mailbox, int]]:
    """A mail server and its port."""
    with mail_server() as server:
        yield server
