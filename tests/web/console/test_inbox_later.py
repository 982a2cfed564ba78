"""Does what staff write for later go at its time, once, as it is decided then, and is nobody left in the dark?"""

from datetime import datetime, timedelta
from typing import Any

from bot import Bot
from web.api.api_tools import ADA
from web.console.colleagues import Colleague
from werkzeug.test import TestResponse

from metatwin import Twin

HOUR = timedelta(hours=1)


def plan(who: Colleague, text: str = "Good morning", ahead: timedelta = 2 * HOUR, **fields: Any) -> TestResponse:
    """Fill in "Send later"."""
    at = datetime.now(who.bot.parts.conversation_settings.house.zone) + ahead
    hidden = who.form(who.look("/1"), "messages")
    when = {"day": f"{at:%Y-%m-%d}", "hour": f"{at:%H:%M}"}
    return who.client.post("/console/inbox/1/planned", data={**hidden, "text": text, **when, **fields})


def sent(bot: Bot) -> list[str]:
    """What staff have sent to Ada."""
    found = "SELECT message FROM whatsapp_messages WHERE contact_id = 1 AND author LIKE 'member %' ORDER BY id"
    return [row["message"] for row in bot.rows(found)]


def test_it_waits_in_sight_goes_at_its_time_and_takes_the_conversation(
    bot: Bot, twin: Twin, people: dict[str, int], maya: Colleague, omar: Colleague
) -> None:
    twin.says(twin.customer("Ada", ADA), "hi")
    assert plan(maya).status_code == 303
    page = omar.look("/1")
    assert "Good morning" in page
    assert "<bdi>Maya</bdi> · goes " in page
    bot.deliver()
    assert sent(bot) == []
    bot.let_time_pass(3 * HOUR)
    bot.deliver()
    bot.deliver()
    assert sent(bot) == ["Good morning"]
    assert [one.body["text"]["body"] for one in twin.sent if one.body["type"] == "text"] == ["Good morning"]
    page = omar.look("/1")
    assert "· goes " not in page
    assert "Maya took this over" in page
