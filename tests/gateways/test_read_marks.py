"""Do people see that their message was read and that an answer is coming, without anything waiting for that?"""

import json
import logging
from collections.abc import Callable, Iterator

import pytest
from bot import Bot
from fakes.careerjet import Careerjet
from services.meta_json import post, said
from services.service_tools import BOOKING, HOUR, MENU, age, web_of, words_to

from metatwin import Twin

PHONE = "15550120001"


@pytest.fixture
def careerjet() -> Iterator[Careerjet]:
    """A Careerjet on loopback."""
    fake = Careerjet()
    yield fake
    fake.close()


def speak(bot: Bot, twin: Twin, *words: str) -> list[str]:
    """Amina writes, and is answered; the ids of what she wrote."""
    amina = twin.customer("Amina", PHONE)
    with web_of(bot, twin):
        ids = []
        for said_words in words:
            ids.append(twin.says(amina, said_words))
            twin.wait_for(lambda: twin.unacknowledged == 0)
        bot.deliver()
        twin.wait_for(lambda: twin.unacknowledged == 0)
    return ids


def test_a_message_that_is_answered_is_marked_as_read_with_typing(bot: Bot, twin: Twin) -> None:
    ids = speak(bot, twin, "hi", "5")
    assert [(mark.wamid, mark.typing) for mark in twin.reads] == [(id, True) for id in ids]
    assert len(twin.requests) == 2


def test_what_nobody_answers_is_not_marked(bot: Bot, twin: Twin) -> None:
    speak(bot, twin, "hi", "stop", "5", "6")
    assert len(twin.reads) == 1  # the menu was taken back: the last word is all that is sent


def test_marks_can_be_turned_off(make_bot: Callable[..., Bot], twin: Twin) -> None:
    speak(make_bot(read_receipts=False), twin, "hi")
    assert twin.reads == []
    assert len(twin.sent) == 1


def test_a_mark_that_fails_costs_nothing(bot: Bot, twin: Twin, caplog: pytest.LogCaptureFixture) -> None:
    """Meta does not know the message (any more)."""
    caplog.set_level(logging.DEBUG, "relaystack")
    amina = twin.customer("Amina", PHONE)
    twin.says(amina, "hi")  # opens the window; nobody hears of it
    post(bot, [said("hi", PHONE, id="wamid.unknown"), said("5", PHONE, id="wamid.unknown.2")])
    bot.deliver()
    assert words_to(twin, amina) == [MENU, BOOKING]
    assert twin.reads == []
    marks = [record for record in caplog.records if "marked as read" in record.getMessage()]
    assert [record.levelno for record in marks] == [logging.DEBUG] * 2
    assert bot.rows("SELECT 1 FROM outbox") == bot.rows("SELECT 1 FROM given_up") == []


def test_a_reply_that_is_tried_again_marks_nothing_again(bot: Bot, twin: Twin) -> None:
    twin.faults.answers = [131000]
    [id] = speak(bot, twin, "hi")
    age(bot, HOUR)
    bot.deliver()
    assert len(twin.sent) == 1
    assert [mark.wamid for mark in twin.reads] == [id]


def test_a_mark_is_no_attempt_to_send(bot: Bot, twin: Twin) -> None:
    twin.faults.down = True
    speak(bot, twin, "hi")
    assert bot.one("SELECT attempts FROM outbox") == {"attempts": 1}
    assert twin.reads == []


def test_who_asks_for_jobs_sees_typing_while_they_are_searched(
    make_bot: Callable[..., Bot], twin: Twin, careerjet: Careerjet
) -> None:
    bot = make_bot(careerjet_api_key="key", careerjet_user_ip="203.0.113.7", careerjet_api_url=careerjet.url)
    *_, asked = speak(bot, twin, "hi", "4", "Canada")
    assert careerjet.asked
    assert [mark.wamid for mark in twin.reads].count(asked) == 1


def test_the_mark_is_no_part_of_the_message(bot: Bot, twin: Twin) -> None:
    speak(bot, twin, "hi")
    content = bot.one("SELECT content FROM whatsapp_messages WHERE key IS NOT NULL")["content"]
    assert "reads" not in (json.loads(content) if isinstance(content, str) else content)
    assert "reads" not in twin.sent[0].body
