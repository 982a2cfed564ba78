"""Is everything of a person handed out, and is nothing of them left after an erasure, and nobody else touched?"""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from bot import Bot
from sqlalchemy import delete, insert, select, update
from web.api.api_tools import ADA, EVE, ask, furnished, say

from relaystack.models import (
    AuditEntry,
    Base,
    Booking,
    Bounce,
    ConfirmationSlot,
    ConsentEntry,
    Contact,
    ContactNote,
    ContactTag,
    EarlyReceipt,
    GivenUp,
    IdentityChange,
    IdentityConflict,
    LeadImport,
    LeadImportRow,
    Media,
    Merge,
    Message,
    OutboxItem,
    Payment,
    PlannedMessage,
    Presence,
    QuietNews,
    SetAside,
    StaffMember,
    TurnTaken,
    WaitingWish,
)  # fmt: skip
from relaystack.services.outbox import outbox
from relaystack.services.privacy import personal

MARK = "Zyxomma"  # stands in every text that is planted
NOW = datetime.now(UTC)
NOBODY = personal.Marks(0, set(), set(), set())


def dump(bot: Bot) -> dict[str, list[str]]:
    """All rows of all tables, as text."""
    with bot.parts.database.reading() as connection:
        return {
            table.name: [json.dumps(dict(row._mapping), default=str) for row in connection.execute(select(table))]
            for table in Base.metadata.sorted_tables
        }


def plant(bot: Bot, contact: int, other: int, mark: str, phone: str) -> None:
    """Something of a person in every table that can hold it; much of it without the contact's number."""
    mail = {"subject": mark, "text": mark}
    key = f"wamid.{phone}.early"
    folder = bot.settings.media_dir / "ab"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{phone}.pdf").write_text(mark)
    with bot.parts.database.transaction() as connection:

        def put(table: Any, **values: Any) -> None:
            given = {column.key for column in table.__table__.columns if not column.nullable}
            connection.execute(insert(table), {**({"created_at": NOW} if "created_at" in given else {}), **values})

        names = {"profile_name": mark, "bsuid": f"US.{mark}", "former_bsuid": f"US.former.{mark}", "wa_id": f"9{phone}"}
        connection.execute(update(Contact).where(Contact.id == contact).values(names))
        lead = connection.execute(select(Base.metadata.tables["whatsapp_leads"]).filter_by(contact_id=contact)).first()
        first = connection.scalars(select(Message).with_only_columns(Message.key).where(
            Message.contact_id == contact, Message.key.is_not(None))).first()  # fmt: skip
        put(Message, contact_id=contact, message=mark, direction="outgoing", timestamp=NOW, message_id=key,
            status="sent", kind="text")  # fmt: skip
        put(Bounce, message_id=f"bounced.{mark}", key=first, code=1)
        put(EarlyReceipt, message_id=key, status="read", timestamp=NOW, error_title=mark)
        given_up = {"carrier": "mail", "code": 1, "reason": mark, "attempts": 1}
        put(GivenUp, key=f"a/{mark}", contact_id=contact, payload=mail, **given_up)
        put(GivenUp, key=f"{key}/x/mail", payload=mail, **given_up)
        due = {"carrier": "mail", "due_at": NOW, "attempts": 0}
        put(OutboxItem, key=f"b/{mark}", payload={"crm": {"text": f"call +{phone} at once", "name": mark}}, **due)
        put(OutboxItem, key=f"d/{mark}", payload={**mail, "contact_id": contact}, **due)
        if lead:
            put(OutboxItem, key=f"c/{mark}", payload={**mail, "lead_id": lead.id}, **due)
        sender = {"type": "received", "sender": {"bsuid": f"US.former.{mark}", "phone": None}, "words": mark}
        put(SetAside, key=f"Received/{mark}", update=sender, reason=mark)
        put(IdentityChange, message_id=f"changed.{mark}", contact_id=contact, kind="number", at=NOW)
        put(LeadImport, id=contact, filename="a.csv", headings={}, mapping={}, state="draft", created_by="x")
        put(LeadImportRow, import_id=contact, number=2, cells={"cells": [mark]}, entry={"name": mark}, phone=phone)
        put(Media, contact_id=contact, message_id=f"file.{mark}", media_id="1", kind="image", mime_type="image/png",
            filename=f"{mark}.png", sha256="", size=1, path=f"ab/{phone}.pdf", stored_at=NOW)  # fmt: skip
        put(ConfirmationSlot, slot=f"{NOW.date()}/{mark}@example.com/1", contact_id=contact)
        put(ContactNote, contact_id=contact, author="member 1", author_name="Lea", text=mark, at=NOW)
        put(ContactTag, contact_id=contact, tag=mark, folded=mark.casefold(), author="member 1", at=NOW)
        put(ConsentEntry, contact_id=contact, at=NOW, agreed=True, how=mark, words=mark, by="Lea")
        put(Merge, contact_id=contact, other_contact_id=contact, at=NOW, by="Lea", moved={}, before={"x": mark},
            undone_at=NOW)  # fmt: skip
        put(TurnTaken, contact_id=contact, at=NOW, came="option", about=mark)
        put(PlannedMessage, contact_id=contact, key=f"later.{mark}", text=mark,
            template={"values": {"first_name": mark}},
            due_at=NOW, author="member 1", author_name="Lea", heard_id=0, planned_at=NOW)  # fmt: skip
        put(StaffMember, id=contact + 1000, email=f"{contact}@example.com", name=f"M{contact}", role="viewer",
            recovery_codes=[], hears={})  # fmt: skip
        put(Presence, member_id=contact + 1000, contact_id=contact, looked_at=NOW)
        put(QuietNews, member_id=contact + 1000, contact_id=contact, topic=mark, at=NOW)
        put(Booking, contact_id=contact, member_id=contact + 1000, state="confirmed", begins_at=NOW, minutes=30,
            buffer_minutes=0, zone=mark, version=1, created_by="x", updated_at=NOW)  # fmt: skip
        booking = connection.scalar(select(Booking.id).where(Booking.contact_id == contact))
        put(Payment, booking_id=booking, reference=mark, state="paid", amount=35000, currency="AED", ends_at=NOW,
            reason=mark, updated_at=NOW)  # fmt: skip
        put(WaitingWish, contact_id=contact, wish={"day": mark}, passed=[], booking_id=booking, rests_until=NOW)
        put(AuditEntry, at=NOW, by="x", action="lead.change", subject="lead:1", contact_id=contact,
            changes={"notes": ["", mark]})  # fmt: skip


