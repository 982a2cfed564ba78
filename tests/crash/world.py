"""A world around the program: Meta, a mail server, a job search, a database; and the program, killed in it."""

import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot import SECRET
from crash.lives import Lives
from crash.outcome import Outcome, message_ids, tables
from crash.scenes import Talk, begin
from fakes.careerjet import Careerjet
from fakes.mailbox import Mailbox, mail_server
from sqlalchemy import Engine, NullPool, create_engine, delete, exists, or_, select, text, update

from metatwin import Twin
from relaystack.models import Base, Direction, EarlyReceipt, Message, OutboxItem, Program, Status

_OTHERS = text(
    "SELECT count(*) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
)
PATIENCE = 20.0  # seconds until a run that does not settle counts as failed


@dataclass
class Run:
    """What came of one run: what happened in each life, the outcome, how many mails came twice, complaints."""

    journals: list[list[str]]
    outcome: Outcome
    copies: int
    complaints: list[str]


class World:
    """Everything outside of the program, and the program, which can be killed in it."""

    def __init__(self, url: str, folder: Path, twin: Twin, mail: tuple[Mailbox, int], jobs: Careerjet) -> None:
        self._twin, self._jobs, self._folder = twin, jobs, folder
        self._box, port = mail
        self._engine = create_engine(url, poolclass=NullPool)
        self._settings = {
            "DATABASE_URL": url, "WHATSAPP_TOKEN": twin.business.token, "APP_SECRET": SECRET, "VERIFY_TOKEN": "verify",
            "PHONE_NUMBER_ID": twin.business.phone_number_id, "GRAPH_API_URL": twin.url,
            "SMTP_HOST": "127.0.0.1", "SMTP_PORT": str(port), "SMTP_TLS": "none", "MAIL_FROM": "bot@example.com",
            "ADMIN_EMAIL": "staff@example.com", "CAREERJET_API_KEY": "key", "CAREERJET_USER_IP": "192.0.2.1",
            "CAREERJET_API_URL": jobs.url,
        }  # fmt: skip
        self._lives = Lives(folder, self._settings)

    def run(self, scene: str, fatal: Sequence[int] = ()) -> Run:
        """Play a scene; the first lives of the program end after the given points, the last one goes on."""
        self._forget()
        performance = _Performance(self._engine, self._twin, self._lives, begin(self._twin, scene), fatal)
        complaints = []
        try:
            self._twin.wait_for(performance.goes_on, timeout=PATIENCE)
        except AssertionError as error:
            complaints = [str(error), self._lives.log.read_text()[-2000:]]
        journals = [self._lives.journal(life) for life in range(self._lives.count)]
        self._lives.end()
        outcome = self._outcome()
        run = Run(journals, outcome, len(self._box.mails) - len(outcome.mails), complaints)
        if complaints:  # something of it may still be under way
            self._lives.close()
            self._lives = Lives(self._folder, self._settings)
        return run

    def close(self) -> None:
        """End the program and the world."""
        self._lives.close()
        self._engine.dispose()

    def _forget(self) -> None:
        """Everything as it was in the beginning."""
        self._twin.reset()
        self._twin.webhook_url = f"http://127.0.0.1:{self._lives.port}/webhook"
        self._box.mails.clear()
        self._jobs.asked.clear()
        with self._engine.begin() as connection:
            for table in reversed(Base.metadata.sorted_tables):
                if table.name != Program.__tablename__:
                    connection.execute(delete(table))

    def _outcome(self) -> Outcome:
        sent = self._twin.sent
        received: dict[str, list[str]] = {}
        for one in sent:
            received.setdefault(one.customer_id, []).append(one.words)
        with self._engine.connect() as connection:
            return Outcome(tables(connection, sent), received, message_ids(self._box.mails))


class _Performance:
    """One scene being played, with as many lives of the program as it takes."""

    def __init__(self, engine: Engine, twin: Twin, lives: Lives, talks: list[Talk], fatal: Sequence[int]) -> None:
        self._engine, self._twin, self._lives, self._talks = engine, twin, lives, talks
        self._fatal = [*fatal, None]
        self._orphans: list[int] = []
        self._live()

    def goes_on(self) -> bool:
        """Do what is to be done by now; whether all has been said, answered and written down."""
        if self._lives.ended():
            self._live()
        if self._orphans and self._is_quiet():
            self._let_claims_run_out()
        talked = [talk.go_on() for talk in self._talks]
        return all(talked) and not self._twin.unacknowledged and self._is_settled()

    def _live(self) -> None:
        """Start the program, after all connections of the one before are gone; Meta sends again what was not taken."""
        self._twin.wait_for(self._is_alone)
        with self._engine.connect() as connection:
            claimed = select(OutboxItem.id).where(OutboxItem.claimed_by.is_not(None))
            self._orphans = list(connection.scalars(claimed))
        self._lives.begin(self._fatal.pop(0))
        self._twin.release()

    def _is_alone(self) -> bool:
        """Whether PostgreSQL has noticed the death (SQLite's connections end with their process)."""
        if self._engine.dialect.name == "sqlite":
            return True
        with self._engine.connect() as connection:
            return not connection.scalar(_OTHERS)

    def _is_quiet(self) -> bool:
        """Whether Meta has read all that the dead process sent, and all its statuses were taken in."""
        if self._twin.unacknowledged:
            return False
        with urllib.request.urlopen(f"{self._twin.url}/twin/health", timeout=5):
            return not self._twin.unacknowledged

    def _let_claims_run_out(self) -> None:
        """What time would do: a claim outlives by far the redelivery of all statuses."""
        orphans = OutboxItem.id.in_(self._orphans)
        with self._engine.begin() as connection:
            past = datetime.now(UTC) - timedelta(seconds=1)
            connection.execute(update(OutboxItem).where(orphans).values(claimed_until=past))
        self._orphans = []

    def _is_settled(self) -> bool:
        unsettled = or_(
            exists().where(OutboxItem.id.is_not(None)),
            exists().where(EarlyReceipt.id.is_not(None)),
            exists().where(Message.direction == Direction.OUTGOING, Message.status != Status.DELIVERED),
        )
        with self._engine.connect() as connection:
            return not connection.scalar(select(unsettled))


@contextmanager
def open_world(url: str, folder: Path) -> Iterator[World]:
    """A world on a database that has tables and programmes."""
    with (
        Twin(app_secret=SECRET) as twin,
        mail_server() as mail,
        closing(Careerjet()) as jobs,
        closing(World(url, folder, twin, mail, jobs)) as world,
    ):
        yield world
