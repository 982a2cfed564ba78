"""Does each of Meta's webhook bodies do what it must, and nothing else?"""

import re
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from bot import Bot
from gateways.whatsapp.meta_bodies import NAMES, body_of, changed, everything, post, rows_of
from gateways.whatsapp.payload_table import MENU, NOT_UNDERSTOOD, OPENER, ROWS, Person, Receipt, Row, Said
from sqlalchemy import insert

from metatwin import Twin
from relaystack.models import Contact, Message
from relaystack.settings import ROOT

NOW = datetime.now(UTC)


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Content by which no file is for a person: in the bodies the same few people write again and again."""
    folder = Path(shutil.copytree(ROOT / "nexora", tmp_path_factory.mktemp("payloads") / "nexora"))
    rules = folder / "handover.yaml"
    rules.write_text(re.sub(r"(?m)^media: .*$", "media: []", rules.read_text()))
    return folder


@pytest.fixture
def bot(make_bot: Callable[..., Bot], content: Path) -> Bot:
    """A bot that answers on after a file."""
    return make_bot(content_dir=content)


def add_contact(bot: Bot, person: Person) -> int:
    names = {"phone": person.phone, "bsuid": person.bsuid, "parent_bsuid": person.parent}
    row = {**names, "profile_name": person.name, "language": "en", "created_at": NOW, "updated_at": NOW}
    with bot.parts.database.transaction() as connection:
        return int(connection.execute(insert(Contact).returning(Contact.id), row).scalar_one())


def add_sending(bot: Bot, wamids: set[str]) -> None:
    """Messages of ours with these ids, under way to somebody."""
    contact = add_contact(bot, Person("Somebody", "15550120099"))
    row = {"contact_id": contact, "message": "words", "direction": "outgoing", "timestamp": NOW, "kind": "text"}
    with bot.parts.database.transaction() as connection:
        rows = [{**row, "status": "sending", "message_id": wamid} for wamid in sorted(wamids)]
        connection.execute(insert(Message), rows)


def prepare(bot: Bot, row: Row, body: dict[str, Any]) -> list[str]:
    """What must be there before the body comes; the ids that its statuses are about."""
    for person in row.known:
        add_contact(bot, person)
    wamids = [status["id"] for status in rows_of(body, "statuses")]
    if wamids:
        add_sending(bot, set(wamids))
    return wamids


def open_windows(twin: Twin, row: Row) -> None:
    """Let the twin know the people of a row and accept free messages to them."""
    for person in {message.sender for message in row.messages}:
        twin.says(twin.customer(person.name, person.phone, person.bsuid, person.parent, bool(person.phone)), "hi")


def people(bot: Bot) -> list[Person]:
    rows = bot.rows("SELECT * FROM contacts WHERE profile_name <> 'Somebody' ORDER BY profile_name")
    return [Person(row["profile_name"], row["phone"], row["bsuid"], row["parent_bsuid"]) for row in rows]


def recorded(bot: Bot) -> list[tuple[Any, ...]]:
    rows = bot.rows(
        "SELECT c.profile_name, m.kind, m.message, m.phone FROM whatsapp_messages m JOIN contacts c ON"
        " c.id = m.contact_id WHERE m.direction = 'incoming' ORDER BY m.timestamp, m.id"
    )
    return [tuple(row.values()) for row in rows]


def by_staff(bot: Bot) -> list[str]:
    """What was said from the Business app."""
    sent = "direction = 'outgoing' AND key IS NULL AND status = 'sent'"
    return [row["message"] for row in bot.rows(f"SELECT message FROM whatsapp_messages WHERE {sent}")]


def receipt(bot: Bot, wamid: str) -> Receipt:
    row = bot.one("SELECT status, error_code, error_title FROM whatsapp_messages WHERE message_id = :w", w=wamid)
    return Receipt(*row.values())


def asks_in_vain(message: Said) -> bool:
    """Whether staff should hear what was asked; the words of an advert's button ask for nothing."""
    asks = message.words.endswith("?") and message.words != OPENER
    return message.answer == NOT_UNDERSTOOD or (message.answer == MENU and asks)


