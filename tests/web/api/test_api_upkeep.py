"""Are open questions and failures seen and dealt with by the API?"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from bot import Bot
from sqlalchemy import delete, insert, select, update
from web.api.api_tools import ADA, EVE, ask, at_meta, furnished, say

from metatwin import Twin
from relaystack.models import GivenUp, Message, OutboxItem, SetAside, Unanswered

NUMBERS = count(1)
YESTERDAY = datetime.now(UTC) - timedelta(days=1)


def pages_of(bot: Bot, path: str, meanwhile: Callable[[], object]) -> list[dict[str, Any]]:
    """All that a list shows, two at a time; something happens after the first page."""
    page = ask(bot, "GET", f"{path}?limit=2")
    seen: list[dict[str, Any]] = page["items"]
    meanwhile()
    while page["next"]:
        page = ask(bot, "GET", f"{path}?limit=2&cursor={page['next']}")
        seen += page["items"]
    return seen


def test_questions_are_listed_and_settled_with_all_that_are_alike(bot: Bot) -> None:
    furnished(bot)
    say(bot, EVE, "qwxz vvbn")
    [question] = ask(bot, "GET", "/api/unanswered")["items"]
    assert (question["words"], question["count"]) == ("qwxz vvbn", 2)
    assert ask(bot, "POST", f"/api/unanswered/{question['id']}/done") == {"done": 2}
    assert ask(bot, "GET", "/api/unanswered")["items"] == []
    ask(bot, "POST", f"/api/unanswered/{question['id']}/done", 404)


def give_up(bot: Bot) -> str:
    """All that waits for Ada has failed; the id of the failure that was its newest message."""
    theirs = OutboxItem.carrier == "whatsapp", OutboxItem.key.contains(ADA)
    with bot.parts.database.transaction() as connection:
        item = connection.execute(select(OutboxItem.__table__).where(*theirs).order_by(OutboxItem.id.desc())).first()
        assert item
        connection.execute(delete(OutboxItem))
        connection.execute(update(Message).where(Message.key == item.key).values(status="failed"))
        kept = {name: getattr(item, name) for name in ("key", "carrier", "contact_id", "payload", "attempts")}
        reason = {"code": 131026, "reason": "not on WhatsApp", "created_at": item.created_at}
        connection.execute(insert(GivenUp), {**kept, **reason})
    [failure] = ask(bot, "GET", "/api/failed")["items"]
    assert (failure["kind"], failure["reason"]) == ("whatsapp", "not on WhatsApp (131026)")
    return str(failure["id"])


def test_a_failure_is_tried_again(bot: Bot, twin: Twin) -> None:
    at_meta(twin, ADA)
    furnished(bot)
    id = give_up(bot)
    assert ask(bot, "POST", f"/api/failed/{id}/retry")["outcome"] == "waits to be sent again"
    bot.deliver(minute=True)
    assert len(twin.sent) == 1
    ask(bot, "POST", f"/api/failed/{id}/retry", 404)


def test_what_may_not_go_is_said(bot: Bot) -> None:
    furnished(bot)
    id = give_up(bot)
    say(bot, ADA, "stop")
    assert "asked for no more" in ask(bot, "POST", f"/api/failed/{id}/retry", 409)["detail"]
    assert [one["id"] for one in ask(bot, "GET", "/api/failed")["items"]] == [id]


def fail(bot: Bot, minutes: int | None = None) -> None:
    """Both an item and an update fail, so many minutes after yesterday's now; or now."""
    at, key = datetime.now(UTC) if minutes is None else YESTERDAY + timedelta(minutes=minutes), f"k{next(NUMBERS)}"
    item = {"carrier": "mail", "contact_id": 1, "payload": {}, "code": 0, "attempts": 1}
    kept = {"type": "received", "sender": {"phone": EVE}}
    with bot.parts.database.transaction() as connection:
        connection.execute(insert(GivenUp), {**item, "key": key, "reason": "no such mailbox", "created_at": at})
        connection.execute(
            insert(SetAside), {"key": key, "update": kept, "reason": "KeyError: Ada Lovelace", "created_at": at}
        )


def test_pages_of_failures_hold_while_some_are_retried_and_others_arrive(bot: Bot) -> None:
    people = furnished(bot)
    for minutes in (2, 1, 1, 0):
        fail(bot, minutes)

    def meanwhile() -> None:
        ask(bot, "POST", "/api/failed/item:1/retry")  # shown
        ask(bot, "POST", "/api/failed/item:2/retry")  # not yet
        fail(bot)

    seen = pages_of(bot, "/api/failed", meanwhile)
    assert [one["id"] for one in seen] == [
        "update:1", "item:1", "update:3", "item:3", "update:2", "update:4", "item:4",
    ]  # fmt: skip
    assert [one["at"] for one in seen] == sorted((one["at"] for one in seen), reverse=True)
    aside, item = seen[-2:]
    assert (aside["kind"], aside["contact_id"], aside["reason"]) == ("received", people[EVE], "KeyError")
    assert (item["kind"], item["contact_id"], item["reason"]) == ("mail", 1, "no such mailbox")
    assert ask(bot, "GET", "/api/failed?limit=1")["items"][0]["at"] > seen[0]["at"]


def wonder(bot: Bot, *words: str) -> None:
    """Eve says words that nothing is found for."""
    rows = [
        {"contact_id": 1, "words": one, "alike": one.lower(), "place": "", "offered": [], "created_at": YESTERDAY}
        for one in words
    ]
    with bot.parts.database.transaction() as connection:
        connection.execute(insert(Unanswered), rows)


def test_pages_of_questions_hold_while_some_are_settled_and_others_said_again(bot: Bot) -> None:
    say(bot, EVE, "hi")
    wonder(bot, "one", "two", "three", "ONE", "four", "five", "six")

    def meanwhile() -> None:
        wonder(bot, "six", "two", "seven")
        ask(bot, "POST", "/api/unanswered/3/done")

    seen = pages_of(bot, "/api/unanswered", meanwhile)
    assert [(one["words"], one["count"]) for one in seen] == [
        ("six", 1), ("five", 1), ("four", 1), ("ONE", 2), ("two", 1),
    ]  # fmt: skip
    assert [one["words"] for one in ask(bot, "GET", "/api/unanswered?limit=3")["items"]] == ["seven", "two", "six"]
