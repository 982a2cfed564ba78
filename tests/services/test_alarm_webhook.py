"""Does a system of the company's own hear what is wrong, in words that help, and when it is over?"""

import hashlib
import hmac
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from bot import Bot
from fakes.crm import CrmReceiver
from fakes.web import Answer
from services.crm_tools import SECRET, deliver, reasons
from sqlalchemy import insert, select, update

from metatwin import Twin
from relaystack.models import AccountWord, AlarmState
from relaystack.services.monitoring import alarms, metas_word
from relaystack.services.notices import alarms as stops
from relaystack.services.outbox import carrier_states

Make = Callable[..., Bot]
LONG_AGO = "2026-01-01 00:00:00+00"


@pytest.fixture
def watched(make_bot: Make, receiver: CrmReceiver) -> Bot:
    """A bot that tells a system of alarms, and sends no e-mail."""
    return make_bot(alarm_webhook_url=receiver.url, alarm_webhook_secret=SECRET, public_url="https://bot.example.com")


def look(bot: Bot, *health: str) -> None:
    """As workers do each minute; what there is to be told leaves."""
    alarms.watch(bot.parts.database, bot.parts.conversation_settings, lambda: {"reasons": list(health)})
    deliver(bot)


def names(bot: Bot) -> list[str]:
    with bot.parts.database.transaction() as connection:
        found = metas_word.troubles(connection, set(bot.parts.templates), datetime.now(UTC))
        return [one.name for one in found]


def test_a_stop_is_told_signed_with_what_to_do_and_its_end(watched: Bot, receiver: CrmReceiver) -> None:
    now = datetime.now(UTC)
    with watched.parts.database.transaction() as connection:
        reason = "payment of ann@example.com, +1 555 019 0001"
        stops.stop(connection, "whatsapp", 131042, reason, now, known_as="WhatsApp messages")
    receiver.answers = [Answer(503)]
    look(watched)
    look(watched)
    again, told = receiver.asked
    assert again.headers["X-Relaystack-Id"] == told.headers["X-Relaystack-Id"]
    expected = "sha256=" + hmac.new(SECRET.encode(), told.body, hashlib.sha256).hexdigest()
    assert told.headers["X-Relaystack-Signature"] == expected
    body = receiver.bodies[-1]
    assert (body["type"], body["data"]["name"]) == ("alarm.begun", "stopped/whatsapp")
    assert "Look at Settings, Health" in body["data"]["text"]
    assert body["data"]["page"] == "https://bot.example.com/console/"
    assert b"ann@" not in told.body
    assert b"019 0001" not in told.body  # the id of the news holds any digits, and no spaces
    with watched.parts.database.transaction() as connection:
        carrier_states.resume(connection, "whatsapp", now)
    look(watched)
    assert receiver.bodies[-1]["type"] == "alarm.over"
    assert "sending goes on" in receiver.bodies[-1]["data"]["text"]


def test_that_people_wait_is_told_without_who(watched: Bot, receiver: CrmReceiver) -> None:
    watched.rows(
        "INSERT INTO contacts (phone, profile_name, waiting_since, waiting_reminded, created_at, updated_at) VALUES"
        f" ('15550190001', 'Ann', '{LONG_AGO}', 2, '{LONG_AGO}', '{LONG_AGO}')"
    )
    look(watched)
    [body] = receiver.bodies
    assert body["data"]["name"] == "waiting"
    assert "By now it is 1." in body["data"]["text"]
    assert "Ann" not in str(body)


def test_a_receiver_that_refuses_us_is_told_by_health(watched: Bot, receiver: CrmReceiver) -> None:
    receiver.answers = [Answer(401)]
    with watched.parts.database.transaction() as connection:
        carrier_states.stop(connection, "templates", 132015, "none", datetime.now(UTC))
    alarms.watch(watched.parts.database, watched.parts.conversation_settings, lambda: {"reasons": []})
    watched.deliver(minute=True)
    assert "ALARM_WEBHOOK_SECRET or this sender" in reasons(watched)


