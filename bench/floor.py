"""How near is the webhook to the floor: the same statements in pgbench?"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from bench import bodies, pgbench, tables
from bench.contestants import GRANIAN_ALONE, WEB_ALONE
from bench.environment import Environment
from bench.fill import fill
from bench.journal import Journal, Statement, transactions
from bench.load import SCRIPT
from bench.pgbench import Floor, Script, scattered
from bench.profiling import OneProcess
from bench.run import Result

CONTACTS, MESSAGES = 20_000, 100_000
PERSON = 15_123  # who writes while we record; also the number of their contact, session and lead
STATUS_OF = 71_000  # statuses of the messages after this one come while we record
FIRST_MESSAGE, FIRST_ITEM = 50_000_001, 70_000_001  # so that no other number looks like these
TENS = 10


@dataclass
class Recorder:
    """Lets the program do its work once, and keeps the statements."""

    environment: Environment
    program: OneProcess
    journal: Journal
    count: int = 0

    def message(self, words: str, *, delivered: bool = False) -> str:
        """The script of a message's transaction, and of its claim and settlement if wanted."""
        self.count += 1
        wamid = f"wamid.FLOOR{self.count:08d}"
        with self._recording() as said:
            self.program.receive([bodies.message(PERSON, words, wamid)])
            if delivered:
                self.program.deliver()
        if not delivered:
            self.program.deliver()
        tokens = {
            bodies.phone_of(PERSON): ":p",
            str(PERSON): ":c",
            f"FLOOR{self.count:08d}": ":w",
            self.program.post.sent[-1][0]: "('wamid.S' || (:w)::text)",
            self._last("whatsapp_messages"): "(SELECT currval('whatsapp_messages_id_seq'))",
            self._last("outbox"): "(SELECT currval('outbox_id_seq'))",
        }
        head = [rf"\set c random(1, {CONTACTS})", scattered("p", ":c"), r"\set w random(1, 4000000000000000000)"]
        return Script(head, tokens).of(_working(said))

    def statuses(self, count: int) -> str:
        """The script of a body with so many statuses."""
        self.count += 1
        first = STATUS_OF + 100 * self.count  # others each time: a status that is known already changes nothing
        rows = [
            (f"wamid.{n}", "delivered", bodies.phone_of(1), f"wamid.{n}/main_menu.menu/0")
            for n in (bodies.scattered(first + i) for i in range(count))
        ]
        with self._recording() as said:
            self.program.receive([bodies.statuses(rows)])
        head = [rf"\set m random(1, {MESSAGES - count})"]
        tokens: dict[str, str] = {}
        for i in range(count):
            head += [rf"\set m{i} :m + {i}", scattered(f"s{i}", f":m + {i}")]
            tokens |= {str(first + i): f":m{i}", str(bodies.scattered(first + i)): f":s{i}"}
        return Script(head, tokens).of(_working(said))

    @contextmanager
    def _recording(self) -> Iterator[list[Statement]]:
        """Only new connections are recorded: the program forgets those that it has."""
        self.program.parts.database.close()
        with self.journal.recording() as said:
            yield said
            self.program.parts.database.close()

    def _last(self, table: str) -> str:
        return str(self.environment.server.run("floor", f"SELECT last_value FROM {table}_id_seq")[0][0])  # noqa: S608


def _working(said: list[Statement]) -> list[list[Statement]]:
    """The transactions that did something."""
    return [one for one in transactions(said) if any(s.sql.split()[0] != "SELECT" for s in one)]


def recorded(environment: Environment) -> dict[str, list[str]]:
    """The scripts by what they do, of the database `floor`."""
    url = environment.server.create("floor", "template_floor")
    sequences = {"whatsapp_messages": FIRST_MESSAGE, "outbox": FIRST_ITEM}
    environment.server.run("floor", *(f"SELECT setval('{name}_id_seq', {first})" for name, first in sequences.items()))
    recorder = Recorder(
        environment, OneProcess.on(url), Journal(environment.server, environment.folder / "postgresql", "floor")
    )
    recorder.message("hi")  # what is only done once is done now
    recorder.statuses(1)
    messages = [recorder.message(words) for words in SCRIPT]
    whole = [recorder.message(words, delivered=True) for words in SCRIPT]
    return {
        "a message": messages,
        "a message, its claim and its settlement, each alone": whole,
        "one status": [recorder.statuses(1)],
        "ten statuses": [recorder.statuses(TENS)],
    }


def section(environment: Environment) -> list[str]:
    """Webhook transactions a second beside pgbench with the same statements."""
    environment.say("filling, and recording the statements")
    fill(environment.server.create("template_floor", "template_bot"), CONTACTS, MESSAGES, "sent")
    seconds = 4 if environment.quick else 15
    floors: dict[str, Floor] = {}
    for name, scripts in recorded(environment).items():
        environment.server.create("floor", "template_floor")
        floors[name] = pgbench.run(environment.server, "floor", scripts, seconds, environment.folder)
        environment.say(f"pgbench, {name}: {floors[name]}")
    environment.server.drop("floor")
    drive = environment.drive(answered=False, known=CONTACTS, window=64)
    webs = [environment.on_postgresql(one, drive, "template_floor") for one in (WEB_ALONE, GRANIAN_ALONE)]
    return [tables.table("The floor: pgbench with the same statements", _HEAD, list(_rows(floors, webs)))]


_HEAD = ["", "transactions/s", "ratio", "µs client or web", "µs PostgreSQL", "µs together", "ratio"]


def _rows(floors: dict[str, Floor], webs: list[Result]) -> Iterator[list[str]]:
    first = floors["a message"]
    for name, floor in floors.items():
        yield _row(f"pgbench, {name}", floor, first)
    for web in webs:
        same = Floor(web.per_second, web.cpu["web"], web.cpu["database"])
        yield _row(web.name, same, first, web)


def _row(name: str, floor: Floor, first: Floor, web: Result | None = None) -> list[str]:
    both, beside = floor.client + floor.database, first.client + first.database
    return [
        name, tables.per_second(web) if web else f"{floor.per_second:,.0f}",
        tables.ratio(floor.per_second, first.per_second), f"{floor.client:,.0f}", f"{floor.database:,.0f}",
        f"{both:,.0f}", tables.ratio(both, beside),
    ]  # fmt: skip
