"""In which order do messages leave, and who waits for whom?"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from bot import Bot
from services.meta_json import post, said
from services.service_tools import (
    BOOKING,
    BROCHURE,
    HOUR,
    MENU,
    age,
    asked_for,
    heard,
    wait_for,
    web_of,
    words_to,
    workers,
)  # fmt: skip
from sqlalchemy import select

from metatwin import Customer, Twin
from relaystack.models import Contact, Message
from relaystack.services.delivery import claims
from relaystack.services.delivery.claims import Pace
from relaystack.services.outbox import carrier_states


def test_three_quick_messages_are_answered_in_order(listening: Bot, twin: Twin, amina: Customer) -> None:
    twin.faults.latency = 0.02
    with workers(listening):
        for words in ("hi", "5", "6"):
            twin.says(amina, words)
        twin.wait_for(lambda: len(twin.sent) == 3)
    assert words_to(twin, amina) == [MENU, BOOKING, BROCHURE]


def test_one_message_is_under_way_at_a_time_per_person_while_others_go_on(
    listening: Bot, twin: Twin, amina: Customer, ben: Customer
) -> None:
    heard(twin, (amina, "hi"), (amina, "5"), (ben, "hi"), (ben, "5"), (ben, "6"))
    twin.faults.answers = ["hang"]  # Amina's first
    with workers(listening):
        twin.wait_for(lambda: words_to(twin, ben) == [MENU, BOOKING, BROCHURE])
        assert asked_for(twin, amina) == 1
        twin.release()
        twin.wait_for(lambda: words_to(twin, amina) == [MENU, BOOKING])


def test_a_message_that_comes_while_an_earlier_one_is_under_way_waits_for_it(
    listening: Bot, twin: Twin, amina: Customer
) -> None:
    heard(twin, (amina, "hi"))
    twin.faults.answers = ["hang"]
    with workers(listening) as [worker]:
        twin.wait_for(lambda: asked_for(twin, amina) == 1)
        heard(twin, (amina, "5"))
        worker.wake()
        wait_for(lambda: len(listening.rows("SELECT 1 FROM outbox WHERE attempts = 1")) == 2)
        assert asked_for(twin, amina) == 1
        twin.release()
        twin.wait_for(lambda: words_to(twin, amina) == [MENU, BOOKING])


@pytest.mark.parametrize("fault", ["500", 131056, 130429, 190, "drop-before"])
def test_nothing_overtakes_a_message_that_must_be_tried_again(
    listening: Bot, twin: Twin, amina: Customer, fault: str | int
) -> None:
    """The second message is claimed while the first is under way, so it is in the worker's hands when that fails."""
    heard(twin, (amina, "hi"))
    twin.faults.answers = ["hang"]
    with workers(listening) as [worker]:
        twin.wait_for(lambda: asked_for(twin, amina) == 1)
        twin.faults.answers = [fault]
        heard(twin, (amina, "5"), (amina, "6"))
        worker.wake()
        wait_for(lambda: len(listening.rows("SELECT 1 FROM outbox WHERE attempts = 1")) == 3)
        twin.release()  # the menu is accepted; the booking meets the fault
        twin.wait_for(lambda: len(twin.requests) == 2)
    assert words_to(twin, amina) == [MENU]
    assert [row["status"] for row in _outgoing(listening)][2] == "queued"
    age(listening, HOUR)
    listening.deliver()
    age(listening, HOUR)  # after a probe there is a short rest
    listening.deliver()
    assert words_to(twin, amina) == [MENU, BOOKING, BROCHURE]


def test_nothing_overtakes_what_was_said_during_a_hold(listening: Bot, twin: Twin, amina: Customer) -> None:
    heard(twin, (amina, "hi"))
    twin.faults.answers = ["drop-before"]
    listening.deliver()
    heard(twin, (amina, "5"))
    age(listening, timedelta(seconds=61))
    heard(twin, (amina, "6"))
    listening.deliver()
    assert words_to(twin, amina) == [MENU, BOOKING, BROCHURE]


def _outgoing(bot: Bot) -> list[dict[str, object]]:
    return bot.rows("SELECT status, error_code, error_title FROM whatsapp_messages WHERE key IS NOT NULL ORDER BY id")


def test_a_graceful_stop_finishes_what_is_under_way_and_hands_the_rest_back(
    listening: Bot, twin: Twin, amina: Customer
) -> None:
    heard(twin, (amina, "hi"), (amina, "5"), (amina, "6"))
    twin.faults.status_webhooks = False
    twin.faults.answers = ["hang"]
    with workers(listening) as [worker]:
        twin.wait_for(lambda: asked_for(twin, amina) == 1)
        assert worker._delivery is not None
        worker._delivery.stop()
        twin.release()
    assert words_to(twin, amina) == [MENU]
    assert (
        listening.rows("SELECT attempts, claimed_by, claimed_until FROM outbox")
        == [{"attempts": 0, "claimed_by": None, "claimed_until": None}] * 2
    )
    assert [row["status"] for row in _outgoing(listening)] == ["sent", "queued", "queued"]
    listening.deliver()
    assert words_to(twin, amina) == [MENU, BOOKING, BROCHURE]


