"""Does everything hold in any order of messages, repeats, statuses, failures, crashes and pauses?

A failure prints the steps that lead to it. `make stateful` tries more of them, and others each time.
"""

import logging
import os
from collections.abc import Callable, Iterator

import pytest
from bot import Bot
from fakes.careerjet import Careerjet
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test
from stateful.machine import Machine
from stateful.world import World

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


def test_any_sequence_of_events_is_survived(
    make_bot: Callable[..., Bot], twin: Twin, careerjet: Careerjet, mailbox: tuple[object, int], database_url: str,
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    caplog.set_level(logging.CRITICAL)  # a failure shows its steps, not all that went wrong on purpose
    box, port = mailbox
    bot = make_bot(
        careerjet_api_key="k", careerjet_user_ip="192.0.2.1", careerjet_api_url=careerjet.url, smtp_host="127.0.0.1",
        smtp_port=port, smtp_tls="none", mail_from="bot@example.com", admin_email="staff@example.com",
        sends_per_second=1000,
    )  # fmt: skip
    Machine.world = World(bot, twin, careerjet, box.mails)  # type: ignore[attr-defined]
    Machine.examples = Machine.steps = 0
    with Machine.world.open():
        run_state_machine_as_test(Machine, settings=SETTINGS)
    print(f"{database_url.partition(':')[0]}: {Machine.examples} sequences, {Machine.steps} steps, all held")
