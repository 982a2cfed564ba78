"""A world around the program: Meta, Stripe, a mail server, a job search, a database; and the program, killed in it."""

import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot import SECRET
from crash.colleague import TOKEN, Colleague
from crash.consultant import Consultant
from crash.outcome import Outcome, outcome
from crash.program_process import ProgramProcess
from crash.scenes import COSTLY, WAITING, Talk, begin
from fakes.careerjet import Careerjet
from fakes.mailbox import Mailbox, mail_server
from sqlalchemy import Engine, NullPool, and_, create_engine, delete, exists, or_, select, text, update

from metatwin import Twin
from relaystack.models import Base, Direction, EarlyReceipt, Message, OutboxItem, Program, Status
from relaystack.services.bookings.payments import HOLDS
from stripetwin import StripeTwin

_OTHERS = text(
    "SELECT pid FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
)
_CLAIMED = OutboxItem.claimed_by.is_not(None)
NOWHERE = "http://127.0.0.1:1/webhook"
PATIENCE = 60.0  # seconds until a run that does not settle counts as failed


@dataclass
class Run:
    """What came of one run: what happened in each life, the outcome, how many mails came twice, complaints."""

    journals: list[list[str]]
    outcome: Outcome
    copies: int
    complaints: list[str]


class World:
    """Everything outside of the program, and the program, which can be killed in it."""

    def __init__(
        self, url: str, folder: Path, twin: Twin, stripe: StripeTwin, mail: tuple[Mailbox, int], jobs: Careerjet
    ) -> None:
        self._twin, self._stripe, self._jobs, self._folder = twin, stripe, jobs, folder
        self._consultant = Consultant.soon()
        self._box, port = mail
        # Nothing of SQLite stays open here: the next life has to find its file as the dead one has left it.
        self._engine = create_engine(url, poolclass=NullPool if url.startswith("sqlite") else None)
        self._settings = {
            "DATABASE_URL": url, "WHATSAPP_TOKEN": twin.business.token, "APP_SECRET": SECRET, "VERIFY_TOKEN": "verify",
            "PHONE_NUMBER_ID": twin.business.phone_number_id, "GRAPH_API_URL": twin.url,
            "SMTP_HOST": "127.0.0.1", "SMTP_PORT": str(port), "SMTP_TLS": "none", "MAIL_FROM": "bot@example.com",
            "ADMIN_EMAIL": "staff@example.com", "CAREERJET_API_KEY": "key", "CAREERJET_USER_IP": "192.0.2.1",
            "CAREERJET_API_URL": jobs.url, "PUBLIC_URL": "http://127.0.0.1:1", "STRIPE_API_URL": stripe.url,
            "API_TOKEN": TOKEN, "STRIPE_SECRET_KEY": stripe.key, "STRIPE_WEBHOOK_SECRET": stripe.secret,
        }  # fmt: skip
        self._ours = self._connected()  # those of other tests, which this process keeps
        self._process = self._begin()

    def _begin(self) -> ProgramProcess:
        """The program, which has served everybody once in its first life."""
        self._process = ProgramProcess(self._folder, self._settings)
        self._play("crowd")
        self._process.end_first_life()
        return self._process

    def run(self, scene: str, fatal: Sequence[int] = (), late: bool = False) -> Run:
        """Play a scene; the first lives of the program end after the given points, the last one goes on.

        `late`: each comes only after the claims of the one before have run out.
        """
        complaints = []
        try:
            self._play(scene, fatal, late)
        except AssertionError as error:
            complaints = [str(error), self._process.log.read_text()[-2000:]]
        journals = [self._process.journal(life) for life in range(self._process.count)]
        self._process.end()
        outcome = self._outcome()
        run = Run(journals, outcome, len(self._box.mails) - len(outcome.mails), complaints)
        if complaints:  # something of it may still be under way
            self._process.close()
            self._process = self._begin()
        return run

    def close(self) -> None:
        """End the program and the world."""
        self._process.close()
        self._engine.dispose()

    def _play(self, scene: str, fatal: Sequence[int] = (), late: bool = False) -> None:
        self._forget()
        if scene in COSTLY:  # nobody has hours in the other scenes
            self._consultant.come(self._engine)
        if scene == WAITING:
            self._consultant.fill(self._engine)
        colleague = Colleague(self._engine, self._process.port)
        talks = begin(self._twin, self._stripe, colleague, self._call_off, scene)
        performance = _Performance(
            self._engine, self._twin, self._stripe, self._process, talks, fatal, late, self._is_alone
        )
        self._twin.wait_for(performance.goes_on, timeout=PATIENCE)

    def _call_off(self) -> None:
        """A time becomes free, and a minute is over."""
        self._consultant.call_off(self._engine)
        self._process.look_around()

    def _forget(self) -> None:
        """Everything as it was in the beginning."""
        self._twin.reset()
        self._stripe.reset()
        self._twin.webhook_url = f"http://127.0.0.1:{self._process.port}/webhook"
        self._stripe.webhook_url = f"http://127.0.0.1:{self._process.port}/payments/stripe"
        self._box.mails.clear()
        self._jobs.asked.clear()
        with self._engine.begin() as connection:
            for table in reversed(Base.metadata.sorted_tables):
                if table.name != Program.__tablename__:
                    connection.execute(delete(table))

    def _connected(self) -> frozenset[int]:
        """The processes of PostgreSQL that somebody else uses; SQLite's connections end with their process."""
        if self._engine.dialect.name == "sqlite":
            return frozenset()
        with self._engine.connect() as connection:
            return frozenset(connection.scalars(_OTHERS))

    def _is_alone(self) -> bool:
        """Whether PostgreSQL has noticed the death of the program."""
        return self._connected() <= self._ours

    def _outcome(self) -> Outcome:
        with self._engine.connect() as connection:
            return outcome(connection, self._twin.sent, self._stripe.book, self._box.mails)


