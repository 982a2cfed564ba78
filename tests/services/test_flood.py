"""Somebody writes faster than WhatsApp lets anybody be answered: what reaches them, and when?"""

from collections import Counter
from datetime import timedelta
from itertools import cycle, islice

from bot import Bot
from services.meta_json import post, said
from services.service_tools import BOOKING, MENU, age, heard, words_to

from metatwin import Customer, Twin
from relaystack.models import OutboxItem
from relaystack.services.conversations import withdrawal
from relaystack.services.outbox import outbox

MANY = 120
WORDS = list(islice(cycle(("hi", "5")), MANY))  # the last one asks for BOOKING
MOST = outbox.BURST + outbox.LONGEST_PACE // outbox.PACE + 1


def in_the_record(bot: Bot) -> Counter[str]:
    """How many replies of each status there are, by the reason they were not sent for."""
    rows = bot.rows("SELECT coalesce(error_title, status) AS s FROM whatsapp_messages WHERE key IS NOT NULL")
    return Counter(row["s"] for row in rows)


def test_a_flood_is_answered_for_a_minute_and_ends_with_the_answer_to_its_last_message(
    listening: Bot, twin: Twin, amina: Customer
) -> None:
    twin.faults.pair_burst = MANY
    heard(twin, *((amina, words) for words in WORDS))
    listening.deliver()
    assert outbox.BURST <= len(words_to(twin, amina)) < MOST
    age(listening, outbox.LONGEST_PACE, OutboxItem.due_at)
    listening.deliver()
    assert outbox.BURST < len(words_to(twin, amina)) <= MOST
    assert words_to(twin, amina)[-1] == BOOKING
    assert listening.rows("SELECT 1 FROM outbox") == []
    counted = in_the_record(listening)
    assert counted[withdrawal.SUPERSEDED] == MANY - len(words_to(twin, amina))
    assert counted.total() == MANY


def test_a_flood_in_one_body_is_answered_no_longer(listening: Bot, twin: Twin, amina: Customer) -> None:
    twin.faults.pair_burst = MANY
    heard(twin, (amina, "hi"))  # so that the twin lets her be written to
    assert post(listening, [said(words, str(amina.phone), str(amina.bsuid)) for words in WORDS]) == 200
    age(listening, outbox.LONGEST_PACE, OutboxItem.due_at)
    listening.deliver()
    assert outbox.BURST < len(words_to(twin, amina)) <= MOST
    assert words_to(twin, amina)[-1] == BOOKING
    assert in_the_record(listening).total() == MANY + 1


def test_a_flood_that_does_not_end_is_answered_at_metas_pace(listening: Bot, twin: Twin, amina: Customer) -> None:
    """Each later reply takes a place that is kept: it does not push the answer ahead of itself for ever."""
    twin.faults.pair_burst = 3 * MANY
    heard(twin, *((amina, words) for words in WORDS))
    listening.deliver()
    answered = len(words_to(twin, amina))
    minutes = 3
    for words in islice(cycle(("hi", "5")), minutes * 30):
        age(listening, timedelta(seconds=2), OutboxItem.due_at)
        heard(twin, (amina, words))
        listening.deliver()
    later = len(words_to(twin, amina)) - answered
    assert later >= minutes * 9, "about one in six seconds"


def test_a_flood_takes_nothing_from_anybody_else_nor_what_staff_wrote(
    listening: Bot, twin: Twin, amina: Customer, ben: Customer
) -> None:
    twin.faults.pair_burst = MANY
    heard(twin, *((amina, words) for words in WORDS), (ben, "hi"))
    [person] = listening.rows("SELECT id FROM contacts WHERE phone = :phone", phone=amina.phone)
    key = {"Authorization": "Bearer test-api-token"}
    sent = listening.client.post(
        f"/api/conversations/{person['id']}/messages", json={"text": "This is Nexora."}, headers=key
    )
    assert sent.status_code in (200, 201, 202), sent.get_json()
    heard(twin, *((amina, words) for words in WORDS[:3]))
    for _ in range(2):
        age(listening, outbox.LONGEST_PACE, OutboxItem.due_at)
        listening.deliver()
    assert words_to(twin, ben) == [MENU]
    assert "This is Nexora." in words_to(twin, amina)
