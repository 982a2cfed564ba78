"""What does the API tell of people and conversations, and what may be written to them?"""

from datetime import timedelta
from typing import Any

from bot import Bot
from web.api.api_tools import ADA, EVE, ask, at_meta, furnished, say

from metatwin import Twin
from relaystack.models import Contact


def everything(bot: Bot, path: str, limit: int) -> list[dict[str, Any]]:
    """All items of a list, page by page."""
    items: list[dict[str, Any]] = []
    cursor = ""
    while cursor is not None:
        page = ask(bot, "GET", f"{path}?limit={limit}&cursor={cursor}")
        assert len(page["items"]) <= limit
        items += page["items"]
        cursor = page["next"]
    return items


def test_lists_come_in_pages_newest_first_each_item_once(bot: Bot) -> None:
    ids = furnished(bot)
    say(bot, "15550120003", "hi")
    for path in ("/api/contacts", "/api/conversations", f"/api/conversations/{ids[ADA]}/messages"):
        whole = ask(bot, "GET", f"{path}?limit=200")
        assert whole["next"] is None
        assert [everything(bot, path, limit) for limit in (1, 2, 3)] == [whole["items"]] * 3
    messages = everything(bot, f"/api/conversations/{ids[ADA]}/messages", 4)
    assert [one["id"] for one in messages] == sorted((one["id"] for one in messages), reverse=True)
    assert {"hi", "Ada Lovelace"} <= {one["message"] for one in messages if one["direction"] == "incoming"}


def test_a_person_is_found_by_number_and_shown(bot: Bot) -> None:
    ids = furnished(bot)
    [one] = ask(bot, "GET", f"/api/contacts?phone={ADA}")["items"]
    assert one == ask(bot, "GET", f"/api/contacts/{ids[ADA]}")
    assert (one["id"], one["phone"], one["opted_out_at"]) == (ids[ADA], ADA, None)
    assert one["window_closes_at"] > one["last_inbound_at"]
    assert ask(bot, "GET", "/api/contacts?phone=15550129999")["items"] == []


def test_a_text_goes_out_once_through_the_outbox(bot: Bot, twin: Twin) -> None:
    amina = at_meta(twin, ADA)
    ids = furnished(bot)
    path = f"/api/conversations/{ids[ADA]}/messages"
    key = {"Idempotency-Key": "crm-17"}
    first = ask(bot, "POST", path, 202, json={"text": "Your papers are here."}, headers=key)
    again = ask(bot, "POST", path, 202, json={"text": "Your papers are here."}, headers=key)
    assert (first["status"], first["direction"]) == ("queued", "outgoing")
    assert again == first
    for wrong in ("", "a/b", "x" * 101):
        ask(bot, "POST", path, 400, json={"text": "hello"}, headers={"Idempotency-Key": wrong})
    bot.deliver()
    assert [sent.words for sent in twin.sent if sent.customer_id == amina.id].count("Your papers are here.") == 1
    assert ask(bot, "GET", f"{path}?limit=1")["items"][0]["status"] == "sent"


def test_a_key_is_not_used_for_other_words(bot: Bot, twin: Twin) -> None:
    """They would be lost: the answer would be that of the first."""
    ids = furnished(bot)
    key = {"Idempotency-Key": "crm-17"}
    path = "/api/conversations/{}/messages"
    ask(bot, "POST", path.format(ids[ADA]), 202, json={"text": "Your papers are here."}, headers=key)
    told = ask(bot, "POST", path.format(ids[ADA]), 422, json={"text": "Call us."}, headers=key)
    assert "use a new one" in told["detail"]
    ask(bot, "POST", path.format(ids[EVE]), 202, json={"text": "Call us."}, headers=key)  # a key is one person's


def test_a_repeat_is_answered_as_the_first_time_whatever_stands_against_it_now(bot: Bot, twin: Twin) -> None:
    ids = furnished(bot)
    sent = {"json": {"text": "Your papers are here."}, "headers": {"Idempotency-Key": "crm-17"}}
    first = ask(bot, "POST", f"/api/conversations/{ids[ADA]}/messages", 202, **sent)
    say(bot, ADA, "stop")
    again = ask(bot, "POST", f"/api/conversations/{ids[ADA]}/messages", 202, **sent)
    assert again["id"] == first["id"]


def test_outside_the_window_nothing_may_be_sent(bot: Bot) -> None:
    ids = furnished(bot)
    bot.let_time_pass(timedelta(hours=24))
    before = len(bot.rows("SELECT id FROM outbox"))
    told = ask(bot, "POST", f"/api/conversations/{ids[ADA]}/messages", 409, json={"text": "hello"})
    assert "24 hours" in told["detail"]
    assert len(bot.rows("SELECT id FROM outbox")) == before


def test_who_never_wrote_and_who_said_stop_get_nothing(bot: Bot) -> None:
    ids = furnished(bot)
    say(bot, ADA, "stop")
    path = f"/api/conversations/{ids[ADA]}/messages"
    assert "asked for no more" in ask(bot, "POST", path, 409, json={"text": "hello"})["detail"]
    with bot.parts.database.transaction() as connection:
        connection.execute(Contact.__table__.update().values(opted_out_at=None, last_inbound_at=None))  # type: ignore[attr-defined]
    assert "24 hours" in ask(bot, "POST", path, 409, json={"text": "hello"})["detail"]


def test_texts_are_words_of_a_sensible_length(bot: Bot) -> None:
    ids = furnished(bot)
    for text in ("", "  \n ", "x" * 4097, "a\0b", None, 5):
        ask(bot, "POST", f"/api/conversations/{ids[ADA]}/messages", 422, json={"text": text})


def test_consultants_take_a_conversation_write_and_give_it_back(bot: Bot, twin: Twin) -> None:
    amina = at_meta(twin, ADA)
    ids = furnished(bot)
    path = f"/api/conversations/{ids[ADA]}"
    bot.deliver()
    held = ask(bot, "POST", f"{path}/handover")
    assert (held["why_with_consultants"], held["with_consultants_until"] is not None) == ("taken", True)
    said = len(twin.sent)
    say(bot, ADA, "menu")
    bot.deliver()
    assert len(twin.sent) == said, "the bot is silent"
    ask(bot, "POST", f"{path}/messages", 202, json={"text": "This is Lea."})
    bot.deliver()
    assert [sent.words for sent in twin.sent[said:] if sent.customer_id == amina.id] == ["This is Lea."]
    assert ask(bot, "POST", f"{path}/handback")["with_consultants_until"] is None
    say(bot, ADA, "menu")
    bot.deliver()
    assert "Welcome" in twin.sent[-1].words
