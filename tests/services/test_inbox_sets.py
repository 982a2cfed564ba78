"""Are many updates taken in at once, each of them once?"""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime

from bot import Bot
from services.meta_json import post, said, status
from services.service_tools import BOOKING, MENU, heard, words_to
from sqlalchemy import event

from metatwin import Customer, Twin
from relaystack.models import Status

EVERY_FEW_SECONDS = ("investment_programs", "office_settings", "consulting_hours")  # these are read, whatever comes


@contextmanager
def counted(bot: Bot) -> Iterator[list[str]]:
    """The statements that reach the database meanwhile."""
    statements: list[str] = []

    def note(connection: object, cursor: object, statement: str, *rest: object) -> None:
        statements.append(" ".join(statement.split()))

    engine = bot.parts.database.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(engine, "before_cursor_execute", note)


def _phone(n: int) -> str:
    return f"1555014{n:04}"


def test_a_body_of_a_thousand_messages_takes_as_many_statements_as_one_of_ten(bot: Bot) -> None:
    seen = {}
    for size, people in ((10, 3), (1_000, 300)):
        messages = [said("hi" if n < people else "5", _phone(n % people), f"US.{n % people}") for n in range(size)]
        with counted(bot) as statements:
            assert post(bot, messages) == 200
        seen[size] = Counter(one[:40] for one in statements if not any(name in one for name in EVERY_FEW_SECONDS))
    assert seen[10] == seen[1_000]
    assert seen[10].total() < 12
    assert bot.one("SELECT count(*) AS n FROM contacts") == {"n": 300}
    answers = bot.one("SELECT count(*) AS n FROM whatsapp_messages WHERE key IS NOT NULL")
    assert answers == {"n": 1_010}


def test_a_body_of_a_thousand_statuses_takes_as_many_statements_as_one_of_ten(bot: Bot) -> None:
    messages = [said("hi", _phone(n % 300)) for n in range(1_000)]
    post(bot, messages)
    keys = [row["key"] for row in bot.rows("SELECT key FROM whatsapp_messages WHERE key IS NOT NULL ORDER BY id")]
    seen = {}
    for size in (10, 1_000):
        with counted(bot) as statements:
            assert post(bot, statuses=[status(f"wamid.out{n}", "sent", keys[n]) for n in range(size)]) == 200
        seen[size] = len(statements)
    assert seen[10] == seen[1_000] < 6
    assert bot.rows("SELECT DISTINCT status FROM whatsapp_messages WHERE key IS NOT NULL") == [{"status": Status.SENT}]
    assert bot.rows("SELECT 1 FROM outbox") == []


def test_statuses_and_messages_of_many_people_fit_one_body(bot: Bot) -> None:
    post(bot, [said("hi", _phone(1))])
    key = bot.one("SELECT key FROM outbox")["key"]
    assert post(bot, [said("hi", _phone(2))], [status("wamid.a", "delivered", key)]) == 200
    assert bot.one("SELECT status FROM whatsapp_messages WHERE key = :key", key=key) == {"status": "delivered"}
    assert len(bot.rows("SELECT 1 FROM outbox")) == 1


def test_a_message_that_stands_twice_in_a_body_is_one_message(bot: Bot) -> None:
    message = said("hi", _phone(1))
    post(bot, [message, message, said("5", _phone(1)), message])
    assert len(bot.rows("SELECT 1 FROM whatsapp_messages WHERE direction = 'incoming'")) == 2
    assert len(bot.rows("SELECT 1 FROM outbox")) == 2


def test_a_repeat_in_a_later_body_is_passed_over_and_its_neighbours_are_answered(bot: Bot) -> None:
    first = said("hi", _phone(1))
    post(bot, [first])
    post(bot, [first, said("5", _phone(1)), said("hi", _phone(2))])
    assert len(bot.rows("SELECT 1 FROM outbox")) == 3


def test_a_body_that_is_repeated_at_the_same_moment_is_answered_once(bot: Bot) -> None:
    messages = [said("hi", _phone(1)), said("hi", _phone(2))]
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda _: post(bot, messages), range(6)))
    assert answers == [200] * 6
    assert len(bot.rows("SELECT 1 FROM outbox")) == 2
    assert len(bot.rows("SELECT 1 FROM whatsapp_messages")) == 4


def test_two_first_messages_of_a_new_person_at_once_make_one_contact(bot: Bot) -> None:
    for n in range(8):
        both = [said("hi", _phone(n), f"US.{n}"), said("5", _phone(n), f"US.{n}")]
        with ThreadPoolExecutor(2) as pool:
            assert list(pool.map(lambda message: post(bot, [message]), both)) == [200, 200]
    assert bot.one("SELECT count(*) AS n FROM contacts") == {"n": 8}
    assert bot.one("SELECT count(*) AS n FROM whatsapp_messages WHERE direction = 'incoming'") == {"n": 16}
    assert len(bot.rows("SELECT 1 FROM outbox")) == 16
    steps = bot.rows("SELECT contact_id, count(*) AS n FROM outbox GROUP BY contact_id")
    assert {row["n"] for row in steps} == {2}


def test_both_first_messages_are_answered_in_order(listening: Bot, twin: Twin, amina: Customer) -> None:
    twin.faults.shuffle = True
    twin.says(amina, "hi")
    twin.says(amina, "5")
    twin.wait_for(lambda: twin.unacknowledged == 0)
    listening.deliver()
    assert len(twin.sent) == 2
    assert words_to(twin, amina)[0] == MENU  # whichever came first: the first answer is the menu


def test_messages_of_one_body_are_taken_by_their_time(bot: Bot) -> None:
    """Meta keeps no order: the later message may stand before the earlier one."""
    now = datetime.now(UTC).timestamp()
    early, late = said("hi", _phone(1), at=now - 5), said("5", _phone(1), at=now)
    post(bot, [late, early])
    rows = bot.rows("SELECT message FROM whatsapp_messages WHERE key IS NOT NULL ORDER BY id")
    assert [row["message"].splitlines()[0] for row in rows] == [MENU, BOOKING]


def test_many_people_writing_at_once_are_all_answered(bot: Bot) -> None:
    bodies = [[said("hi", _phone(n)), said("5", _phone(n + 1)), said("6", _phone((n * 7) % 20))] for n in range(20)]
    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(lambda messages: post(bot, messages), bodies)) == {200}
    assert len(bot.rows("SELECT 1 FROM outbox")) == 60


def test_repeated_and_shuffled_webhooks_change_nothing(listening: Bot, twin: Twin, amina: Customer) -> None:
    twin.faults.repeat = 3
    heard(twin, (amina, "hi"), (amina, "5"))
    listening.deliver()
    assert words_to(twin, amina) == [MENU, BOOKING]