def test_in_production_it_may_not_lead_into_our_own_network(make_bot: Make, receiver: CrmReceiver) -> None:
    settings = {"alarm_webhook_url": receiver.url, "alarm_webhook_secret": SECRET, "upload_documents": False}
    bot = make_bot(flask_env="production", **settings)
    with bot.parts.database.transaction() as connection:
        carrier_states.stop(connection, "templates", 132015, "none", datetime.now(UTC))
    alarms.watch(bot.parts.database, bot.parts.conversation_settings, lambda: {"reasons": []})
    bot.deliver(minute=True)
    assert receiver.asked == []
    assert "ALARM_WEBHOOK_URL leads to an address that is not on the internet" in reasons(bot)


def test_what_meta_says_of_the_number_holds_until_it_says_otherwise(live: Bot, twin: Twin) -> None:
    def told(*events: str) -> list[str]:
        for event in events:
            twin.judges_number(event)
            twin.wait_for(lambda: twin.unacknowledged == 0)
        return names(live)

    number = f"number/{twin.business.display_phone_number}"
    assert told("ONBOARDING", "THROUGHPUT_UPGRADE") == []
    assert told("FLAGGED") == [number]
    assert told("UNFLAGGED") == []
    assert told("DOWNGRADE") == [number]
    older(live, timedelta(days=8))
    assert names(live) == []


def test_what_is_done_to_the_account_is_told(live: Bot, twin: Twin) -> None:
    until = int((datetime.now(UTC) + timedelta(days=3)).timestamp())
    row = {"restriction_type": "RESTRICTED_BIZ_INITIATED_MESSAGING", "expiration": until}
    twin.judges_account("ACCOUNT_RESTRICTION", restriction_info=[row])
    twin.judges_account("ACCOUNT_VIOLATION", violation_info={"violation_type": "SCAM"})
    twin.judges_account("DISABLED_UPDATE", ban_info={"waba_ban_state": "SCHEDULE_FOR_DISABLE"})
    twin.wait_for(lambda: twin.unacknowledged == 0)
    assert names(live) == ["account/RESTRICTED_BIZ_INITIATED_MESSAGING", "account/ban", "violation/SCAM"]
    twin.judges_account("DISABLED_UPDATE", ban_info={"waba_ban_state": "REINSTATE"})
    twin.wait_for(lambda: twin.unacknowledged == 0)
    assert names(live) == ["account/RESTRICTED_BIZ_INITIATED_MESSAGING", "violation/SCAM"]


def test_a_violation_is_told_once_and_never_called_over(watched: Bot, receiver: CrmReceiver) -> None:
    now = datetime.now(UTC)
    with watched.parts.database.transaction() as connection:
        row = {"name": "violation/SCAM", "word": "ACCOUNT_VIOLATION SCAM", "at": now, "until": now + timedelta(days=1)}
        connection.execute(insert(AccountWord), row)
    look(watched)
    older(watched, timedelta(days=2))
    look(watched)
    assert [body["type"] for body in receiver.bodies] == ["alarm.begun"]
    assert watched.rows("SELECT 1 FROM alarm_states") == []


def test_templates_that_meta_thinks_badly_of_are_told_each_if_they_are_ours(bot: Bot) -> None:
    for name, language, status, quality in (
        ("follow_up", "en", "PAUSED", "GREEN"), ("follow_up", "es", "APPROVED", "RED"),
        ("follow_up", "fr", "APPROVED", "YELLOW"), ("of_somebody_else", "en", "REJECTED", "RED"),
    ):  # fmt: skip
        bot.rows(
            "INSERT INTO whatsapp_templates (name, language, status, quality, updated_at)"
            f" VALUES ('{name}', '{language}', '{status}', '{quality}', '{LONG_AGO}')"
        )
    assert names(bot) == ["template/follow_up/en", "template/follow_up/es"]


def older(bot: Bot, by: timedelta) -> None:
    """Meta said it so long ago."""
    with bot.parts.database.transaction() as connection:
        for row in connection.execute(select(AccountWord.__table__)).all():
            new = {"at": row.at - by, "until": row.until - by}
            connection.execute(update(AccountWord).where(AccountWord.name == row.name).values(new))
        for row in connection.execute(select(AlarmState.__table__)).all():
            new = {"since": row.since - by, "told_at": row.told_at and row.told_at - by}
            connection.execute(update(AlarmState).where(AlarmState.name == row.name).values(new))
