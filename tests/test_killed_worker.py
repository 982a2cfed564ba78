"""A delivery worker is killed in the middle of its work: does everything arrive all the same, once and in order?"""

from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import pytest
from bot import Bot
from processes import BIN, Running, environment_of, free_port, running, web_alone
from services.service_tools import BOOKING, BROCHURE, HOUR, MENU, age, wait_for, words_to
from sqlalchemy import select

from metatwin import Twin
from relaystack.models import OutboxItem
from relaystack.settings import Settings

pytestmark = pytest.mark.slow

PEOPLE = 12


def nothing_due(bot: Bot, dead: str) -> bool:
    """Whether the living have nothing in their hands, and nothing to take up."""
    with bot.parts.database.transaction() as connection:
        rows = connection.execute(select(OutboxItem.claimed_by, OutboxItem.due_at)).all()
    return all(row.claimed_by in (None, dead) and row.due_at > datetime.now(UTC) for row in rows)


def test_what_a_killed_worker_had_claimed_goes_out_once_and_in_order(
    settings: Settings, bot: Bot, twin: Twin, tmp_path: Path
) -> None:
    people = [twin.customer(f"P{n}", phone=f"1555021{n:04}") for n in range(PEOPLE)]

    def say(*messages: str) -> None:
        for words in messages:
            for person in people:
                twin.says(person, words)
            twin.wait_for(lambda: twin.unacknowledged == 0, timeout=120)

    def worker() -> Running:
        log = tmp_path / f"worker{len(started)}.log"
        started.append(
            processes.enter_context(running([str(BIN / "flask"), "worker"], environment_of(settings, free_port()), log))
        )
        return started[-1]

    started: list[Running] = []
    with ExitStack() as processes:
        twin.webhook_url = processes.enter_context(web_alone(settings, tmp_path))
        say("hi")
        doomed = worker()
        twin.wait_for(lambda: len(twin.sent) == PEOPLE and twin.unacknowledged == 0, timeout=120)

        twin.faults.answers = ["hang"] * PEOPLE  # one message of each person is under way when it dies
        say("5", "6")
        twin.wait_for(lambda: len(twin.requests) == 2 * PEOPLE, timeout=120)
        dead = bot.one("SELECT DISTINCT claimed_by FROM outbox WHERE claimed_by IS NOT NULL")["claimed_by"]
        doomed.kill()
        doomed.wait()
        twin.release()  # nobody listens any more: none of these was accepted

        worker()
        worker()
        say("menu")  # new work for those who are left: it must not overtake what waits for the claim to run out
        assert len(twin.sent) == PEOPLE
        for _ in range(3):  # found by another worker; the first of each person out of doubt; the second
            age(bot, HOUR)
            wait_for(lambda: nothing_due(bot, dead), timeout=60)
        age(bot, HOUR)
        twin.wait_for(lambda: len(twin.sent) == 4 * PEOPLE, timeout=60)
        wait_for(lambda: not bot.rows("SELECT 1 FROM outbox"))
    assert {tuple(words_to(twin, person)) for person in people} == {(MENU, BOOKING, BROCHURE, MENU)}
    assert bot.rows("SELECT 1 FROM given_up") == []