@pytest.fixture
def people(bot: Bot) -> dict[str, int]:
    """Two people of whom something stands in every table, and a pair to be decided about."""
    ids = furnished(bot)
    say(bot, ADA, "menu", "2", f"{MARK}?", "9999999")
    plant(bot, ids[ADA], ids[EVE], MARK, ADA)
    plant(bot, ids[EVE], ids[ADA], "Quokka", EVE)
    with bot.parts.database.transaction() as connection:
        pair = {"contact_id": ids[ADA], "other_contact_id": ids[EVE], "reason": MARK, "created_at": NOW}
        connection.execute(insert(IdentityConflict), pair)
    return ids


def traces(bot: Bot, *words: str) -> list[tuple[str, str]]:
    """Rows in which any of these stands."""
    return [(name, row) for name, rows in dump(bot).items() for row in rows if any(word in row for word in words)]


def test_every_table_is_known_to_hold_persons_or_not(bot: Bot) -> None:
    with bot.parts.database.reading() as connection:
        listed = {place.name for place in personal.places(connection, NOBODY)}
    assert listed | personal.IMPERSONAL == set(Base.metadata.tables)
    assert not listed & personal.IMPERSONAL


def test_something_is_planted_in_every_table(bot: Bot, people: dict[str, int]) -> None:
    with bot.parts.database.reading() as connection:
        listed = {place.name for place in personal.places(connection, NOBODY)}
    full = {name for name, _ in traces(bot, MARK, ADA, "ada@example.com", "Ada Lovelace", "qwxz")}
    assert full >= listed - {"bounces", "presences"}  # the second holds no word
    assert len(dump(bot)["presences"]) == len(people)
    assert any(f"bounced.{MARK}" in row for row in dump(bot)["bounces"])


def test_an_export_holds_everything(bot: Bot, people: dict[str, int]) -> None:
    told = ask(bot, "GET", f"/api/contacts/{people[ADA]}/export")
    exported = json.dumps(told, default=str)
    for name, row in traces(bot, MARK, ADA, "ada@example.com", "qwxz"):
        id = json.loads(row).get("id")
        assert id in [one["id"] for one in told["tables"][name]], (name, row)
    [noted] = ask(bot, "GET", f"/api/audit?subject=contact:{people[ADA]}")["items"]
    assert (noted["action"], noted["by"]) == ("contact.export", "API_TOKEN")
    assert "Quokka" not in exported
    assert EVE not in exported


