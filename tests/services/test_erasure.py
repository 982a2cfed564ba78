"""What comes late, after a person was erased: does it stay away?"""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from threading import Thread
from typing import Any

import pytest
from bot import TOKEN, Bot
from services.meta_json import post, said, status
from services.service_tools import heard, wait_for
from sqlalchemy import select

from metatwin import Customer, Twin
from relaystack.carriers import make_carriers
from relaystack.engine.carrier import OutgoingItem
from relaystack.models import Contact, Lead, Message, OutboxItem
from relaystack.services.delivery import settlement
from relaystack.services.delivery.settlement import Done
from relaystack.services.inbox import care
from relaystack.services.inbox.authors import Operator
from relaystack.services.notices import digest
from relaystack.services.outbox import outbox
from relaystack.services.privacy import subject_requests

PHOTO = b"\xff\xd8\xff" + bytes(range(256)) * 40


def erase(bot: Bot, id: int = 1) -> Any:
    """Erase a contact as the API does; its answer."""
    return bot.client.delete(f"/api/contacts/{id}", headers={"Authorization": f"Bearer {TOKEN}"})


def files(bot: Bot) -> list[str]:
    """What lies in MEDIA_DIR."""
    return [path.name for path in bot.settings.media_dir.rglob("*") if path.is_file()]


def claim(bot: Bot, carrier: str) -> outbox.Item:
    """The next item of a carrier, under a claim that has run out by now: its worker was frozen, or is dead."""
    database = bot.parts.database
    with database.transaction() as connection:
        long_ago = database.now(connection) - timedelta(minutes=5)
        connection.execute(OutboxItem.__table__.update().values(due_at=long_ago))  # type: ignore[attr-defined]
        [item] = outbox.claim(connection, carrier, "w", 1, long_ago, timedelta(minutes=1))
    return item


def fetched(bot: Bot, item: outbox.Item) -> Done:
    """What the carrier of files makes of it."""

    async def fetch() -> Done:
        carriers = make_carriers(bot.settings, bot.parts.book)
        try:
            return Done(**vars(await carriers["media"].deliver(OutgoingItem(item.key, item.payload))))
        finally:
            for one in carriers.values():
                await one.close()

    return asyncio.run(fetch())


@pytest.fixture
def with_a_file(listening: Bot, twin: Twin, amina: Customer) -> Bot:
    """Somebody has sent a picture that nobody has fetched yet."""
    twin.shares(amina, "image", PHOTO, "image/jpeg")
    twin.wait_for(lambda: twin.unacknowledged == 0)
    return listening


def test_a_file_that_a_frozen_worker_settles_after_the_erasure_is_thrown_away(with_a_file: Bot) -> None:
    bot, item = with_a_file, claim(with_a_file, "media")
    assert erase(bot).status_code == 200
    done = fetched(bot, item)
    assert len(files(bot)) == 1
    settlement.settle(bot.parts.database, [(item, done)], bot.parts.conversation_settings)
    assert (files(bot), bot.rows("SELECT 1 FROM media"), bot.rows("SELECT 1 FROM outbox")) == ([], [], [])


def test_a_file_that_a_dead_worker_did_not_settle_is_erased_too(with_a_file: Bot) -> None:
    fetched(with_a_file, claim(with_a_file, "media"))
    assert len(files(with_a_file)) == 1
    assert erase(with_a_file).get_json()["removed"]["files"] == 1
    assert files(with_a_file) == []


def test_a_file_that_another_worker_has_settled_stays(with_a_file: Bot) -> None:
    bot, item = with_a_file, claim(with_a_file, "media")
    done = fetched(bot, item)
    for _ in range(2):
        settlement.settle(bot.parts.database, [(item, done)], bot.parts.conversation_settings)
    assert len(files(bot)) == len(bot.rows("SELECT 1 FROM media")) == 1


def test_a_status_of_a_message_that_was_erased_is_not_kept(bot: Bot) -> None:
    post(bot, [said("hi", "15550180001")])
    key = bot.one("SELECT key FROM outbox")["key"]
    assert erase(bot).status_code == 200
    assert post(bot, statuses=[status("wamid.of-the-erased", "delivered", key)]) == 200
    assert bot.rows("SELECT 1 FROM early_receipts") == []


def test_a_digest_that_names_a_person_goes_with_them_also_where_it_has_no_number(bot: Bot) -> None:
    for words in ("hi", "3", "Ann Example", "ann@example.com", "zzz qqq xxyy"):
        post(bot, [said(words, bsuid="US.1")])
    with bot.parts.database.transaction() as connection:
        assert digest.post_if_due(connection, time(0, 0), datetime.now(UTC))
    assert "Ann Example" in str(bot.one("SELECT payload FROM outbox WHERE key LIKE 'digest/%'"))
    assert erase(bot).status_code == 200
    assert bot.rows("SELECT 1 FROM outbox") == []


def test_nobody_takes_the_conversation_of_who_is_no_more(bot: Bot) -> None:
    post(bot, [said("hi", "15550180001")])
    assert erase(bot).status_code == 200
    assert care.take(bot.parts.database, bot.parts.conversation_settings, 1, Operator()) is None
    assert bot.one("SELECT human_until FROM contacts") == {"human_until": None}


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
@pytest.mark.parametrize("table", [Message, Lead, OutboxItem])
def test_while_somebody_is_at_work_on_a_row_of_theirs_nothing_is_erased_and_nobody_waits_in_a_circle(
    bot: Bot, table: Any
) -> None:
    """Whoever has the row goes on to write something of the contact, as a settlement or a consultant's note does."""
    for words in ("hi", "3", "Ann Example", "ann@example.com"):
        post(bot, [said(words, "15550180001")])
    answers: list[Any] = []
    with bot.parts.database.transaction() as elsewhere:
        elsewhere.execute(select(table.id).where(table.contact_id == 1).with_for_update())
        thread = Thread(target=lambda: answers.append(erase(bot)))
        thread.start()
        wait_for(lambda: answers or _waiting(bot))
        elsewhere.execute(select(Contact.id).where(Contact.id == 1).with_for_update(key_share=True, read=True))
    thread.join()
    assert (answers[0].status_code, answers[0].headers["Retry-After"]) == (503, "1")
    assert "is being delivered; nothing was erased" in answers[0].get_json()["detail"]
    assert isinstance(subject_requests.erase(bot.parts.database, bot.settings.media_dir, 1, "x"), dict)


def _waiting(bot: Bot) -> bool:
    query = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    return bool(bot.rows(query))


@pytest.mark.usefixtures("loud")
def test_a_failure_is_tried_again_or_gone_and_never_half_of_both(
    make_bot: Callable[..., Bot], listening: Bot, twin: Twin, amina: Customer
) -> None:
    """An update that was set aside: handled by one of two who try it at the same time."""
    heard(twin, (amina, "hi"))
    listening.rows("UPDATE whatsapp_sessions SET metadata = '[]'")
    heard(twin, (amina, "5"))
    listening.rows("DELETE FROM whatsapp_sessions")
    [row] = listening.rows("SELECT id FROM set_aside")
    head = {"Authorization": f"Bearer {TOKEN}"}
    codes: list[int] = []

    def retry(bot: Bot) -> None:
        codes.append(bot.app.test_client().post(f"/api/failed/update:{row['id']}/retry", headers=head).status_code)

    threads = [Thread(target=retry, args=(bot,)) for bot in (listening, make_bot())]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(codes) == [200, 404]
    assert listening.rows("SELECT 1 FROM set_aside") == []
    assert len(listening.rows("SELECT 1 FROM whatsapp_messages WHERE direction = 'incoming'")) == 2
