"""Does what staff write for later go at its time, once, as it is decided then, and is nobody left in the dark?"""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from bot import Bot
from services.template_tools import approved
from sqlalchemy import Connection, Engine, event, text
from web.api.api_tools import ADA, ask, say
from web.console.colleagues import Colleague
from werkzeug.test import TestResponse

from metatwin import Twin
from relaystack.services.inbox import falling_due, later

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
FOLLOW_UP: Any = {"instead": "follow_up", "instead.follow_up.first_name": "Ada", "instead.follow_up.topic": "Greece"}


@pytest.fixture(autouse=True)
def known_at_meta(twin: Twin, people: dict[str, int]) -> None:
    """Ada can be written to."""
    twin.says(twin.customer("Ada", ADA), "hi")


def when(who: Colleague, ahead: timedelta) -> dict[str, str]:
    """A day and a time by the office's clock."""
    at = datetime.now(who.bot.parts.conversation_settings.house.zone) + ahead
    return {"day": f"{at:%Y-%m-%d}", "hour": f"{at:%H:%M}"}


def plan(
    who: Colleague, words: str = "Good morning", ahead: timedelta = 2 * HOUR, page: str = "", **fields: Any
) -> TestResponse:
    """Fill in "Send later"."""
    hidden = who.form(page or who.look("/1"), "messages")
    return who.client.post("/console/inbox/1/planned", data={**hidden, "text": words, **when(who, ahead), **fields})


def sent(bot: Bot) -> list[str]:
    """What staff have sent to Ada."""
    found = "SELECT message FROM whatsapp_messages WHERE contact_id = 1 AND author LIKE 'member %' ORDER BY id"
    return [row["message"] for row in bot.rows(found)]


def told(bot: Bot) -> list[str]:
    """What staff are told by e-mail of what did not go."""
    rows = bot.rows("SELECT payload FROM outbox WHERE key LIKE 'planned/%'")
    return [str(row["payload"]) for row in rows]


def test_it_waits_in_sight_goes_at_its_time_and_takes_the_conversation(
    bot: Bot, twin: Twin, maya: Colleague, omar: Colleague
) -> None:
    assert plan(maya).status_code == 303
    page = omar.look("/1")
    assert "Good morning" in page
    assert "<bdi>Maya</bdi> · goes " in page
    bot.deliver(minute=True)
    assert sent(bot) == []
    bot.let_time_pass(3 * HOUR)
    for _ in range(2):
        bot.deliver(minute=True)
    assert sent(bot) == ["Good morning"]
    bodies = [one.body["text"]["body"] for one in twin.sent if one.body["type"] == "text"]
    assert bodies.count("Good morning") == 1
    page = omar.look("/1")
    assert "· goes " not in page
    assert "Maya took this over" in page
    assert told(bot) == []


def test_however_many_workers_look_it_goes_once(bot: Bot, maya: Colleague) -> None:
    plan(maya)
    bot.let_time_pass(3 * HOUR)
    database, settings = bot.parts.database, bot.parts.conversation_settings
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: falling_due.send(database, settings), range(4)))
    assert sent(bot) == ["Good morning"]


def test_killed_before_the_commit_it_is_whole_for_the_next_look(bot: Bot, maya: Colleague) -> None:
    plan(maya)
    bot.let_time_pass(3 * HOUR)

    def killed(connection: Connection) -> None:
        if connection.scalar(text("SELECT count(*) FROM whatsapp_messages WHERE message = 'Good morning'")):
            raise KeyboardInterrupt

    event.listen(Engine, "commit", killed)
    try:
        with pytest.raises(KeyboardInterrupt):
            falling_due.send(bot.parts.database, bot.parts.conversation_settings)
    finally:
        event.remove(Engine, "commit", killed)
    assert sent(bot) == []
    assert "goes " in maya.look("/1")
    falling_due.send(bot.parts.database, bot.parts.conversation_settings)
    assert sent(bot) == ["Good morning"]


def test_who_writes_before_gets_nothing_of_it_and_its_writer_is_told(bot: Bot, maya: Colleague) -> None:
    plan(maya, "Are you still <b>there</b>?")
    say(bot, ADA, "I have a question")
    bot.let_time_pass(3 * HOUR)
    bot.deliver(minute=True)
    assert sent(bot) == []
    [mail] = told(bot)
    assert "Maya" in mail
    assert "they have written meanwhile" in mail
    page = maya.client.get("/console/inbox/1").text
    assert "Not sent: they have written meanwhile" in page
    assert "Are you still &lt;b&gt;there&lt;/b&gt;?" in page
    [number] = [row["id"] for row in bot.rows("SELECT id FROM planned_messages")]
    assert "Are you still <b>there</b>?</textarea>" in maya.look(f"/1?dropped={number}")


