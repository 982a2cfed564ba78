"""Is nothing lost of what came while somebody was left alone, and is it told once, to them alone?"""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email import message_from_string, policy

import pytest
from bot import Bot
from fakes.mailbox import body_of
from fakes.push import PushService
from services.handover_tools import Box, hand_over, mail_settings
from services.push_tools import KEY, switched_on
from services.service_tools import age, heard, web_of
from services.staff.staff_tools import OWNER, joined

from metatwin import Customer, Twin
from relaystack.models import OutboxItem
from relaystack.services.notices.hearing import Hearing, Share, Topic
from relaystack.services.outbox import outbox
from relaystack.services.privacy import subject_requests
from relaystack.services.staff import notifications, team
from relaystack.services.staff.members import Member

ALONE = "while you were left alone"


@pytest.fixture
def night(make_bot: Callable[..., Bot], twin: Twin, mailbox: Box) -> Iterator[Bot]:
    """A bot with a mail server, that may notify browsers."""
    site = "https://bot.example.com"
    bot = make_bot(**mail_settings(mailbox[1]), public_url=site, secret_key=KEY)
    with web_of(bot, twin):
        yield bot


def quiet_from(bot: Bot, member: Member, begins: int, ends: int, shares: dict[Topic, Share] | None = None) -> None:
    """They are left alone between these hours, counted from now."""
    now = datetime.now(UTC)
    times = (now + timedelta(hours=begins)).time(), (now + timedelta(hours=ends)).time()
    wanted = Hearing(dict.fromkeys(Topic, Share.ALL) if shares is None else shares, times)
    notifications.change(bot.parts.database, member, wanted)


def look(bot: Bot) -> None:
    """A few minutes pass, and a worker looks."""
    age(bot, timedelta(minutes=5), OutboxItem.due_at)
    bot.deliver(minute=True)
    bot.deliver(minute=True)


def private(box: Box) -> list[str]:
    """The e-mails about what came meanwhile, as their readers see them."""
    found = (message_from_string(mail, policy=policy.default) for mail in box[0].mails)
    return [body_of(mail) for mail in found if ALONE in mail["Subject"]]


def test_what_came_meanwhile_is_told_once_when_it_is_over(
    night: Bot, twin: Twin, amina: Customer, mailbox: Box, service: PushService
) -> None:
    maya = joined(night, "Maya", "consultant")
    browser = service.browser("maya")
    switched_on(night, browser, maya)
    quiet_from(night, maya, -1, 2)
    heard(twin, (amina, "hi"))
    hand_over(night, amina)
    look(night)
    assert (browser.shown, private(mailbox)) == ([], [])
    assert all("maya@example.com" not in to for to in mailbox[0].to)
    quiet_from(night, maya, -5, -1)
    look(night)
    look(night)
    [shown] = browser.shown
    assert (shown["title"], shown["body"]) == ("While you were left alone", "News of one person")
    assert [to for to in mailbox[0].to if "maya@example.com" in to] == [["maya@example.com"]]
    [mail] = private(mailbox)
    assert amina.name in mail
    assert "https://bot.example.com/console/conversations/1" in mail


def test_what_is_a_colleagues_by_then_is_told_no_more(night: Bot, twin: Twin, amina: Customer, mailbox: Box) -> None:
    maya, omar = joined(night, "Maya", "consultant"), joined(night, "Omar", "consultant")
    quiet_from(night, maya, -1, 2)
    heard(twin, (amina, "hi"))
    hand_over(night, amina)
    look(night)
    night.rows("UPDATE contacts SET assignee_id = :id", id=omar.id)
    quiet_from(night, maya, -5, -1, {Topic.HELP: Share.MINE})
    look(night)
    assert private(mailbox) == []
    assert night.rows("SELECT 1 FROM quiet_news") == []


@pytest.mark.parametrize("gone", ["removed", "erased"])
def test_who_has_gone_is_not_told_or_told_of(night: Bot, twin: Twin, amina: Customer, mailbox: Box, gone: str) -> None:
    maya = joined(night, "Maya", "consultant")
    quiet_from(night, maya, -1, 2)
    heard(twin, (amina, "hi"))
    hand_over(night, amina)
    look(night)
    assert night.rows("SELECT 1 FROM quiet_news")
    if gone == "removed":
        team.remove(night.parts.database, OWNER, maya.id)
    else:
        subject_requests.erase(night.parts.database, night.settings.media_dir, 1, "Olga")
        quiet_from(night, maya, -5, -1)
    look(night)
    assert private(mailbox) == []
    assert night.rows("SELECT 1 FROM quiet_news") == []


def test_a_private_mail_whose_reader_has_left_goes_to_nobody(night: Bot, mailbox: Box) -> None:
    maya, now = joined(night, "Maya", "consultant"), datetime.now(UTC)
    told = {"only": maya.id, "subject": f"What came {ALONE}", "text": "y", "contact_ids": []}
    row = {"key": "quiet/1/x/mail", "carrier": "mail", "contact_id": None, "payload": told, "due_at": now}
    with night.parts.database.transaction() as connection:
        outbox.post(connection, [row], now)
    team.remove(night.parts.database, OWNER, maya.id)
    night.deliver(minute=True)
    assert (private(mailbox), night.rows("SELECT 1 FROM outbox")) == ([], [])
