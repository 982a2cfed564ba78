"""What do the numbers cost: each message for the row of its turn, and staff who open a month of a million messages?"""

import shutil
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import create_engine, text

from bench import inbox, tables
from bench.environment import TEMPLATE, Environment
from bench.processes import cpu_seconds
from bench.profiling import PEOPLE, OneProcess
from relaystack.services.conversations import taken
from relaystack.services.reporting import roll_up
from relaystack.services.storage.sets import InsertMany

ROUNDS, WARM_UP = 140, 14
MONTH = 30
_WITHOUT = "DROP INDEX ix_whatsapp_messages_timestamp"


def section(environment: Environment) -> list[str]:
    """A message with its row and without, by turns in one run; then the page on both databases."""
    return [_of_a_message(environment), _of_a_page(environment)]


class _Nothing(InsertMany):
    """In the place of the statement that keeps the rows."""

    def __init__(self) -> None:
        pass

    def execute(self, connection: Any, rows: Any) -> Any:
        """Keep nothing."""


def _of_a_message(environment: Environment) -> str:
    with_rows = OneProcess.on(environment.server.create("counted", TEMPLATE))
    without = OneProcess.on(environment.server.create("uncounted", TEMPLATE))
    environment.server.run("uncounted", _WITHOUT)
    spent = {"with": 0.0, "without": 0.0}
    for number in range(WARM_UP + ROUNDS):
        both = (("with", with_rows), ("without", without))
        for name, program in both if number % 2 else both[::-1]:
            cost = _cpu(environment.server.pid, partial(_round, program, number), name)
            spent[name] += cost if number >= WARM_UP else 0.0
    for program in (with_rows, without):
        program.parts.stop()
    each = {name: used / (ROUNDS * PEOPLE) * 1e6 for name, used in spent.items()}
    rows = [[f"{name} its row", f"{used:,.0f}", tables.ratio(used, each["without"])] for name, used in each.items()]
    head = ["a message, its reply, three statuses", "µs CPU, program and PostgreSQL", "ratio"]
    return tables.table("What the rows of turns cost", head, rows)


def _round(program: OneProcess, number: int) -> None:
    program.write(number, "counting")
    program.deliver()
    program.hear_statuses()


def _cpu(server: int, work: Callable[[], None], name: str) -> float:
    """The CPU seconds of this process and of PostgreSQL."""
    kept, row = taken.KEEP, taken.row
    if name == "without":
        taken.KEEP, taken.row = _Nothing(), lambda *given: {}
    try:
        before, theirs = time.process_time(), cpu_seconds(server)
        work()
        return time.process_time() - before + cpu_seconds(server) - theirs
    finally:
        taken.KEEP, taken.row = kept, row


def _of_a_page(environment: Environment) -> str:
    messages = 100_000 if environment.quick else 1_000_000
    file = environment.folder / "month.db"
    shutil.copy(environment.sqlite_template, file)
    urls = {"PostgreSQL": environment.server.create("month", TEMPLATE), "SQLite": f"sqlite:///{file}"}
    rows = []
    for name, url in urls.items():
        environment.say(f"filling a month of {messages:,} messages on {name}")
        last = fill(url, messages)
        browser = inbox.signed_in(inbox.application(url, environment.folder))
        parts = browser.application.extensions["relaystack"]
        begun = time.perf_counter()
        days = roll_up.count_all(parts.database, parts.conversation_settings)
        a_day = (time.perf_counter() - begun) / max(days - 1, 1)
        page = f"/console/numbers?first={last - timedelta(days=MONTH - 1)}&last={last}"
        behind = page.replace("numbers?", "numbers/behind?number=handovers&")
        figures = [figure for path in (page, behind) for figure in inbox.milliseconds(browser, path)]
        rows.append([name, f"{a_day:.2f}", *(f"{figure:,.0f}" for figure in figures)])
    head = ["", "s to count a day", "page ms, median", "worst", "people behind a number ms, median", "worst"]
    return tables.table(f"A month of {messages:,} messages", head, rows)


def fill(url: str, messages: int) -> date:
    """A month until yesterday: a turn for each message of a person, a hundredth of them hand-overs; the last day."""
    engine = create_engine(url)
    last = datetime.now(UTC).date() - timedelta(days=1)
    first = datetime.combine(last - timedelta(days=MONTH - 1), datetime.min.time(), UTC)
    series, at = _WORDS[engine.dialect.name]
    people = messages // 20
    values = {"n": messages, "people": people, "first": first.replace(tzinfo=None) if at is _LITE else first}
    values["step"] = MONTH * 86_400 / messages
    with engine.begin() as connection:
        for statement in _FILLED:
            connection.execute(text(statement.format(series=series, at=at)), values)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))
    engine.dispose()
    return last


_LITE = "strftime('%Y-%m-%d %H:%M:%f000', :first, '+' || (i * :step) || ' seconds')"
_WORDS = {
    "sqlite": ("WITH RECURSIVE s(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM s WHERE i + 1 < :n)", _LITE),
    "postgresql": ("WITH s AS (SELECT generate_series(0, CAST(:n AS int) - 1) AS i)",
                   "CAST(:first AS timestamptz) + i * CAST(:step AS float8) * interval '1 second'"),
}  # fmt: skip
_FILLED = (
    """INSERT INTO contacts (phone, profile_name, created_at, updated_at)
    {series} SELECT CAST(15550000000 + i AS text), 'Person ' || i, {at}, {at} FROM s WHERE i < :people""",
    """INSERT INTO whatsapp_messages (contact_id, phone, message, direction, timestamp, status, kind, author, billable,
      price_category, price_type)
    {series} SELECT i % :people + 1, CAST(15550000000 + i % :people AS text), 'hello',
      CASE i % 2 WHEN 0 THEN 'incoming' ELSE 'outgoing' END, {at},
      CASE i % 2 WHEN 0 THEN 'received' ELSE 'read' END, 'text', CASE i % 2 WHEN 0 THEN NULL ELSE 'bot' END,
      CASE i % 2 WHEN 0 THEN NULL ELSE true END, 'service', 'regular' FROM s""",
    """INSERT INTO turns (contact_id, at, came, about, topic, program, flow, place_after, language, replies)
    {series} SELECT i % :people + 1, {at}, CASE WHEN i % 200 = 0 THEN 'handed_over' WHEN i % 10 = 0 THEN 'answered'
      ELSE 'option' END, CASE WHEN i % 200 = 0 THEN 'asked' END, CASE WHEN i % 10 = 0 AND i % 200 > 0 THEN 'price' END,
      CASE WHEN i % 10 = 0 AND i % 200 > 0 THEN 'pt-golden-visa' END, 'residency', 'residency.category', 'en', 1
      FROM s WHERE i % 2 = 0""",
)
