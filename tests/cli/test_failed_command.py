"""Can staff see what has failed, and have it tried again?"""

import json
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from bot import Bot
from click.testing import Result
from services.meta_json import post, said, status
from services.service_tools import BOOKING, MENU, heard, web_of, words_to
from sqlalchemy import insert

from metatwin import Customer, Twin
from relaystack.models import GivenUp

ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
PHONE = "15550160001"


@pytest.fixture
def amina(twin: Twin) -> Customer:
    return twin.customer("Amina", phone=PHONE, bsuid="US.13491208655302741918")


def failed(bot: Bot, *arguments: str) -> Result:
    return bot.app.test_cli_runner().invoke(args=["failed", *arguments])


def _broken(bot: Bot, words: str = "5") -> None:
    """A message whose handling fails: the person's state is one that no version would write."""
    post(bot, [said("hi", PHONE)])
    bot.rows("UPDATE whatsapp_sessions SET metadata = '\"nonsense\"'")
    post(bot, [said(words, PHONE)])
    bot.one("SELECT id FROM set_aside")


def _mended(bot: Bot) -> None:
    bot.rows("UPDATE whatsapp_sessions SET metadata = '{}'")


def test_a_message_that_was_set_aside_is_answered_once_the_fault_is_mended(
    bot: Bot, twin: Twin, amina: Customer
) -> None:
    with web_of(bot, twin):
        twin.says(amina, "hi")  # the customer is one who wrote within 24 hours
        twin.wait_for(lambda: twin.unacknowledged == 0)
    _broken(bot)
    _mended(bot)
    done = failed(bot, "retry", "update:1")
    assert (done.exit_code, done.output) == (0, "update:1: handled\n")
    assert bot.rows("SELECT 1 FROM set_aside") == []
    bot.deliver(minute=True)
    assert BOOKING in words_to(twin, amina)
    assert failed(bot, "retry", "update:1").exit_code == 1


def test_what_fails_again_stays_with_its_new_reason(bot: Bot) -> None:
    _broken(bot)
    bot.rows("UPDATE set_aside SET reason = 'old reason'")
    done = failed(bot, "retry", "--all")
    assert done.exit_code == 1
    assert "update:1: failed again: " in done.output
    assert bot.one("SELECT reason FROM set_aside")["reason"] != "old reason"
    assert len(bot.rows("SELECT 1 FROM whatsapp_messages WHERE direction = 'incoming'")) == 1


def test_what_meta_has_repeated_meanwhile_is_not_handled_twice(bot: Bot) -> None:
    post(bot, [said("hi", PHONE)])
    bot.rows("UPDATE whatsapp_sessions SET metadata = '\"nonsense\"'")
    message = said("5", PHONE)
    post(bot, [message])
    _mended(bot)
    post(bot, [message])
    waiting = len(bot.rows("SELECT 1 FROM outbox"))
    assert failed(bot, "retry", "update:1").output == "update:1: had been handled already\n"
    assert len(bot.rows("SELECT 1 FROM outbox")) == waiting
    assert bot.rows("SELECT 1 FROM set_aside") == []


def test_what_an_older_version_has_kept_stays_and_says_so(bot: Bot) -> None:
    bot.rows(
        "INSERT INTO set_aside (key, \"update\", reason, created_at) VALUES ('k', '{}', 'r', '2026-01-01 00:00:00')"
    )
    assert failed(bot, "retry", "update:1").exit_code == 1
    assert "this version cannot read" in bot.one("SELECT reason FROM set_aside")["reason"]


def _refused(bot: Bot, twin: Twin, amina: Customer) -> None:
    """A reply that Meta has refused for good."""
    twin.faults.answers += [131026]
    with web_of(bot, twin):
        heard(twin, (amina, "hi"))
        bot.deliver(minute=True)
    bot.one("SELECT id FROM given_up")


def test_an_item_that_was_given_up_is_sent_again(bot: Bot, twin: Twin, amina: Customer) -> None:
    _refused(bot, twin, amina)
    key = bot.one("SELECT key FROM whatsapp_messages WHERE status = 'failed'")["key"]
    assert failed(bot, "retry", "item:1").output == "item:1: waits to be sent again\n"
    assert bot.one("SELECT key, attempts FROM outbox") == {"key": key, "attempts": 0}
    row = bot.one("SELECT status, error_code, error_title FROM whatsapp_messages WHERE key IS NOT NULL")
    assert row == {"status": "queued", "error_code": None, "error_title": None}
    bot.deliver(minute=True)
    assert words_to(twin, amina) == [MENU]
    assert bot.rows("SELECT 1 FROM given_up") == []


@pytest.mark.parametrize(
    ("column", "why"),
    [
        ("opted_out_at", "the person has asked for no more messages"),
        ("last_inbound_at", "more than 24 hours since the person's last message"),
    ],
)
def test_neither_the_window_nor_an_opt_out_is_passed_over(
    bot: Bot, twin: Twin, amina: Customer, column: str, why: str
) -> None:
    _refused(bot, twin, amina)
    before = bot.one("SELECT * FROM given_up")
    bot.rows(f"UPDATE contacts SET {column} = '2026-01-01 00:00:00'")
    done = failed(bot, "retry", "item:1")
    assert (done.exit_code, done.output) == (1, f"item:1: not sent: {why}\n")
    assert bot.rows("SELECT 1 FROM outbox") == []
    assert bot.one("SELECT * FROM given_up") == before


