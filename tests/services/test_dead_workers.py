"""A worker is killed: does what it had claimed go on at once, where that is safe?"""

import fcntl
import os
import signal
import sys
import time
from contextlib import AbstractContextManager
from datetime import timedelta
from pathlib import Path

import pytest
from bot import Bot
from processes import BIN, Running, environment_of, finished, free_port, running
from services.service_tools import BOOKING, MENU, age, heard, wait_for, words_to, workers

from metatwin import Customer, Twin
from relaystack.services.delivery import claims
from relaystack.settings import Settings

pytestmark = pytest.mark.slow

STATUS = "SELECT status FROM whatsapp_messages WHERE key IS NOT NULL ORDER BY id"
CLAIMED = "SELECT 1 FROM outbox WHERE claimed_by IS NOT NULL"

CLAIMS_AND_DIES = """
import asyncio, os, signal
from app import app

delivery = app.extensions["relaystack"].delivery()
delivery._work = lambda chain: asyncio.sleep(600)


async def claim():
    await delivery._take_over()
    await delivery._claim()


asyncio.run(claim())
os.kill(os.getpid(), signal.SIGKILL)
"""


def _worker(settings: Settings, log: Path) -> AbstractContextManager[Running]:
    return running([str(BIN / "flask"), "worker"], environment_of(settings, free_port()), log)


def test_what_a_killed_process_had_not_begun_leaves_within_seconds(
    listening: Bot, settings: Settings, twin: Twin, amina: Customer, ben: Customer, tmp_path: Path
) -> None:
    """Amina's first answer is under way when it dies: that is in doubt. Ben's second waits behind a pace of its own."""
    heard(twin, (amina, "hi"), (amina, "5"))
    twin.faults.answers = ["hang"]
    twin.faults.status_webhooks = False
    with _worker(settings, tmp_path / "doomed.log") as doomed:
        twin.wait_for(lambda: len(twin.requests) == 1, timeout=240)
        wait_for(lambda: len(listening.rows(CLAIMED)) == 2, 60)
        doomed.kill()
        doomed.wait()
    twin.release()
    before = time.monotonic()
    heard(twin, (ben, "hi"))
    with workers(listening):
        wait_for(lambda: [row["status"] for row in listening.rows(STATUS)][:2] == ["in_doubt", "queued"], 9)
        twin.wait_for(lambda: words_to(twin, ben) == [MENU])
        assert not listening.rows(CLAIMED)
    assert time.monotonic() - before < 10
    age(listening, timedelta(seconds=65))
    twin.faults.status_webhooks = True
    listening.deliver()
    assert words_to(twin, amina) == [MENU, BOOKING]  # each once
    assert len(twin.requests) == 4


def test_a_process_killed_between_claim_and_send_costs_nobody_a_minute(
    listening: Bot, settings: Settings, twin: Twin, amina: Customer
) -> None:
    """It stands still when it has claimed, and is killed then: nothing was handed to the network."""
    heard(twin, (amina, "hi"))
    dies = [sys.executable, "-c", CLAIMS_AND_DIES]
    done = finished(dies, environment_of(settings, free_port()))
    assert done.returncode == -signal.SIGKILL
    assert len(listening.rows(CLAIMED)) == 1
    listening.deliver()
    assert words_to(twin, amina) == [MENU]
    assert listening.rows("SELECT 1 FROM outbox") == []
    assert not list(listening.parts.database.workers.parent.glob(f"{listening.parts.database.workers.name}-*"))


def test_what_a_first_one_may_have_sent_is_in_doubt_also_after_the_death_of_a_second(
    listening: Bot, settings: Settings, twin: Twin, amina: Customer
) -> None:
    """The second has taken it over, and dies before it could say so."""
    heard(twin, (amina, "hi"))
    place, first = listening.parts.database.workers, "first"
    place.parent.mkdir(parents=True, exist_ok=True)
    [item] = claims.claim(listening.parts.database, first, claims.Pace(80, 60), {"whatsapp": 9})
    boot = Path("/proc/sys/kernel/random/boot_id").read_text()
    place.with_name(f"{place.name}-{first}.worker").write_text(f"{boot}{item.id}\n")
    second = [sys.executable, "-c", CLAIMS_AND_DIES]
    done = finished(second, environment_of(settings, free_port()))
    assert done.returncode == -signal.SIGKILL
    listening.deliver()
    assert [row["status"] for row in listening.rows(STATUS)] == ["in_doubt"]
    assert twin.requests == []


def test_a_worker_that_stands_still_is_not_taken_for_dead(
    listening: Bot, settings: Settings, twin: Twin, amina: Customer, tmp_path: Path
) -> None:
    """Its lock is held: it may wake up in the middle of its request."""
    heard(twin, (amina, "hi"))
    twin.faults.answers = ["hang"]
    with _worker(settings, tmp_path / "frozen.log") as frozen:
        twin.wait_for(lambda: len(twin.requests) == 1, timeout=240)
        frozen.send_signal(signal.SIGSTOP)
        try:
            listening.deliver()
            assert len(listening.rows(CLAIMED)) == 1
            assert [row["status"] for row in listening.rows(STATUS)] == ["sending"]
        finally:
            frozen.send_signal(signal.SIGCONT)
            twin.release()
        twin.wait_for(lambda: words_to(twin, amina) == [MENU])
    assert len(twin.requests) == 1


@pytest.mark.parametrize("what", ["another machine", "no file", "nonsense", "a lock that another holds"])
def test_where_nothing_is_known_of_a_worker_its_claims_run_out_as_ever(
    listening: Bot, twin: Twin, amina: Customer, what: str
) -> None:
    heard(twin, (amina, "hi"))
    place = listening.parts.database.workers
    place.parent.mkdir(parents=True, exist_ok=True)
    file = place.with_name(f"{place.name}-gone.worker")
    boot = Path("/proc/sys/kernel/random/boot_id").read_text()
    file.write_text({"another machine": "0000\n", "nonsense": f"{boot}x\n"}.get(what, boot))
    if what == "no file":
        file.unlink()
    claims.claim(listening.parts.database, "gone", claims.Pace(80, 60), {"whatsapp": 9})
    handle = os.open(file, os.O_RDONLY) if "holds" in what else None
    if handle is not None:
        fcntl.flock(handle, fcntl.LOCK_EX)
    try:
        listening.deliver()
        assert words_to(twin, amina) == []
        assert len(listening.rows(CLAIMED)) == 1
    finally:
        if handle is not None:
            os.close(handle)
        file.unlink(missing_ok=True)
