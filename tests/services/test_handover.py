"""Is the bot silent while consultants have a conversation, whatever was computed when?"""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from bot import Bot
from fakes.careerjet import Careerjet
from services.handover_tools import SILENCED, carry_out, command, hand_over, staff_write
from services.meta_json import post_json
from services.service_tools import BOOKING, BROCHURE, HOUR, MENU, age, heard, wait_for, web_of, words_to, workers
from sqlalchemy import insert

from metatwin import Customer, Twin
from relaystack.engine.effects import HandOver, OptIn, OptOut
from relaystack.models import Contact, Message
from relaystack.services.outbox import outbox

Take = Callable[[Bot, Customer], object]
LEASE = (Contact.human_since, Contact.human_until)


@pytest.fixture(params=[hand_over, staff_write], ids=["handed over", "staff wrote"])
def take(request: pytest.FixtureRequest) -> Take:
    """Two ways in which consultants come to have a conversation."""
    return request.param  # type: ignore[no-any-return]


def statuses(bot: Bot) -> list[tuple[str, str | None]]:
    rows = bot.rows("SELECT status, error_title FROM whatsapp_messages WHERE key IS NOT NULL ORDER BY id")
    return [(row["status"], row["error_title"]) for row in rows]


def test_what_waited_is_taken_back_and_never_leaves(
    listening: Bot, twin: Twin, amina: Customer, ben: Customer, take: Take
) -> None:
    heard(twin, (amina, "hi"), (amina, "5"), (ben, "hi"))
    take(listening, amina)
    listening.deliver()
    age(listening, 13 * HOUR, *LEASE)
    listening.deliver()
    assert words_to(twin, amina) == []
    assert words_to(twin, ben) == [MENU]
    assert statuses(listening)[:2] == [("failed", SILENCED)] * 2
    assert listening.rows("SELECT * FROM given_up") == []


def test_the_bot_is_silent_until_the_quiet_period_is_over(
    listening: Bot, twin: Twin, amina: Customer, take: Take
) -> None:
    heard(twin, (amina, "hi"))
    listening.deliver()
    take(listening, amina)
    heard(twin, (amina, "5"))
    for _ in range(2):  # not quiet: somebody talks
        age(listening, 11 * HOUR, *LEASE)
        heard(twin, (amina, "menu"))
        listening.deliver()
        assert words_to(twin, amina) == [MENU]
    age(listening, 12 * HOUR, *LEASE)
    heard(twin, (amina, "menu"))
    listening.deliver()
    assert words_to(twin, amina) == [MENU, MENU]


def test_what_was_in_a_workers_hands_does_not_leave_after_the_lease_either(
    listening: Bot, twin: Twin, amina: Customer, take: Take
) -> None:
    """It had been claimed, so it could not be taken back; its first try failed."""
    heard(twin, (amina, "hi"))
    twin.faults.answers = ["hang"]
    with workers(listening):
        wait_for(lambda: twin.requests)
        take(listening, amina)
        twin.faults.answers = []
        twin.release()
        wait_for(lambda: twin.requests[0].status is not None)
    sent = words_to(twin, amina).count(MENU)
    listening.rows("UPDATE outbox SET claimed_by = NULL, claimed_until = NULL")
    command(listening, "handback", f"+{amina.phone}")
    age(listening, HOUR)
    listening.deliver()
    assert words_to(twin, amina).count(MENU) == sent


def test_what_waits_behind_another_message_of_the_person_is_looked_at_again(
    listening: Bot, twin: Twin, amina: Customer, take: Take
) -> None:
    heard(twin, (amina, "hi"), (amina, "5"), (amina, "6"))
    twin.faults.answers = ["hang"]
    with workers(listening):
        wait_for(lambda: len(twin.requests) == 1)  # all three are claimed by now
        take(listening, amina)
        twin.release()
        wait_for(lambda: not listening.rows("SELECT 1 FROM outbox WHERE carrier = 'whatsapp'"))
    assert len(twin.requests) == 1
    assert [why for status, why in statuses(listening) if status == "failed"] == [SILENCED] * 2