def test_a_person_who_opted_out_gets_the_answer_to_stop_and_nothing_else(
    listening: Bot, twin: Twin, amina: Customer
) -> None:
    heard(twin, (amina, "hi"), (amina, "stop"), (amina, "menu"))
    listening.deliver()
    assert len(twin.sent) == 1
    assert "no more messages" in twin.sent[0].words.lower() or "start" in twin.sent[0].words.lower()
    menu = listening.one("SELECT error_title FROM whatsapp_messages WHERE status = 'failed'")
    assert "asked for no more messages" in menu["error_title"]
    heard(twin, (amina, "start"))
    listening.deliver()
    assert words_to(twin, amina)[1:] == [MENU]


def test_nothing_is_sent_outside_the_24_hour_window(listening: Bot, twin: Twin, amina: Customer) -> None:
    heard(twin, (amina, "hi"))
    age(listening, 24 * HOUR, Contact.last_inbound_at)
    listening.deliver()
    assert twin.requests == []
    assert _outgoing(listening)[0]["error_code"] == 131047
    assert listening.one("SELECT code FROM given_up") == {"code": 131047}


def test_two_workers_send_nothing_twice_and_keep_everybodys_order(
    make_bot: object, settings: object, twin: Twin
) -> None:
    one, two = make_bot(sends_per_second=1000), make_bot(sends_per_second=1000)  # type: ignore[operator]
    twin.faults.rates = False
    twin.faults.latency = 0.01
    people = [twin.customer(f"Person {n}", phone=f"1555013{n:04}") for n in range(25)]
    with web_of(one, twin), workers(one, two) as threads:
        for words in ("hi", "5", "6"):
            for person in people:
                twin.says(person, words)
                for thread in threads:
                    thread.wake()
        twin.wait_for(lambda: len(twin.sent) >= 75 and twin.unacknowledged == 0, timeout=120)
    assert len(twin.requests) == 75
    assert {tuple(words_to(twin, person)) for person in people} == {(MENU, BOOKING, BROCHURE)}
    assert one.rows("SELECT 1 FROM outbox") == []


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)  # SQLite locks no single rows
def test_whose_record_is_held_for_a_moment_waits_for_that_moment_alone(
    listening: Bot, twin: Twin, amina: Customer, ben: Customer
) -> None:
    """And not until the claim on it runs out, which is two minutes."""
    heard(twin, (amina, "hi"), (ben, "hi"))
    database, pace, room = listening.parts.database, Pace(80, 60), {"whatsapp": 250}
    outgoing = select(Message.key).join(Contact).where(Message.direction == "outgoing")
    with database.transaction() as elsewhere:
        [held] = elsewhere.scalars(outgoing.where(Contact.phone == amina.phone).with_for_update(of=Message))
        assert held not in [item.key for item in claims.claim(database, "one", pace, room)]
    assert [item.key for item in claims.claim(database, "two", pace, room)] == [held]


def test_all_workers_together_keep_to_the_numbers_rate(make_bot: Callable[..., Bot]) -> None:
    """However fast they are: together they never claim more than the number's rate allows for the time."""
    rate, backlog = 100, 150
    bot = make_bot(sends_per_second=rate)
    post(bot, [said("hi", f"1555013{n:04}") for n in range(backlog)])
    database, claimed = bot.parts.database, []  # type: ignore[var-annotated]

    def work(worker: str) -> None:
        while len(claimed) < backlog:
            claimed.extend(item.key for item in claims.claim(database, worker, Pace(rate, 60), {"whatsapp": 250}))

    with database.transaction() as connection:
        began = database.now(connection)
    with ThreadPoolExecutor(2) as threads:
        list(threads.map(work, ["one", "two"]))
    with database.transaction() as connection:
        seconds = (database.now(connection) - began).total_seconds()
    assert len(set(claimed)) == len(claimed) == backlog
    assert backlog <= rate * (carrier_states.BURST + seconds)


def test_a_worker_whose_clock_is_behind_earns_the_number_nothing(bot: Bot) -> None:
    """What one worker has counted as refilled must not be counted once more."""
    ahead = datetime.now(UTC)
    behind = ahead - timedelta(seconds=0.4)
    with bot.parts.database.transaction() as connection:
        first = carrier_states.allowance(connection, "whatsapp", 80, 250, ahead)
        carrier_states.spend(connection, "whatsapp", first, first.items)
        carrier_states.spend(
            connection, "whatsapp", carrier_states.allowance(connection, "whatsapp", 80, 250, behind), 0
        )
        assert first.items > 0
        assert carrier_states.allowance(connection, "whatsapp", 80, 250, ahead).items == 0