def tables_that_change(row: Row) -> set[str]:
    answered = any(message.answer for message in row.messages)
    reasons = {
        "contacts": row.messages or row.people or any(receipt.code == 131050 for receipt in row.statuses),
        "whatsapp_messages": row.messages
        or row.by_staff
        or any(receipt.status != "sending" for receipt in row.statuses),
        "consent_entries": row.file.startswith("user_preferences") or any(one.code == 131050 for one in row.statuses),
        "unanswered": any(map(asks_in_vain, row.messages)),
        "whatsapp_sessions": answered,
        "turns": answered,
        "outbox": answered or row.stopped,  # staff are told by mail
        "identity_changes": row.file.startswith("message_system"),
        "carriers": row.stopped,
        "whatsapp_templates": row.template,
        "account_words": row.file == "account_update_violation",  # the flagged number is another account's
    }
    return {table for table, reason in reasons.items() if reason}


def expected(message: Said) -> tuple[Any, ...]:
    return (message.sender.name, message.kind, message.words, message.sender.phone)


def answers(twin: Twin) -> list[tuple[str, str]]:
    """Whom the twin was asked to reach with what, all of it accepted."""
    assert [request.status for request in twin.requests] == [200] * len(twin.sent)
    return [(sent.to or str(sent.recipient), sent.words) for sent in twin.sent]


def test_the_table_names_every_file() -> None:
    assert [row.file for row in ROWS] == NAMES


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.file)
def test_each_body_does_what_it_must(row: Row, bot: Bot, twin: Twin) -> None:
    body = body_of(row.file)
    wamids = prepare(bot, row, body)
    before = everything(bot)

    assert post(bot, body).status_code == 200
    assert changed(before, everything(bot)) == tables_that_change(row)
    assert recorded(bot) == [expected(message) for message in row.messages]
    if row.by_staff:
        assert by_staff(bot) == [row.by_staff]
    assert tuple(receipt(bot, wamid) for wamid in wamids) == row.statuses
    after = row.people or {message.sender for message in row.messages}
    assert people(bot) == sorted(after, key=lambda person: person.name)
    told = bot.client.get("/webhook/health").get_json()["reasons"]
    reasons = [reason for reason in told if "nothing delivers" not in reason]  # as it is here, on a slow machine
    assert bool(reasons) == bool(row.stopped)
    assert row.stopped in "".join(reasons)

    open_windows(twin, row)
    bot.deliver()
    wanted = [(message.sender.address, message.answer) for message in row.messages if message.answer]
    given = answers(twin)
    assert sorted(to for to, _ in given) == sorted(to for to, _ in wanted)
    for to, beginning in wanted:
        assert any(words.startswith(beginning) for address, words in given if address == to)

    settled = everything(bot)
    assert post(bot, body).status_code == 200  # Meta sends again: nothing more may come of it
    bot.deliver()
    again = everything(bot)
    assert changed(settled, again) <= {"contacts", "carriers"}  # when they were seen last
    assert people(bot) == sorted(after, key=lambda person: person.name)
    assert answers(twin) == given


def test_all_bodies_in_one_are_answered_as_each_alone(bot: Bot) -> None:
    # "Unsubscribe", and words of staff: nothing after them would be answered.
    last = ("message_template_quick_reply_button", "smb_message_echoes_text")
    rows = sorted(ROWS, key=lambda row: row.file in last)
    bodies = [body_of(row.file) for row in rows]
    entries = [entry for body in bodies for entry in body["entry"]]
    assert post(bot, {"object": "whatsapp_business_account", "entry": entries}).status_code == 200

    assert sorted(words[1:3] for words in recorded(bot)) == sorted(expected(m)[1:3] for r in rows for m in r.messages)
    keys = [
        row["key"] for row in bot.rows("SELECT key FROM whatsapp_messages WHERE direction = 'outgoing' AND key <> ''")
    ]
    assert sum(bool(message.answer) for row in rows for message in row.messages) == len(keys)
    for row, body in zip(rows, bodies, strict=True):
        for message, arrived in zip(row.messages, rows_of(body, "messages"), strict=False):
            replies = [key for key in keys if key.startswith(arrived["id"] + "/")]
            assert len(replies) == bool(message.answer), row.file
    assert bot.rows("SELECT * FROM set_aside") == []