def test_after_24_hours_the_template_goes_that_was_chosen(bot: Bot, twin: Twin, maya: Colleague) -> None:
    approved(bot, twin)
    assert plan(maya, ahead=2 * DAY, **FOLLOW_UP).status_code == 303
    bot.let_time_pass(2 * DAY + HOUR)
    bot.deliver(minute=True)
    [words] = sent(bot)
    assert words.startswith("Your enquiry\n\nHello Ada, you asked") or "Hello Ada" in words
    assert told(bot) == []


def test_after_24_hours_nothing_goes_where_no_template_was_chosen(bot: Bot, maya: Colleague) -> None:
    plan(maya, ahead=2 * DAY)
    bot.let_time_pass(2 * DAY + HOUR)
    bot.deliver(minute=True)
    assert sent(bot) == []
    assert "more than 24 hours" in told(bot)[0]


def test_a_template_that_meta_does_not_approve_by_then_is_said(bot: Bot, twin: Twin, maya: Colleague) -> None:
    approved(bot, twin)
    plan(maya, ahead=2 * DAY, **FOLLOW_UP)
    bot.rows("UPDATE whatsapp_templates SET status = 'PAUSED'")
    bot.let_time_pass(2 * DAY + HOUR)
    bot.deliver(minute=True)
    assert sent(bot) == []
    assert "PAUSED" in told(bot)[0]


def test_within_24_hours_the_words_go_whatever_was_chosen_beside(bot: Bot, twin: Twin, maya: Colleague) -> None:
    approved(bot, twin)
    plan(maya, **FOLLOW_UP)
    bot.let_time_pass(3 * HOUR)
    bot.deliver(minute=True)
    assert sent(bot) == ["Good morning"]


def test_to_who_said_stop_nothing_goes(bot: Bot, maya: Colleague) -> None:
    plan(maya)
    bot.rows("UPDATE contacts SET opted_out_at = :now WHERE id = 1", now=datetime.now(UTC).replace(tzinfo=None))
    bot.let_time_pass(3 * HOUR)
    bot.deliver(minute=True)
    assert sent(bot) == []
    assert "no more messages" in told(bot)[0]
    assert plan(maya, page=maya.look("/2")).status_code == 422


def test_what_a_removed_member_planned_does_not_go(bot: Bot, maya: Colleague, omar: Colleague) -> None:
    plan(maya)
    maya.leave()
    bot.let_time_pass(3 * HOUR)
    bot.deliver(minute=True)
    assert sent(bot) == []
    assert "does not answer customers here any more" in omar.look("/1")


def test_a_colleague_who_has_it_by_then_keeps_it(bot: Bot, maya: Colleague, omar: Colleague) -> None:
    plan(maya)
    omar.do("take")
    bot.let_time_pass(3 * HOUR)
    bot.deliver(minute=True)
    assert sent(bot) == ["Good morning"]
    assert bot.one("SELECT assignee_id FROM contacts WHERE id = 1")["assignee_id"] == omar.id


def test_any_colleague_changes_it_and_takes_it_back(bot: Bot, maya: Colleague, omar: Colleague) -> None:
    plan(maya)
    page = omar.look("/1?plan=1")
    assert "Good morning</textarea>" in page
    assert omar.do("planned/1", page, text="Good evening", **when(omar, 5 * HOUR)).status_code == 303
    page = maya.look("/1")
    assert "<bdi>Omar</bdi> · goes " in page
    assert "Good evening" in page
    assert maya.do("planned/1/cancel", page).status_code == 303
    bot.let_time_pass(6 * HOUR)
    bot.deliver(minute=True)
    assert sent(bot) == []
    done = {row["action"] for row in bot.rows("SELECT action FROM audit WHERE action LIKE 'message.plan%'")}
    assert done == {"message.plan", "message.plan_change", "message.plan_cancel"}


def test_two_who_change_it_do_so_in_sight_of_each_other(bot: Bot, maya: Colleague, omar: Colleague) -> None:
    plan(maya)
    seen = omar.look("/1?plan=1")
    taking_back = omar.look("/1")
    maya.do("planned/1", maya.look("/1?plan=1"), text="Changed", **when(maya, 5 * HOUR))
    assert omar.do("planned/1", seen, text="Mine", **when(omar, 5 * HOUR)).status_code == 409
    assert omar.do("planned/1/cancel", taking_back).status_code == 409
    assert "Changed" in omar.look("/1")


def test_what_has_gone_meanwhile_is_not_changed(bot: Bot, maya: Colleague) -> None:
    plan(maya)
    page, pane = maya.look("/1?plan=1"), maya.look("/1")
    bot.let_time_pass(3 * HOUR)
    bot.deliver(minute=True)
    refused = maya.do("planned/1", page, text="Too late", **when(maya, 5 * HOUR))
    assert (refused.status_code, "sent or taken back meanwhile" in refused.text) == (409, True)
    assert maya.do("planned/1/cancel", pane).status_code == 409
    assert sent(bot) == ["Good morning"]