class _Performance:
    """One scene being played, with as many lives of the program as it takes."""

    def __init__(
        self, engine: Engine, twin: Twin, stripe: StripeTwin, processes: ProgramProcess, talks: list[Talk],
        fatal: Sequence[int], late: bool, is_alone: Callable[[], bool],
    ) -> None:  # fmt: skip
        self._is_alone = is_alone
        self._engine, self._twin, self._stripe, self._process, self._talks = engine, twin, stripe, processes, talks
        self._fatal, self._late = [*fatal, None], late
        self._dead: set[str | None] = set()
        self._door = twin.webhook_url
        self._live()

    def goes_on(self) -> bool:
        """Do what is to be done by now; whether all has been said, answered and written down."""
        if self._process.ended():
            self._live()
        if self._twin.webhook_url == NOWHERE and not self._claimed_by_dead():
            self._twin.webhook_url = self._door
        ends = [talk.go_on() for talk in self._talks]  # each of them
        talked = all(ends)
        if (self._process.count > 1 or talked or self._forget_to_pay()) and self._is_quiet():
            self._let_time_pass()
        untold = self._twin.unacknowledged or self._stripe.unacknowledged
        return talked and not untold and self._is_settled()

    def _live(self) -> None:
        """Start the program, after all connections of the one before are gone; Meta sends again what was not taken."""
        self._twin.wait_for(self._is_alone)
        with self._engine.connect() as connection:
            self._dead |= set(connection.scalars(select(OutboxItem.claimed_by).where(_CLAIMED)))
        if self._late and self._dead:  # Meta tries less and less often: the new life looks around first
            self._twin.webhook_url = NOWHERE
            self._let_time_pass()
        self._process.begin(self._fatal.pop(0), forget=self._late)
        self._twin.release()

    def _claimed_by_dead(self) -> bool:
        claimed = exists().where(OutboxItem.claimed_by.in_(self._dead))
        with self._engine.connect() as connection:
            return bool(connection.scalar(select(claimed)))

    def _is_quiet(self) -> bool:
        """Whether Meta has read all that the dead process sent, and all its statuses were taken in."""
        if self._twin.unacknowledged:
            return False
        with urllib.request.urlopen(f"{self._twin.url}/twin/health", timeout=5):
            return not self._twin.unacknowledged

    def _let_time_pass(self) -> None:
        """What time would do: claims of the dead run out, what waits is due; a hold where nobody pays."""
        claimed, now = OutboxItem.claimed_by.in_(self._dead), datetime.now(UTC)
        waits = and_(OutboxItem.due_at > now, OutboxItem.carrier.not_in(() if self._forget_to_pay() else (HOLDS,)))
        with self._engine.begin() as connection:
            if connection.scalar(select(exists().where(or_(claimed, waits)))):
                past = now - timedelta(seconds=1)
                connection.execute(update(OutboxItem).where(claimed).values(claimed_until=past))
                connection.execute(update(OutboxItem).where(waits).values(due_at=past))

    def _forget_to_pay(self) -> bool:
        return any(talk.forgets for talk in self._talks)

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
        StripeTwin() as stripe,
        mail_server() as mail,
        closing(Careerjet()) as jobs,
        closing(World(url, folder, twin, stripe, mail, jobs)) as world,
    ):
        yield world