def test_the_result_of_a_search_stays_silent(
    make_bot: Callable[..., Bot], twin: Twin, amina: Customer, take: Take
) -> None:
    jobs = Careerjet()
    bot = make_bot(careerjet_api_key="key", careerjet_user_ip="192.0.2.1", careerjet_api_url=jobs.url)
    with web_of(bot, twin):
        heard(twin, (amina, "hi"), (amina, "4"), (amina, "Canada"))
        take(bot, amina)
        bot.deliver()
    jobs.close()
    assert len(jobs.asked) == 1
    assert twin.sent == []
    assert bot.rows("SELECT 1 FROM outbox WHERE carrier IN ('whatsapp', 'jobs')") == []


def test_stop_is_obeyed_in_what_waits_behind_another_message(listening: Bot, twin: Twin, amina: Customer) -> None:
    heard(twin, (amina, "hi"), (amina, "5"))
    twin.faults.answers = ["hang"]
    with workers(listening):
        wait_for(lambda: len(twin.requests) == 1)
        heard(twin, (amina, "stop"))
        twin.release()
        wait_for(lambda: not listening.rows("SELECT 1 FROM outbox"))
    assert [request.status for request in twin.requests][1:] == [200]  # the last word
    assert BOOKING not in words_to(twin, amina)


def test_a_conversation_that_was_handed_back_goes_on_at_once(
    listening: Bot, twin: Twin, amina: Customer, take: Take
) -> None:
    heard(twin, (amina, "hi"))
    take(listening, amina)
    assert command(listening, "handback", f"+{amina.phone}") == "contact 1: the bot has it again.\n"
    assert command(listening, "handback", "1") == "contact 1: no consultant had it.\n"
    heard(twin, (amina, "6"))
    listening.deliver()
    assert words_to(twin, amina)[-1] == BROCHURE


def test_staff_see_who_is_with_whom_and_nothing_of_others(
    listening: Bot, twin: Twin, amina: Customer, ben: Customer
) -> None:
    heard(twin, (amina, "hi"), (ben, "hi"))
    hand_over(listening, amina, "words")
    said = command(listening, "handovers")
    assert said.startswith("contact 1: Amina, since 20")
    assert said.endswith("UTC: said something that a person should answer\n1 with consultants.\n")
    assert command(listening, "handback", "999") == ("Error: There is no contact 999; `flask handovers` lists them.\n")
    command(listening, "handback", "1")
    assert command(listening, "handovers") == "0 with consultants.\n"


def test_what_staff_write_is_recorded_once_and_renews_the_lease(listening: Bot, twin: Twin, amina: Customer) -> None:
    heard(twin, (amina, "hi"))
    staff_write(listening, amina, "One moment.", id="wamid.staff.1")
    age(listening, 10 * HOUR, *LEASE)
    staff_write(listening, amina, "Here I am.", id="wamid.staff.2")
    age(listening, 10 * HOUR, *LEASE)
    staff_write(listening, amina, "Here I am.", id="wamid.staff.2")
    heard(twin, (amina, "thank you, Lea"))
    listening.deliver()
    assert twin.sent == []
    by_staff = listening.rows("SELECT message, status FROM whatsapp_messages WHERE message_id LIKE 'wamid.staff.%'")
    assert [row["message"] for row in by_staff] == ["One moment.", "Here I am."]
    assert {row["status"] for row in by_staff} == {"sent"}


def test_what_staff_wrote_long_ago_silences_nobody(listening: Bot, twin: Twin, amina: Customer) -> None:
    """Meta repeats webhooks for days."""
    heard(twin, (amina, "hi"))
    staff_write(listening, amina, timestamp="1739321024")
    listening.deliver()
    assert words_to(twin, amina) == [MENU]


def test_somebody_whom_staff_write_to_first_is_theirs(listening: Bot, twin: Twin, amina: Customer) -> None:
    staff_write(listening, amina)
    heard(twin, (amina, "hello Lea"))
    listening.deliver()
    assert twin.sent == []


