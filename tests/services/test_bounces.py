"""What becomes of a message that Meta accepts and fails later?"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest
from bot import Bot
from services.meta_json import post, status
from services.service_tools import BOOKING, HOUR, MENU, age, heard, words_to

from metatwin import Customer, Twin
from relaystack.models import Contact
from relaystack.services.delivery import settlement
from relaystack.services.outbox import outbox

MESSAGE = "SELECT status, message_id, error_code FROM whatsapp_messages WHERE key IS NOT NULL ORDER BY id"
FAILED = "SELECT carrier, code, reason, attempts FROM given_up"
AGAIN = [1, 2, 4, 80007, 130429, 131000, 131016, 131056, 131057, 133004]


@pytest.fixture
def sent(listening: Bot, twin: Twin, amina: Customer) -> str:
    """The wamid of a message that Meta has accepted and said nothing about yet."""
    twin.faults.status_webhooks = False
    heard(twin, (amina, "hi"))
    listening.deliver()
    return twin.sent[0].wamid


def fails(bot: Bot, wamid: str, code: int | None, key: str = "") -> None:
    assert post(bot, statuses=[status(wamid, "failed", key, code=code)]) == 200


def delivers_later(bot: Bot) -> None:
    age(bot, timedelta(minutes=13))
    bot.deliver()


@pytest.mark.parametrize("code", [131026, 131047, 131049, 130472, 499_999, None])
def test_staff_see_what_failed_for_good_and_why(listening: Bot, twin: Twin, sent: str, code: int | None) -> None:
    for _ in range(2):
        fails(listening, sent, code)
    delivers_later(listening)
    assert len(twin.requests) == 1
    failed = listening.one(FAILED)
    assert (failed["carrier"], failed["code"], failed["attempts"]) == ("whatsapp", code or 0, 1)
    assert "failed after Meta had accepted it" in failed["reason"]
    assert str(code or "did not say why") in failed["reason"]
    listed = listening.app.test_cli_runner().invoke(args=["failed", "list"]).output
    assert str(code or "did not say why") in listed


def test_what_failed_for_good_is_sent_again_when_staff_say_so(
    listening: Bot, twin: Twin, amina: Customer, sent: str
) -> None:
    fails(listening, sent, 131026)
    done = listening.app.test_cli_runner().invoke(args=["failed", "retry", "item:1"])
    assert done.output == "item:1: waits to be sent again\n"
    fails(listening, sent, 131026)  # told again: that was the first send
    listening.deliver()
    assert words_to(twin, amina) == [MENU, MENU]
    assert listening.one(MESSAGE) == {"status": "sent", "message_id": twin.sent[1].wamid, "error_code": None}
    fails(listening, twin.sent[1].wamid, 131026)
    assert listening.one(FAILED)["attempts"] == 2


@pytest.mark.parametrize("code", AGAIN)
def test_what_failed_for_the_moment_is_sent_again_by_itself(
    listening: Bot, twin: Twin, amina: Customer, sent: str, code: int
) -> None:
    fails(listening, sent, code)
    assert listening.one(MESSAGE)["status"] == "queued"
    listening.deliver()
    assert len(twin.requests) == 1  # after a pause
    delivers_later(listening)
    assert words_to(twin, amina) == [MENU, MENU]
    second = twin.sent[1].wamid
    assert post(listening, statuses=[status(second, "delivered")]) == 200
    assert listening.one(MESSAGE) == {"status": "delivered", "message_id": second, "error_code": None}
    assert listening.rows(FAILED) == listening.rows("SELECT 1 FROM outbox") == []


def test_the_pauses_grow_and_have_an_end(listening: Bot, twin: Twin, sent: str) -> None:
    for n in range(20):
        fails(listening, twin.sent[-1].wamid, 131000)
        if n == 9:
            age(listening, timedelta(minutes=8))
            listening.deliver()
            assert len(twin.sent) == n + 1
        delivers_later(listening)
    assert len(twin.sent) == 20
    assert listening.one(FAILED)["attempts"] == 20


def test_too_many_to_one_person_holds_that_person(
    listening: Bot, twin: Twin, amina: Customer, ben: Customer, sent: str
) -> None:
    fails(listening, sent, 131056)
    heard(twin, (amina, "5"), (ben, "hi"))
    listening.deliver()
    assert words_to(twin, amina) == words_to(twin, ben) == [MENU]
    delivers_later(listening)
    assert words_to(twin, amina) == [MENU, MENU, BOOKING]


def told(bot: Bot, wamids: Iterable[str], key: str, *states: tuple[int, str]) -> None:
    """Statuses of the first and second send, each in a body of its own."""
    ids = list(wamids)
    for which, state in states:
        code = 131000 if state == "failed" else None
        assert post(bot, statuses=[status(ids[which], state, key, code=code)]) == 200


@pytest.mark.parametrize("again", list(permutations([(0, "failed"), (0, "sent"), (1, "sent"), (1, "delivered")])))
def test_statuses_of_both_sends_in_any_order_and_twice(
    listening: Bot, twin: Twin, sent: str, again: tuple[tuple[int, str], ...]
) -> None:
    key = str(listening.one("SELECT key FROM whatsapp_messages WHERE key IS NOT NULL")["key"])
    told(listening, [sent], key, (0, "failed"), (0, "sent"), (0, "failed"))
    assert listening.one(MESSAGE)["status"] == "queued"
    delivers_later(listening)
    told(listening, [one.wamid for one in twin.sent], key, *again, *again)
    delivers_later(listening)
    assert listening.one(MESSAGE) == {"status": "delivered", "message_id": twin.sent[1].wamid, "error_code": None}
    assert len(twin.requests) == 2
    assert listening.rows(FAILED) == listening.rows("SELECT 1 FROM outbox") == []


def test_the_status_of_the_second_send_may_come_before_our_note_of_it(listening: Bot, twin: Twin, sent: str) -> None:
    key = str(listening.one("SELECT key FROM whatsapp_messages WHERE key IS NOT NULL")["key"])
    fails(listening, sent, 131000)
    told(listening, ["wamid.second"], key, (0, "sent"))
    delivers_later(listening)
    assert len(twin.requests) == 1
    assert listening.one(MESSAGE)["message_id"] == "wamid.second"


def test_what_was_delivered_after_all_is_not_sent_again(listening: Bot, twin: Twin, sent: str) -> None:
    fails(listening, sent, 131000)
    assert post(listening, statuses=[status(sent, "delivered")]) == 200
    delivers_later(listening)
    assert len(twin.requests) == 1
    assert listening.one(MESSAGE)["status"] == "delivered"


@pytest.mark.parametrize("with_key", [True, False])
def test_a_failure_that_comes_before_our_note_of_the_send(
    listening: Bot, twin: Twin, amina: Customer, with_key: bool
) -> None:
    twin.faults.status_webhooks = False
    heard(twin, (amina, "hi"))
    database = listening.parts.database
    with database.transaction() as connection:
        [item] = outbox.claim(connection, "whatsapp", "w", 1, datetime.now(UTC), HOUR)
    fails(listening, "wamid.first", 131000, item.key if with_key else "")
    settlement.settle(database, [(item, settlement.Done("wamid.first"))], listening.parts.conversation_settings)
    fails(listening, "wamid.first", 131000, item.key)
    assert listening.one(MESSAGE)["status"] == "queued"
    delivers_later(listening)
    assert words_to(twin, amina) == [MENU]
    assert listening.one(MESSAGE)["status"] == "sent"
    assert listening.rows("SELECT 1 FROM outbox") == []


@pytest.mark.parametrize(
    ("column", "words"), [("opted_out_at", "asked for no more messages"), ("last_inbound_at", "more than 24 hours")]
)
def test_neither_a_stop_nor_the_window_is_passed_over(
    listening: Bot, twin: Twin, sent: str, column: str, words: str
) -> None:
    listening.rows(f"UPDATE contacts SET {column} = :at", at="2026-01-01 00:00:00")
    fails(listening, sent, 131000)
    delivers_later(listening)
    assert len(twin.requests) == 1
    done = listening.app.test_cli_runner().invoke(args=["failed", "retry", "item:1"])
    assert (done.exit_code, words in done.output) == (1, True)
    assert listening.one(FAILED)["code"] == 131000  # it stays in the list
    assert listening.one(MESSAGE)["status"] == "failed"


def test_what_waits_to_be_sent_again_is_taken_back_by_stop(
    listening: Bot, twin: Twin, amina: Customer, sent: str
) -> None:
    fails(listening, sent, 131000)
    heard(twin, (amina, "stop"), (amina, "start"))
    for _ in range(3):
        delivers_later(listening)
    assert words_to(twin, amina)[::2] == [MENU, MENU]  # the second is that of `start`
    assert len(twin.requests) == 3
    assert listening.rows(MESSAGE)[0]["status"] == "failed"


def test_who_switched_marketing_off_is_noted(listening: Bot, sent: str) -> None:
    fails(listening, sent, 131050)
    row = listening.one("SELECT marketing_opted_out_at FROM contacts")
    assert row["marketing_opted_out_at"] is not None
    assert listening.one(FAILED)["code"] == 131050


def test_a_later_choice_about_marketing_stays(listening: Bot, sent: str) -> None:
    with listening.parts.database.transaction() as connection:
        later = datetime.now(UTC) + HOUR
        connection.execute(Contact.__table__.update().values(marketing_chosen_at=later))  # type: ignore[attr-defined]
    fails(listening, sent, 131050)
    assert listening.one("SELECT marketing_opted_out_at FROM contacts") == {"marketing_opted_out_at": None}
