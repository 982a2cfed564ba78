"""Many processes want the same times: is none booked twice, and does this test see it where the constraint is gone?"""

import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from bot import Bot
from databases import fresh_database
from services.booking_tools import consultant, contact, overlaps
from sqlalchemy import text

from relaystack.settings import ROOT, Settings

pytestmark = pytest.mark.slow

PROCESSES, OPERATIONS = 4, 60

_WORKER = """
import random, sys
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from relaystack.models import BookingState
from relaystack.services.bookings import bookings
from relaystack.services.bookings.bookings import Wanted
from relaystack.services.storage.database import Database

url, contact, member, seed, operations = sys.argv[1], *map(int, sys.argv[2:])
database, chance, mine = Database(url, Path(".")), random.Random(seed), []
day = datetime.combine(datetime.now(UTC).date() + timedelta(days=1), time(9), UTC)
for _ in range(operations):
    now = datetime.now(UTC)
    wanted = Wanted(contact, member, day + timedelta(minutes=15 * chance.randrange(24)), 30, 15)
    with database.transaction() as connection:
        what = chance.choice(("book", "move", "cancel"))
        if what == "book" or not mine:
            made = bookings.book(connection, wanted, "x", now)
            mine += [made.id] if made else []
            continue
        booking = bookings.get(connection, chance.choice(mine), for_update=True)
        if what == "move":
            bookings.move(connection, booking, wanted, "x", now)
        else:
            bookings.end(connection, booking, BookingState.CANCELLED, "x", now)
            mine.remove(booking.id)
print("done", operations)
"""


@pytest.fixture(params=["sqlite", "postgresql"])
def alone(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Bot]:
    """A program on a database of its own, whose tables a test may change."""
    with fresh_database(request, tmp_path) as url:
        bot = Bot(Settings(database_url=url, whatsapp_token="x", phone_number_id="1", verify_token="x", app_secret="x"))
        yield bot
        bot.close()


def race(bot: Bot) -> None:
    """Let the processes book, move and cancel among a few times of one day."""
    who, with_whom = str(contact(bot)), str(consultant(bot).id)
    url = bot.parts.database.engine.url.render_as_string(hide_password=False)
    running = [
        subprocess.Popen(
            [sys.executable, "-c", _WORKER, url, who, with_whom, str(seed), str(OPERATIONS)],
            cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )
        for seed in random.Random(7).sample(range(1000), PROCESSES)
    ]  # fmt: skip
    for process in running:
        output, errors = process.communicate(timeout=120)
        assert (process.returncode, output) == (0, f"done {OPERATIONS}\n"), errors


def test_many_processes_book_no_time_twice(alone: Bot) -> None:
    race(alone)
    assert overlaps(alone) == []
    assert alone.rows("SELECT 1 FROM bookings WHERE state IN ('confirmed', 'moved')")


def test_without_the_constraint_the_same_race_overlaps(alone: Bot) -> None:
    """The control: it is the constraint that holds, and the race above would show if it did not."""
    with alone.parts.database.transaction() as connection:
        connection.execute(text("DROP TABLE booking_cells"))
        time = "DATETIME" if alone.parts.database.is_sqlite else "TIMESTAMPTZ"
        columns = f"member_id BIGINT NOT NULL, begins_at {time} NOT NULL, booking_id BIGINT NOT NULL"
        connection.execute(text(f"CREATE TABLE booking_cells ({columns})"))
    race(alone)
    assert overlaps(alone)
