"""Whoever writes by the API has the conversation: the bot does not talk over them."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest
from bot import Bot
from services.meta_json import post, said
from services.service_tools import heard, web_of
from services.template_tools import approved
from web.api.api_tools import ADA, ask

from metatwin import Customer, Twin
from relaystack.services.staff import tokens

SCOPES = ("conversations:read", "conversations:write")


@pytest.fixture
def ada(bot: Bot, twin: Twin) -> Iterator[Customer]:
    """She has written, and the bot's answer waits."""
    with web_of(bot, twin):
        customer = twin.customer("Ada", phone=ADA)
        heard(twin, (customer, "hi"))
        yield customer


def write(bot: Bot, text: str = "This is Lea.", status: int = 202, **more: object) -> None:
    """A consultant writes to the first contact."""
    ask(bot, "POST", "/api/conversations/1/messages", status, json={"text": text, **more})


def until(bot: Bot) -> datetime | None:
    """Until when consultants have the conversation."""
    at = ask(bot, "GET", "/api/conversations/1")["with_consultants_until"]
    return datetime.fromisoformat(at) if at else None


def got(bot: Bot, twin: Twin, customer: Customer) -> list[str]:
    """The first lines of what the customer has been sent by now."""
    bot.deliver()
    return [sent.words.splitlines()[0] for sent in twin.sent if sent.customer_id == customer.id]


def test_a_text_takes_the_conversation_and_withdraws_what_the_bot_has_waiting(
    bot: Bot, twin: Twin, ada: Customer
) -> None:
    write(bot)
    heard(twin, (ada, "menu"))
    assert got(bot, twin, ada) == ["This is Lea."]
    assert ask(bot, "GET", "/api/conversations/1")["why_with_consultants"] == "staff"


def test_a_text_makes_a_conversation_that_is_held_longer(bot: Bot, ada: Customer) -> None:
    ask(bot, "POST", "/api/conversations/1/handover")
    bot.let_time_pass(timedelta(hours=11))
    before = until(bot)
    write(bot)
    after = until(bot)
    assert before
    assert after
    assert after - before > timedelta(hours=10)


def test_what_staff_wrote_is_not_withdrawn_by_what_they_write_next(bot: Bot, twin: Twin, ada: Customer) -> None:
    write(bot, "One.", take=False)
    write(bot, "Two.")
    ask(bot, "POST", "/api/conversations/1/handback")
    ask(bot, "POST", "/api/conversations/1/handover")
    told = got(bot, twin, ada)
    assert [words for words in told if words in ("One.", "Two.")] == ["One.", "Two."]


def test_a_program_may_leave_the_conversation_to_the_bot(bot: Bot, twin: Twin, ada: Customer) -> None:
    write(bot, "Your papers are here.", take=False)
    assert until(bot) is None
    heard(twin, (ada, "menu"))
    assert len(got(bot, twin, ada)) == 3


def test_a_persons_token_may_not(bot: Bot, ada: Customer) -> None:
    _, secret = tokens.create(bot.parts.database, "Lea", SCOPES)
    _, program = tokens.create(bot.parts.database, "Our CRM", (*SCOPES, "conversations:automatic"))
    path, body = "/api/conversations/1/messages", {"text": "hello", "take": False}
    told = ask(bot, "POST", path, 403, json=body, headers={"Authorization": f"Bearer {secret}"})
    assert "conversations:automatic" in told["detail"]
    ask(bot, "POST", path, 202, json=body, headers={"Authorization": f"Bearer {program}"})
    for odd in ("no", 0, None):
        write(bot, "hello", 422, take=odd)


def test_a_repeat_takes_nothing_a_second_time(bot: Bot, ada: Customer) -> None:
    sent = {"json": {"text": "This is Lea."}, "headers": {"Idempotency-Key": "lea-1"}}
    ask(bot, "POST", "/api/conversations/1/messages", 202, **sent)
    ask(bot, "POST", "/api/conversations/1/handback")
    ask(bot, "POST", "/api/conversations/1/messages", 202, **sent)
    assert until(bot) is None


def test_what_may_not_be_sent_takes_nothing(bot: Bot, ada: Customer) -> None:
    bot.let_time_pass(timedelta(hours=24))
    write(bot, status=409)
    assert until(bot) is None


@pytest.mark.parametrize(("name", "values", "takes"), [
    ("follow_up", {"first_name": "Ada", "topic": "Portugal"}, True),
    ("new_programme", {"first_name": "Ada", "programme": "residence", "country": "Greece"}, False),
])  # fmt: skip
def test_a_template_takes_it_but_for_marketing(
    bot: Bot, twin: Twin, name: str, values: dict[str, str], takes: bool
) -> None:
    with web_of(bot, twin):
        laila = twin.customer("Laila", phone="971501234567", bsuid="AE.111")
        twin.faults.status_webhooks = False
        heard(twin, (laila, "hi"))
        approved(bot, twin)
        bot.rows("UPDATE contacts SET marketing_consent_at = last_inbound_at, marketing_consent_how = 'asked'")
        body = {"name": name, "values": values}
        for number, take in enumerate((False, True)):
            key = {"Idempotency-Key": str(number)}
            ask(bot, "POST", "/api/conversations/1/templates", 202, json={**body, "take": take}, headers=key)
            assert (until(bot) is not None) == (take and takes)
        bot.deliver()
    assert len(twin.sent) > 1


def test_two_at_once_a_turn_and_a_hand_back_come_one_after_the_other(
    bot: Bot, make_bot: Callable[..., Bot], twin: Twin, ada: Customer
) -> None:
    """Whoever came last decides, and nothing of the bot's leaves while a consultant has the conversation."""
    others = [make_bot() for _ in range(3)]
    for round in range(5):
        with ThreadPoolExecutor(4) as pool:
            done: list[Future[Any]] = [
                pool.submit(write, others[0], f"a{round}"),
                pool.submit(write, others[1], f"b{round}"),
                pool.submit(post, others[2], [said("menu", ADA, id=f"wamid.race{round}")]),
                pool.submit(ask, bot, "POST", "/api/conversations/1/handback"),
            ]
        for one in done:
            one.result()
    write(bot, "last")
    rows = bot.rows("SELECT message, key FROM whatsapp_messages WHERE status = 'queued' ORDER BY id")
    assert [row["message"] for row in rows if not row["key"].startswith("api/")] == []
    told = [words for words in got(bot, twin, ada) if words[0] in "ab" and words[1:].isdigit()]
    assert sorted(told) == sorted(f"{who}{round}" for who in "ab" for round in range(5))