def test_an_echo_that_names_nobody_is_passed_over(listening: Bot) -> None:
    value = {"metadata": {"phone_number_id": listening.settings.phone_number_id},
             "message_echoes": [{"id": "wamid.1", "type": "text"}, {"to": "15550120001"}, 7]}  # fmt: skip
    changes = [{"field": "smb_message_echoes", "value": value}]
    assert post_json(listening, {"object": "whatsapp_business_account", "entry": [{"changes": changes}]}) == 200
    assert listening.rows("SELECT 1 FROM contacts") == []


def test_stop_is_obeyed_and_answered_while_consultants_have_the_conversation(
    listening: Bot, twin: Twin, amina: Customer, take: Take
) -> None:
    heard(twin, (amina, "hi"))
    take(listening, amina)
    carry_out(listening, amina, OptOut())
    command(listening, "handback", "1")
    heard(twin, (amina, "hi"), (amina, "5"))
    listening.deliver()
    assert twin.sent == []
    carry_out(listening, amina, OptIn())
    heard(twin, (amina, "menu"))
    listening.deliver()
    assert words_to(twin, amina) == [MENU]


def test_a_hand_over_and_a_message_at_the_same_moment_leave_nothing_that_speaks_over_consultants(
    listening: Bot, make_bot: Callable[..., Bot], twin: Twin, amina: Customer
) -> None:
    """Two processes: whichever comes first, the other waits for the person's lock."""
    other = make_bot()
    heard(twin, (amina, "hi"))
    listening.deliver()
    with web_of(other, twin), ThreadPoolExecutor(8) as threads:
        for number in range(4):
            done: list[Future[Any]] = [threads.submit(twin.says, amina, words) for words in ("5", "6", "menu")]
            done.append(threads.submit(staff_write, listening, amina, f"Lea, {number}"))
            done.append(threads.submit(hand_over, listening, amina))
            for one in done:
                one.result()
            twin.wait_for(lambda: twin.unacknowledged == 0)
            other.deliver()
            assert words_to(twin, amina) == [MENU]
    assert len(other.rows("SELECT 1 FROM whatsapp_messages WHERE key IS NULL AND direction = 'outgoing'")) == 4


@pytest.mark.parametrize("mark", ["even_handed_over", "even_opted_out"])
def test_a_last_word_of_the_bot_leaves_and_nothing_else(listening: Bot, twin: Twin, amina: Customer, mark: str) -> None:
    heard(twin, (amina, "hi"))
    carry_out(listening, amina, HandOver("asked"))
    now = datetime.now(UTC)
    with listening.parts.database.transaction() as connection:
        for key, payload in (("k/1", {"text": "Lea will answer.", mark: True}), ("k/2", {"text": "Menu"})):
            said = {"contact_id": 1, "message": payload["text"], "direction": "outgoing", "timestamp": now, "key": key}
            connection.execute(insert(Message), {**said, "status": "queued", "kind": "text"})
            item = {"key": key, "carrier": "whatsapp", "contact_id": 1, "payload": payload, "due_at": now}
            outbox.post(connection, [item], now)
    listening.deliver()
    listening.deliver()
    assert words_to(twin, amina) == ["Lea will answer."]


def test_outside_the_window_nothing_is_said_at_a_handback(listening: Bot, twin: Twin, amina: Customer) -> None:
    heard(twin, (amina, "hi"))
    hand_over(listening, amina)
    age(listening, timedelta(hours=25), Contact.last_inbound_at)
    assert command(listening, "handback", "1") == "contact 1: the bot has it again.\n"
    listening.deliver()
    assert twin.sent == []
    assert listening.rows("SELECT 1 FROM given_up") == []


def test_what_staff_retry_after_the_lease_stays_out_of_place(listening: Bot, twin: Twin, amina: Customer) -> None:
    heard(twin, (amina, "hi"))
    twin.faults.answers = [131026]
    listening.deliver()
    hand_over(listening, amina)
    command(listening, "handback", "1")
    [given_up] = listening.rows("SELECT id FROM given_up")
    assert SILENCED in command(listening, "failed", "retry", f"item:{given_up['id']}")
    listening.deliver()
    assert MENU not in words_to(twin, amina)
    assert [row["id"] for row in listening.rows("SELECT id FROM given_up")] == [given_up["id"]]
