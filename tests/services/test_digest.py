"""Are the consultants told once a day what came in?"""

import time as clock
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from bot import Bot
from services.meta_json import post, said
from services.service_tools import wait_for, workers
from sqlalchemy import delete, update

from relaystack.models import Digest, GivenUp, OutboxItem
from relaystack.services.notices import digest

Make = Callable[..., Bot]
Box = tuple[Any, int]
NINE = time(9, 0)


def _today(hour: int) -> datetime:
    return datetime.now(UTC).replace(hour=hour, minute=30)


def _post(bot: Bot, now: datetime, at: time | None = NINE) -> bool:
    with bot.parts.database.transaction() as connection:
        return digest.post_if_due(connection, at, now)


def _digests(bot: Bot) -> list[dict[str, Any]]:
    return bot.rows("SELECT key, payload FROM outbox WHERE key LIKE 'digest/%'")


def test_it_waits_for_its_time_and_comes_once_a_day(bot: Bot) -> None:
    assert not _post(bot, _today(8))
    assert _post(bot, _today(10))
    bot.rows("DELETE FROM outbox")  # delivered
    assert not _post(bot, _today(11))
    assert _post(bot, _today(10) + timedelta(days=1))
    assert len(_digests(bot)) == 1


def test_it_can_be_off(bot: Bot) -> None:
    assert not _post(bot, _today(23), None)
    assert _digests(bot) == []


def test_several_workers_make_one(bot: Bot) -> None:
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda _: _post(bot, _today(10)), range(8)))
    assert sorted(made) == [False] * 7 + [True]
    assert len(_digests(bot)) == 1


def test_it_names_leads_questions_and_failures(bot: Bot) -> None:
    for words in ("hi", "3", "Ann Example", "ann@example.com", "zzz qqq xxyy"):
        post(bot, [said(words, "15550180001")])
    with bot.parts.database.transaction() as connection:
        lost: dict[str, Any] = {"key": "k", "carrier": "mail", "payload": {}, "code": 554, "attempts": 1}
        now = datetime.now(UTC)
        connection.execute(GivenUp.__table__.insert(), {**lost, "reason": "spam", "created_at": now})  # type: ignore[attr-defined]
        assert digest.post_if_due(connection, time(0, 0), now)
    [row] = _digests(bot)
    assert "1 leads, 1 unanswered questions, 1 failures" in str(row["payload"])
    assert "- new, no. 1: Ann Example, ann@example.com, +15550180001" in str(row["payload"])
    assert "zzz qqq xxyy" in str(row["payload"])
    assert "mail: 1 given up: spam" in str(row["payload"])


def test_what_the_last_one_told_is_not_told_again(bot: Bot) -> None:
    for words in ("hi", "3", "Ann Example", "ann@example.com"):
        post(bot, [said(words, "15550180001")])
    now = datetime.now(UTC) + timedelta(minutes=1)
    assert _post(bot, now, time(0, 0))
    with bot.parts.database.transaction() as connection:
        connection.execute(delete(OutboxItem))
        connection.execute(update(Digest).values(day=now.date() - timedelta(days=1)))
    assert _post(bot, now + timedelta(minutes=1), time(0, 0))
    assert "0 leads" in str(_digests(bot)[0]["payload"])


def test_a_worker_sends_it_where_mails_can_go_out(make_bot: Make, mailbox: Box) -> None:
    box, port = mailbox
    mail = {"smtp_host": "127.0.0.1", "smtp_port": port, "smtp_tls": "none", "mail_from": "bot@example.com"}
    bot = make_bot(**mail, admin_email="staff@example.com", digest_at=time(0, 0))
    bot.deliver(minute=True)
    bot.deliver(minute=True)
    assert len(box.mails) == 1
    assert "Daily digest" in box.mails[0]


@pytest.mark.parametrize("night", [datetime(2026, 3, 28, tzinfo=UTC), datetime(2026, 10, 24, tzinfo=UTC)])
@pytest.mark.parametrize("at", [time(0, 30), time(1, 30), time(2, 30)])
def test_it_comes_once_a_day_when_the_clocks_of_the_machine_change(
    bot: Bot, night: datetime, at: time, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "Europe/Berlin")
    clock.tzset()
    try:
        looks = [night + timedelta(minutes=10 * n) for n in range(3 * 24 * 6)]
        posted = [now for now in looks if _post(bot, now, at)]
    finally:
        monkeypatch.undo()
        clock.tzset()
    assert posted == [datetime.combine(night + timedelta(days=n), at, UTC) for n in range(3)]


def test_two_workers_that_start_at_once_send_one(make_bot: Make, mailbox: Box) -> None:
    box, port = mailbox
    mail = {"smtp_host": "127.0.0.1", "smtp_port": port, "smtp_tls": "none", "mail_from": "bot@example.com"}
    mail |= {"admin_email": "staff@example.com", "digest_at": time(0, 0)}
    bots = [make_bot(**mail) for _ in range(2)]
    for _ in range(2):  # the second time is a restart
        with workers(*bots):
            wait_for(lambda: box.mails and not bots[0].rows("SELECT 1 FROM outbox"))
    assert len(box.mails) == 1