def test_an_erasure_leaves_nothing_of_the_person_and_all_of_others(bot: Bot, people: dict[str, int]) -> None:
    before = dump(bot)
    receipt = ask(bot, "DELETE", f"/api/contacts/{people[ADA]}")
    assert traces(bot, MARK, ADA, "ada@example.com", "Ada", "qwxz", "wamid.15550120001") == []
    after = dump(bot)
    assert len(after["presences"]) == len(people) - 1
    [noted] = ask(bot, "GET", f"/api/audit?subject=contact:{people[ADA]}")["items"]
    assert (noted["action"], noted["by"]) == ("contact.erase", "API_TOKEN")
    assert noted["changes"] == {"receipt": [None, receipt["id"]]}
    gone = [row for name, rows in before.items() for row in rows if row not in after[name]]
    assert [row for row in gone if "Quokka" in row or EVE in row] == []
    assert not (bot.settings.media_dir / "ab" / f"{ADA}.pdf").exists()
    assert (bot.settings.media_dir / "ab" / f"{EVE}.pdf").read_text() == "Quokka"
    removed = receipt["removed"]
    assert sum(removed.values()) - removed["files"] == len(gone)
    assert removed["files"] == 1
    assert ask(bot, "GET", f"/api/erasures/{receipt['id']}") == receipt
    assert receipt["by"] == "API_TOKEN"


def test_who_was_erased_is_gone_and_comes_back_as_somebody_new(bot: Bot, people: dict[str, int]) -> None:
    old = people[ADA]
    ask(bot, "DELETE", f"/api/contacts/{old}")
    for method, path in (("DELETE", ""), ("GET", ""), ("GET", "/export")):
        ask(bot, method, f"/api/contacts/{old}{path}", 404)
    ask(bot, "GET", f"/api/conversations/{old}/messages", 404)
    ask(bot, "POST", f"/api/conversations/{old}/messages", 404, json={"text": "hello"})
    ask(bot, "POST", f"/api/conversations/{old}/handover", 404)
    assert old not in [one["id"] for one in ask(bot, "GET", "/api/contacts")["items"]]
    say(bot, ADA, "hi")
    [new] = ask(bot, "GET", f"/api/contacts?phone={ADA}")["items"]
    assert new["id"] > max(people.values())


def test_while_something_is_being_delivered_nothing_is_erased(bot: Bot, people: dict[str, int]) -> None:
    claimed = {"claimed_by": "w", "claimed_until": datetime.now(UTC) + timedelta(seconds=50)}
    with bot.parts.database.transaction() as connection:
        connection.execute(update(OutboxItem).where(OutboxItem.contact_id == people[ADA]).values(claimed))
    before = dump(bot)
    headers = {"Authorization": "Bearer test-api-token"}
    answer = bot.client.delete(f"/api/contacts/{people[ADA]}", headers=headers)
    assert (answer.status_code, 1 <= int(answer.headers["Retry-After"]) <= 51) == (503, True)
    assert dump(bot) == before


def test_what_waits_meanwhile_is_held_back_so_that_asking_again_helps(bot: Bot, people: dict[str, int]) -> None:
    """Else a person who writes all the time is never free."""
    id = people[ADA]
    say(bot, ADA, "menu", "hello?")
    worker = outbox_of(bot, id, limit=1)
    bot.client.delete(f"/api/contacts/{id}", headers={"Authorization": "Bearer test-api-token"})
    say(bot, ADA, "still there?")  # waits behind what is held
    with bot.parts.database.transaction() as connection:
        outbox.remove(connection, [item.id for item in worker])
    assert outbox_of(bot, id) == []
    assert ask(bot, "DELETE", f"/api/contacts/{id}")["contact_id"] == id


def outbox_of(bot: Bot, contact: int, limit: int = 10) -> list[outbox.Item]:
    """What a worker may claim of a person's messages."""
    minute = timedelta(minutes=1)
    with bot.parts.database.transaction() as connection:
        others = OutboxItem.contact_id != contact
        connection.execute(delete(OutboxItem).where(others))
        return outbox.claim(connection, "whatsapp", "w", limit, datetime.now(UTC), minute)
