"""What happens when Meta cannot be paid: everything waits, staff are told once, nothing is lost?"""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from bot import Bot
from services.handover_tools import Box, command, mail_settings
from services.meta_json import post, status
from services.service_tools import HOUR, MENU, age, heard, web_of, words_to

from metatwin import Customer, Twin
from relaystack.models import CarrierState, Contact

MINUTE = timedelta(minutes=1)
ALARM = "WhatsApp messages cannot be sent (code 131042)"


@pytest.fixture
def mailing(make_bot: Callable[..., Bot], twin: Twin, mailbox: Box) -> Iterator[Bot]:
    """A bot that hears, and has a mail server."""
    bot = make_bot(**mail_settings(mailbox[1]))
    with web_of(bot, twin):
        yield bot


def alarms(box: Box) -> int:
    return sum(f"Subject: {ALARM}" in mail for mail in box[0].mails)


def delivers(bot: Bot, twin: Twin, times: int = 1) -> None:
    """The next probes, with what Meta then says of them."""
    for _ in range(times):
        age(bot, MINUTE)
        bot.deliver(minute=True)
        twin.wait_for(lambda: twin.unacknowledged == 0)


def test_a_refusal_pauses_everything_and_alarms_once(
    mailing: Bot, twin: Twin, amina: Customer, ben: Customer, mailbox: Box
) -> None:
    heard(twin, (amina, "hi"), (ben, "hi"))
    twin.faults.unpaid = True
    delivers(mailing, twin, 4)
    heard(twin, (amina, "5"))
    delivers(mailing, twin, 2)
    assert len(twin.requests) <= 2 + 5  # what was claimed together, then probes
    assert alarms(mailbox) == 1
    reasons = mailing.client.get("/webhook/health").get_json()["reasons"]
    assert sum("131042" in reason for reason in reasons) == 1
    assert mailing.rows("SELECT 1 FROM given_up") == []
    twin.faults.unpaid = False
    assert command(mailing, "resume") == "whatsapp: sending goes on.\n"
    delivers(mailing, twin, 2)
    assert words_to(twin, ben) == [MENU]
    assert len(words_to(twin, amina)) == 2


def test_a_failure_by_status_loses_nothing_and_alarms_once(
    mailing: Bot, twin: Twin, amina: Customer, ben: Customer, mailbox: Box
) -> None:
    """Meta accepts each, and says then that it cannot be paid: stop and go must not become a mail a minute."""
    heard(twin, (amina, "hi"), (ben, "hi"))
    twin.faults.status_only = {"failed": 131042}
    delivers(mailing, twin, 5)
    assert mailing.rows("SELECT 1 FROM given_up") == []
    assert alarms(mailbox) == 1
    twin.faults.status_only = {}
    twin.sent.clear()
    delivers(mailing, twin, 4)
    assert {row["status"] for row in mailing.rows("SELECT status FROM whatsapp_messages WHERE key IS NOT NULL")} == {
        "delivered"
    }
    assert mailing.client.get("/webhook/health").get_json()["status"] == "healthy"


def test_a_new_trouble_after_staff_resumed_is_told_again(
    mailing: Bot, twin: Twin, amina: Customer, mailbox: Box
) -> None:
    heard(twin, (amina, "hi"))
    twin.faults.unpaid = True
    delivers(mailing, twin)
    command(mailing, "resume")
    delivers(mailing, twin, 2)
    assert alarms(mailbox) == 2


def test_the_same_trouble_a_day_after_it_was_over_is_told_again(
    mailing: Bot, twin: Twin, amina: Customer, mailbox: Box
) -> None:
    heard(twin, (amina, "hi"))
    twin.faults.answers = [131042]
    delivers(mailing, twin, 3)
    assert words_to(twin, amina) == [MENU]
    age(mailing, 25 * HOUR, CarrierState.told_at)
    heard(twin, (amina, "5"))
    twin.faults.answers = [131042]
    delivers(mailing, twin, 2)
    assert alarms(mailbox) == 2


def test_what_waited_too_long_is_not_sent_outside_the_window(
    mailing: Bot, twin: Twin, amina: Customer, ben: Customer
) -> None:
    heard(twin, (amina, "hi"))
    twin.faults.unpaid = True
    delivers(mailing, twin)
    age(mailing, 25 * HOUR, Contact.last_inbound_at)
    heard(twin, (ben, "hi"))
    twin.faults.unpaid = False
    command(mailing, "resume")
    delivers(mailing, twin, 2)
    assert words_to(twin, ben) == [MENU]
    assert words_to(twin, amina) == []
    assert "more than 24 hours" in mailing.one("SELECT reason FROM given_up")["reason"]


@pytest.mark.parametrize("code", [190, 368, 131031])
def test_other_stops_are_told_by_mail_too(mailing: Bot, twin: Twin, amina: Customer, mailbox: Box, code: int) -> None:
    heard(twin, (amina, "hi"))
    twin.faults.answers = [code, code]
    delivers(mailing, twin, 2)
    [mail] = mailbox[0].mails
    assert f"Subject: WhatsApp messages cannot be sent (code {code})" in mail


def test_a_late_status_from_before_staff_resumed_alarms_nobody(
    mailing: Bot, twin: Twin, amina: Customer, mailbox: Box
) -> None:
    twin.faults.status_webhooks = False
    heard(twin, (amina, "hi"))
    mailing.deliver(minute=True)
    late = status(twin.sent[0].wamid, "failed", code=131042)
    late["timestamp"] = str(int(late["timestamp"]) - 5)
    twin.faults.unpaid = True
    heard(twin, (amina, "5"))
    delivers(mailing, twin, 2)
    command(mailing, "resume")
    assert post(mailing, statuses=[late]) == 200
    twin.faults.unpaid = False
    delivers(mailing, twin, 2)
    assert alarms(mailbox) == 1