@pytest.mark.parametrize("column", ["opted_out_at", "last_inbound_at"])
def test_what_changes_while_it_waits_again_counts_too(bot: Bot, twin: Twin, amina: Customer, column: str) -> None:
    _refused(bot, twin, amina)
    assert failed(bot, "retry", "item:1").exit_code == 0
    bot.rows(f"UPDATE contacts SET {column} = '2026-01-01 00:00:00'")
    bot.deliver(minute=True)
    assert words_to(twin, amina) == []
    assert "not sent: " in bot.one("SELECT reason FROM given_up")["reason"]


def test_what_reached_the_person_after_all_is_not_sent_again(bot: Bot, twin: Twin, amina: Customer) -> None:
    _refused(bot, twin, amina)
    key = bot.one("SELECT key FROM given_up")["key"]
    post(bot, statuses=[status("wamid.late", "delivered", key)])
    assert failed(bot, "retry", "item:1").output == "item:1: not sent again: it is delivered by now\n"
    assert bot.rows("SELECT 1 FROM outbox") == bot.rows("SELECT 1 FROM given_up") == []


def test_the_list_shows_what_and_why_and_nothing_of_anybody(bot: Bot, twin: Twin, amina: Customer) -> None:
    _refused(bot, twin, amina)
    _broken(bot, words="my secret words")
    bot.rows("UPDATE set_aside SET reason = 'ValueError: my secret words'")
    bot.rows("UPDATE given_up SET reason = 'fault in the program: KeyError: my secret words of +15550160001'")
    lines = failed(bot, "list").output.splitlines()
    assert [line.split()[0] for line in lines] == ["item:1", "update:1"]
    assert "whatsapp" in lines[0]
    assert "KeyError" in lines[0]
    assert "Received" in lines[1]
    assert "ValueError" in lines[1]
    contact = bot.one("SELECT id FROM contacts")["id"]
    assert all(f"contact {contact} " in line for line in lines)
    for planted in ("secret", PHONE, "Amina", "wamid", "13491208655302741918"):
        assert planted not in "".join(lines)


def test_show_shows_everything(bot: Bot) -> None:
    _broken(bot, words="my secret words")
    shown = json.loads(failed(bot, "show", "update:1").output)
    assert shown["update"]["words"] == "my secret words"
    assert shown["update"]["sender"]["phone"] == PHONE


def test_all_of_one_carrier(bot: Bot, twin: Twin, amina: Customer) -> None:
    _refused(bot, twin, amina)
    _broken(bot)
    assert failed(bot, "retry", "--all", "--carrier", "mail").output == "Nothing has failed.\n"
    assert failed(bot, "retry", "--all", "--carrier", "whatsapp").output == "item:1: waits to be sent again\n"
    assert len(bot.rows("SELECT 1 FROM set_aside")) == 1


def test_what_was_looked_at_can_be_forgotten(bot: Bot) -> None:
    _broken(bot)
    assert failed(bot, "drop", "update:1").output == "update:1: forgotten\n"
    assert failed(bot, "list").output == "Nothing has failed.\n"


@ON_SQLITE
def test_a_number_is_never_given_to_another_failure(bot: Bot) -> None:
    """Who looks at an older list would forget, or try again, what they have not seen."""
    _broken(bot)
    given_up = insert(GivenUp).values(
        key="k", carrier="mail", payload={}, code=1, reason="x", attempts=1, created_at=datetime.now(UTC)
    )
    for _ in range(2):
        with bot.parts.database.transaction() as connection:
            connection.execute(given_up)
        number = bot.one("SELECT id FROM given_up")["id"]
        assert failed(bot, "drop", f"item:{number}").exit_code == 0
    assert number == 2
    assert failed(bot, "drop", "update:1").exit_code == 0
    _mended(bot)
    _broken(bot, "6")
    assert bot.one("SELECT id FROM set_aside")["id"] > 1


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["retry", "update:99"], "update:99: there is no such failure"),
        (["drop", "item:99"], "item:99: there is no such failure"),
        (["show", "item:99"], "There is no item:99"),
        (["show", "12"], "'12' is no id: write it like update:12 or item:7"),
        (["retry", "item:x"], "is no id"),
        (["retry"], "Name the ids, or --all"),
        (["retry", "item:1", "--all"], "Name the ids, or --all"),
        (["retry", "item:1", "--carrier", "mail"], "Name the ids, or --all"),
    ],
)
def test_what_cannot_be_done_is_said_in_words(bot: Bot, arguments: list[str], words: str) -> None:
    done = failed(bot, *arguments)
    assert done.exit_code != 0
    assert words in done.output


@ON_SQLITE
def test_a_database_without_tables_is_said_in_words(make_bot: Callable[..., Bot], tmp_path: object) -> None:
    done = failed(make_bot(database_url=f"sqlite:///{tmp_path}/new.db"), "list")
    assert done.exit_code == 1
    assert "flask init-db" in done.output
