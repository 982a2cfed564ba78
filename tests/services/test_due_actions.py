"""Is who works on a lead told in the morning that its next action is due: they alone, once, and not at night?"""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from email import message_from_string, policy
from json import dumps

import pytest
from bot import Bot
from fakes.mailbox import body_of
from fakes.push import PushService
from services.handover_tools import Box, mail_settings
from services.push_tools import KEY, switched_on
from services.staff.staff_tools import joined
from web.api.api_tools import furnished, say

from relaystack.services.leads import due_actions
from relaystack.services.notices import digest
from relaystack.services.notices.hearing import Hearing
from relaystack.services.staff import members, notifications

DAY = date(2031, 12, 1)


@pytest.fixture
def office(make_bot: Callable[..., Bot], mailbox: Box) -> Bot:
    """Ada's lead and Faith's are Maya's, and due that day; Omar has none."""
    bot = make_bot(**mail_settings(mailbox[1]), public_url="https://bot.example.com", secret_key=KEY)
    furnished(bot)
    say(bot, "15550120009", "hi", "3", "Faith Moyo", "faith@example.org")
    bot.rows("DELETE FROM outbox")
    maya = joined(bot, "Maya", "consultant")
    joined(bot, "Omar", "consultant")
    bot.rows("UPDATE whatsapp_leads SET owner_id = :id, due_on = :day, next_action = 'Call'", id=maya.id, day=str(DAY))
    return bot


def at(bot: Bot, day: date, hour: int) -> int:
    """A worker looks at that hour of the office; how many were told."""
    now = datetime.combine(day, time(hour, 5), bot.parts.conversation_settings.house.zone).astimezone(UTC)
    with bot.parts.database.transaction() as connection:
        return due_actions.tell(connection, bot.parts.conversation_settings.house, now)


def mails(bot: Bot, box: Box) -> list[tuple[str, str, str]]:
    """To whom, about what, and what it says."""
    bot.deliver(minute=True)
    found = [message_from_string(mail, policy=policy.default) for mail in box[0].mails]
    return [(str(one["To"]), str(one["Subject"]), body_of(one)) for one in found]


def test_the_owner_is_told_in_the_morning_once(office: Bot, mailbox: Box) -> None:
    assert [at(office, DAY, hour) for hour in (0, 7, 8, 9, 23)] == [0, 0, 1, 0, 0]
    [(to, subject, text)] = mails(office, mailbox)
    assert "maya@" in to.lower()
    assert "omar@" not in to.lower()
    assert subject.startswith("To do today with 2 leads")
    for words in ("Ada Lovelace: Call", "Faith Moyo: Call", "https://bot.example.com/console/leads/1"):
        assert words in text, words


def test_another_day_is_told_anew_and_what_is_done_is_not(office: Bot) -> None:
    at(office, DAY, 9)
    office.rows("UPDATE whatsapp_leads SET due_on = :day", day=str(DAY + timedelta(days=1)))
    office.rows("UPDATE whatsapp_leads SET stage = 'won' WHERE id = 2")
    office.rows("DELETE FROM outbox")
    assert [at(office, DAY + timedelta(days=n), 9) for n in (0, 1, 2)] == [0, 1, 0]
    assert "Faith" not in str(office.rows("SELECT payload FROM outbox WHERE carrier = 'mail'"))


def test_who_is_left_alone_is_told_when_that_is_over(office: Bot) -> None:
    [maya] = office.rows("SELECT id FROM staff_members WHERE name = 'Maya'")
    zone = str(office.parts.conversation_settings.house.zone)
    hears = dumps(Hearing({}, (time(7), time(10)), zone).kept)
    office.rows("UPDATE staff_members SET hears = :hears WHERE id = :id", hears=hears, id=maya["id"])
    assert [at(office, DAY, hour) for hour in (9, 10)] == [0, 1]


def test_who_wants_none_is_told_nothing_until_they_do(office: Bot) -> None:
    [maya] = members.every(office.parts.database)[:1]
    zone = office.parts.conversation_settings.house.zone
    notifications.change(office.parts.database, maya, Hearing({}, None, str(zone), due=False))
    assert at(office, DAY, 9) == 0
    notifications.change(office.parts.database, maya, Hearing({}, None, str(zone)))
    assert at(office, DAY, 10) == 1


def test_a_long_outage_brings_no_old_days(office: Bot) -> None:
    assert at(office, DAY + due_actions.LATEST, 9) == 0
    assert at(office, DAY + due_actions.LATEST - timedelta(days=1), 9) == 1


def test_their_browser_is_told_and_no_others(office: Bot, service: PushService) -> None:
    shown = {}
    for name in ("Maya", "Omar"):
        [member] = [one for one in members.every(office.parts.database) if one.name == name]
        shown[name] = service.browser(name)
        switched_on(office, shown[name], member)
    at(office, DAY, 9)
    office.deliver(minute=True)
    assert [one["title"] for one in shown["Maya"].shown] == ["To do today"]
    assert shown["Omar"].shown == []


def test_the_digest_says_what_is_due(office: Bot) -> None:
    now = datetime.combine(DAY, time(12), UTC)
    with office.parts.database.transaction() as connection:
        assert digest.post_if_due(connection, time(6), now, office.parts.conversation_settings.house)
    text = str(office.rows("SELECT payload FROM outbox WHERE key LIKE 'digest/%'"))
    assert "To do with leads" in text
    assert "Ada Lovelace: Call, Maya" in text
