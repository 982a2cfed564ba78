"""Are open questions and failures seen and dealt with by the API?"""

from api_tools import ADA, EVE, ask, at_meta, furnished, say
from bot import Bot
from sqlalchemy import delete, insert, select, update

from metatwin import Twin
from relaystack.models import GivenUp, Message, OutboxItem


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
    bot.deliver()
    assert len(twin.sent) == 1
    ask(bot, "POST", f"/api/failed/{id}/retry", 404)


def test_what_may_not_go_is_said(bot: Bot) -> None:
    furnished(bot)
    id = give_up(bot)
    say(bot, ADA, "stop")
    assert "asked for no more" in ask(bot, "POST", f"/api/failed/{id}/retry", 409)["detail"]
    assert [one["id"] for one in ask(bot, "GET", "/api/failed")["items"]] == [id]