def test_a_form_that_comes_twice_plans_once(bot: Bot, maya: Colleague) -> None:
    page = maya.look("/1")
    for _ in range(2):
        assert plan(maya, page=page).status_code == 303
    assert plan(maya, "Other words", page=page).status_code == 409
    assert plan(maya, ahead=5 * HOUR, page=page).status_code == 409
    assert maya.do("messages", page, text="Good morning").status_code in (303, 409)
    bot.let_time_pass(3 * HOUR)
    bot.deliver(minute=True)
    assert sent(bot) == ["Good morning"]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"text": " "}, "nothing in it"),
        ({"text": "x" * 4097}, "4,096 characters"),
        ({"day": ""}, "Choose a day and a time"),
        ({"day": "2026-02-31"}, "Choose a day and a time"),
        ({"hour": "25:00"}, "Choose a day and a time"),
        ({"day": "9999-12-31", "hour": "23:59"}, "within 90 days"),
        ({"day": "0001-01-01", "hour": "00:00"}, "to come"),
        ({"instead": "no_such"}, "no such template"),
        ({"instead": "follow_up", "instead.follow_up.first_name": "Ada"}, "topic must be filled in"),
    ],
    ids=lambda value: str(value)[:30] if isinstance(value, dict) else None,
)
def test_what_cannot_be_planned_is_said_and_stays_in_the_form(
    bot: Bot, maya: Colleague, fields: Any, words: str
) -> None:
    refused = plan(maya, **fields)
    assert refused.status_code == 422
    assert words in refused.text
    assert '<details class="later" open>' in refused.text
    assert bot.rows("SELECT 1 FROM planned_messages") == []


def test_no_more_than_twenty_wait_for_one_person(bot: Bot, maya: Colleague) -> None:
    for number in range(20):
        assert plan(maya, f"No. {number}").status_code == 303
    assert plan(maya).status_code == 422


def test_who_may_only_read_plans_nothing(bot: Bot, maya: Colleague) -> None:
    plan(maya)
    viewer = Colleague(bot, "Vera", "viewer")
    page = viewer.look("/1")
    assert "Good morning" in page
    assert "Take it back" not in page
    sign = viewer.form(page, "sign-out")["csrf_token"]
    for path in ("planned", "planned/1", "planned/1/cancel"):
        refused = viewer.client.post(f"/console/inbox/1/{path}", data={"csrf_token": sign, "text": "x"})
        assert refused.status_code == 403


def test_it_is_exported_and_erased_with_its_person(bot: Bot, maya: Colleague) -> None:
    plan(maya)
    [row] = ask(bot, "GET", "/api/contacts/1/export")["tables"]["planned_messages"]
    assert row["text"] == "Good morning"
    ask(bot, "DELETE", "/api/contacts/1", headers={"If-Match": "*"})
    bot.let_time_pass(3 * HOUR)
    bot.deliver(minute=True)
    assert bot.rows("SELECT 1 FROM planned_messages") == []


BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("day", "hour", "utc"),
    [("2026-03-28", "10:00", 9), ("2026-03-30", "10:00", 8), ("2026-10-26", "10:00", 9), ("2026-10-25", "02:30", 0)],
)
def test_ten_stays_ten_whatever_the_clocks_do(day: str, hour: str, utc: int) -> None:
    at = later.moment(day, hour, BERLIN)
    assert (at.date(), at.hour) == (date.fromisoformat(day), utc)


def test_a_time_that_the_clocks_leap_over_is_none() -> None:
    with pytest.raises(later.CannotPlan, match="leap over"):
        later.moment("2026-03-29", "02:30", BERLIN)


def closed(bot: Bot, twin: Twin, maya: Colleague) -> dict[str, str]:
    """The composer when the 24 hours are over: what its form carries."""
    approved(bot, twin)
    bot.let_time_pass(DAY + HOUR)
    page = maya.look("/1?template=follow_up")
    assert "Window closed" in page
    return maya.form(page, "templates")


def test_when_the_24_hours_are_over_the_template_itself_is_planned(bot: Bot, twin: Twin, maya: Colleague) -> None:
    hidden, filled = closed(bot, twin, maya), {"value.first_name": "Ada", "value.topic": "Greece"}
    planned = maya.client.post("/console/inbox/1/planned", data={**hidden, **filled, **when(maya, 2 * HOUR)})
    assert planned.status_code == 303
    assert "template Follow up" in maya.look("/1")
    bot.deliver(minute=True)
    assert sent(bot) == []
    bot.let_time_pass(3 * HOUR)
    bot.deliver(minute=True)
    [words] = sent(bot)
    assert "Hello Ada" in words


def test_what_is_wrong_with_a_template_for_later_is_said_and_stays(bot: Bot, twin: Twin, maya: Colleague) -> None:
    hidden = closed(bot, twin, maya)
    fields = {**hidden, "value.first_name": "Adalind", "value.topic": "", **when(maya, 2 * HOUR)}
    refused = maya.client.post("/console/inbox/1/planned", data=fields)
    assert refused.status_code == 422
    assert "topic must be filled in" in refused.text
    assert 'value="Adalind"' in refused.text
    assert '<details class="later" open>' in refused.text
