"""Does everything hold in any order of messages, repeats, statuses, failures, crashes and pauses?

A failure prints the steps that lead to it. `make stateful` tries more of them, and others each time.
"""

import logging
import os
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from bot import Bot
from fakes.careerjet import Careerjet
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test
from stateful.machine import Machine
from stateful.world import World
from twin.twin_tools import call, messages_url

from metatwin import Twin

EXAMPLES = int(os.environ.get("STATEFUL_EXAMPLES", "0"))
SETTINGS = settings(
    max_examples=EXAMPLES or 15,
    stateful_step_count=30,
    derandomize=not EXAMPLES,
    database=None,
    deadline=None,
    phases=[Phase.generate, Phase.shrink],
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture
def careerjet() -> Iterator[Careerjet]:
    """The job search."""
    fake = Careerjet()
    yield fake
    fake.close()


@pytest.fixture
def world(
    make_bot: Callable[..., Bot], twin: Twin, careerjet: Careerjet, mailbox: tuple[Any, int],
    caplog: pytest.LogCaptureFixture,
) -> Iterator[World]:  # fmt: skip
    """The bot and all around it, open."""
    caplog.set_level(logging.CRITICAL)  # a failure shows its steps, not all that went wrong on purpose
    box, port = mailbox
    bot = make_bot(
        careerjet_api_key="k", careerjet_user_ip="192.0.2.1", careerjet_api_url=careerjet.url, smtp_host="127.0.0.1",
        smtp_port=port, smtp_tls="none", mail_from="bot@example.com", admin_email="staff@example.com",
        sends_per_second=1000,
    )  # fmt: skip
    made = World(bot, twin, careerjet, box.mails)
    with made.open():
        yield made


def begun(world: World) -> Machine:
    """A sequence to be played by hand; its rules are its steps."""
    Machine.world = world
    return Machine()


def test_any_sequence_of_events_is_survived(world: World, database_url: str) -> None:
    Machine.world = world
    Machine.examples = Machine.steps = 0
    run_state_machine_as_test(Machine, settings=SETTINGS)
    print(f"{database_url.partition(':')[0]}: {Machine.examples} sequences, {Machine.steps} steps, all held")


@pytest.mark.parametrize("paid_after", [1, 2, 3])
def test_what_cannot_be_paid_after_it_was_accepted_is_sent_once_more_each_time(world: World, paid_after: int) -> None:
    """docs/decisions/0016. Sequences that are tried at random seldom come here."""
    machine = begun(world)
    machine.says(person=1, words="hi")
    for number in range(paid_after):
        machine.workers_deliver(workers=1, statuses=False)
        machine.a_status_comes(which=number, name="failed", code=131042)
        machine.a_webhook_is_repeated(which=number + 1, at_once=3)
        machine.a_status_comes(which=number, name="sent", code=131042)
        machine.time_passes(pause=timedelta(seconds=70))
    machine.workers_deliver(workers=1, statuses=True)
    machine.teardown()
    assert len(world.twin.sent) == paid_after + 1


def test_a_copy_that_nothing_asked_for_is_noticed(world: World) -> None:
    """The one copy that a failed payment allows is no licence for another."""
    machine = begun(world)
    machine.says(person=1, words="hi")
    machine.workers_deliver(workers=1, statuses=False)
    machine.a_status_comes(which=0, name="failed", code=131042)
    machine.time_passes(pause=timedelta(seconds=70))
    machine.workers_deliver(workers=1, statuses=False)
    assert call("POST", messages_url(world.twin), world.twin.sent[0].body).status == 200
    with pytest.raises(AssertionError, match="was received again"):
        world.look()
