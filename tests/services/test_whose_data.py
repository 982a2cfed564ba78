"""Whose data is what waits to go out, and is it found by its column, whatever its words say?"""

import json
from datetime import UTC, datetime, timedelta

from bot import TOKEN, Bot
from services.handover_tools import carry_out, hand_over
from services.service_tools import age, heard
from sqlalchemy import update

from metatwin import Customer, Twin
from relaystack.engine.effects import FellQuiet
from relaystack.models import Contact, OutboxItem
from relaystack.services.delivery import failed, settlement, unreadable
from relaystack.services.notices import lapsed
from relaystack.services.outbox import outbox
from relaystack.services.outbox.retry import GiveUp
from relaystack.services.privacy import subject_requests

LEAD = ("hi", "3", "Ann Example", "ann@example.com")
MAILS = "SELECT key, contact_id, about_contact_id, payload FROM outbox WHERE carrier = 'mail' ORDER BY id"
SAYS_NOTHING = {"subject": "x", "text": "y"}


def say(twin: Twin, customer: Customer, *words: str) -> None:
    """The person writes these, one after the other."""
    heard(twin, *((customer, one) for one in words))


def without_marks(bot: Bot) -> None:
    """Nothing is left in what waits by which one could tell whose it is, but for its columns."""
    with bot.parts.database.transaction() as connection:
        mails = OutboxItem.carrier == "mail"
        connection.execute(update(OutboxItem).where(mails).values(key="k", payload=SAYS_NOTHING))


def give_up(bot: Bot) -> None:
    """The e-mail that waits is refused for good."""
    now = datetime.now(UTC)
    with bot.parts.database.transaction() as connection:
        [item] = outbox.claim(connection, "mail", "w", 1, now, timedelta(minutes=1))
    outcome = GiveUp(554, "no such mailbox")
    settlement.settle(bot.parts.database, [(item, outcome)], bot.parts.conversation_settings)


def test_every_mail_of_a_whole_conversation_is_found_by_the_column(
    listening: Bot, twin: Twin, ben: Customer, amina: Customer
) -> None:
    say(twin, ben, "hi")
    say(twin, amina, *LEAD, "menu", "2", "5000000")
    carry_out(listening, amina, FellQuiet("day"))
    hand_over(listening, amina)
    say(twin, amina, "is anybody there?")
    twin.shares(amina, "document", b"passport", "application/pdf", filename="passport.pdf")
    twin.wait_for(lambda: twin.unacknowledged == 0)
    listening.deliver(minute=True)
    age(listening, timedelta(days=2), Contact.human_until)
    with listening.parts.database.transaction() as connection:
        assert lapsed.tell(connection, datetime.now(UTC)) == 1
    mails = listening.rows(MAILS)
    payloads = [json.loads(row["payload"]) if isinstance(row["payload"], str) else row["payload"] for row in mails]
    subjects = {payload["subject"].partition(":")[0] for payload in payloads}
    assert subjects == {
        "New lead", "Budget check", "The bot is silent towards a customer", "A customer needs a person",
        "A customer has written a message to you", "A customer has sent a document",
        "A customer still waits for an answer",
    }  # fmt: skip
    [her] = listening.rows("SELECT id FROM contacts WHERE phone = :phone", phone=amina.phone)
    assert {row["about_contact_id"] for row in mails} == {her["id"]}


def test_what_goes_to_a_person_is_about_them(listening: Bot, twin: Twin, amina: Customer) -> None:
    say(twin, amina, "hi")
    rows = listening.rows("SELECT contact_id, about_contact_id FROM outbox WHERE carrier = 'whatsapp'")
    assert rows
    assert all(row["contact_id"] == row["about_contact_id"] == 1 for row in rows)


def test_what_goes_on_to_another_contact_of_theirs_is_about_that_one(
    listening: Bot, twin: Twin, amina: Customer, ben: Customer
) -> None:
    say(twin, amina, "hi")
    say(twin, ben, "hi")
    with listening.parts.database.transaction() as connection:
        outbox.hand_over(connection, 1, 2)
    rows = listening.rows("SELECT about_contact_id FROM outbox WHERE carrier = 'whatsapp'")
    assert [row["about_contact_id"] for row in rows] == [2, 2]


def test_a_mail_about_a_lead_is_exported_and_erased_though_its_words_name_nobody(
    listening: Bot, twin: Twin, amina: Customer, ben: Customer
) -> None:
    say(twin, amina, *LEAD)
    without_marks(listening)
    say(twin, ben, *LEAD)
    database = listening.parts.database
    told = subject_requests.export(database, 1, "x")
    assert told is not None
    assert [row["payload"] for row in told["tables"]["outbox"] if row["key"] == "k"] == [SAYS_NOTHING]
    assert isinstance(subject_requests.erase(database, listening.settings.media_dir, 1, "x"), dict)
    assert [row["about_contact_id"] for row in listening.rows(MAILS)] == [2]


def test_it_is_still_theirs_when_it_was_given_up_and_when_it_is_tried_again(
    listening: Bot, twin: Twin, amina: Customer
) -> None:
    say(twin, amina, *LEAD)
    without_marks(listening)
    give_up(listening)
    assert listening.rows("SELECT contact_id, about_contact_id FROM given_up") == [
        {"contact_id": None, "about_contact_id": 1}
    ]
    bot = listening
    [(_, _, again)] = failed.retry(
        bot.parts.database, bot.parts.conversation_settings, [failed.FailedId("item", 1)], "Layla"
    )
    assert again
    assert [(row["contact_id"], row["about_contact_id"]) for row in bot.rows(MAILS)] == [(None, 1)]
    give_up(bot)
    head = {"Authorization": f"Bearer {TOKEN}"}
    assert bot.client.delete("/api/contacts/1", headers=head).get_json()["removed"]["given_up"] == 1


def test_and_when_nothing_of_it_could_be_read(listening: Bot, twin: Twin, amina: Customer) -> None:
    say(twin, amina, *LEAD)
    [row] = listening.rows("SELECT id FROM outbox WHERE carrier = 'mail'")
    with listening.parts.database.transaction() as connection:
        unreadable.give_up(connection, row["id"], ValueError("odd"), datetime.now(UTC))
    assert listening.one("SELECT about_contact_id FROM given_up") == {"about_contact_id": 1}
