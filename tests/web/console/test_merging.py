"""Two contacts that one of us makes one: is everything of both there, once, and is each row back after the undo?"""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any

import pytest
from bot import Bot
from gateways.whatsapp.meta_bodies import body_with, post, text_message
from sqlalchemy import insert, select, update
from web.api.api_tools import ADA, EVE, ask, say
from web.api.test_api_privacy import MARK, dump, plant, traces
from web.console.colleagues import Colleague
from web.console.test_people_pages import PATH, look, names, send
from werkzeug.test import TestResponse

from relaystack.models import Base, Contact, IdentityConflict, OutboxItem
from relaystack.services.inbox import later
from relaystack.services.privacy import merge_plan, merging, parting
from relaystack.services.privacy.under_way import UnderWay

NOW = datetime.now(UTC)
UNDO = re.compile(r"/merges/\d+/undo")


@pytest.fixture
def twice(bot: Bot, people: dict[str, int]) -> Bot:
    """Ada (1) and Eve (2), of both something in every table, and both with a lead."""
    say(bot, EVE, "3", "Eve Moyo", "eve@example.org")
    plant(bot, 1, 2, MARK, ADA)
    plant(bot, 2, 1, "Quokka", EVE)
    bot.rows("UPDATE contact_tags SET tag = 'VIP', folded = 'vip'")
    with bot.parts.database.transaction() as connection:
        pair = {"contact_id": 1, "other_contact_id": 2, "reason": "one number", "created_at": NOW}
        connection.execute(insert(IdentityConflict), pair)
    return bot


def preview(one: Colleague, kept: int, other: str) -> str:
    """Both, before they are made one."""
    answer = one.client.get(f"{PATH}/{kept}/merge", query_string={"with": other})
    assert answer.status_code == 200, answer.text
    return unescape(answer.text)


def merge(one: Colleague, kept: int = 1, other: int = 2) -> TestResponse:
    """Look at both, then make them one."""
    page = preview(one, kept, str(other))
    return send(one, f"/{kept}", "/merge", page)


def undo(one: Colleague, kept: int = 1) -> TestResponse:
    """By the button on the page."""
    page = look(one, f"/{kept}")
    action = UNDO.search(page)
    assert action
    return send(one, f"/{kept}", action[0], page)


def test_every_table_that_names_a_contact_is_moved(twice: Bot) -> None:
    """A table that somebody adds is moved too, or says here why not."""
    with twice.parts.database.reading() as connection:
        row = connection.execute(select(Contact.__table__).where(Contact.id == 2)).one()
        moved = {table.name for table in merging.tables(connection, row._mapping)}
    named = {table.name for table in Base.metadata.sorted_tables if merge_plan.links(table)}
    whose = ("contacts", "whatsapp_leads")
    foreign = {table.name for table in Base.metadata.sorted_tables
               if any(key.column.table.name in whose for key in table.foreign_keys)}  # fmt: skip
    assert named | foreign == moved | {"erasures", "merges"}  # they name empty contacts
    assert all([*Base.metadata.tables[name].primary_key.columns.keys()] == ["id"] for name in moved)


def test_a_preview_tells_what_is_moved_and_nothing_of_the_other_is_left(twice: Bot, mona: Colleague) -> None:
    page = preview(mona, 1, f"+{EVE}")
    assert "This one goes into it" in page
    assert f"who writes from {EVE}" in page
    told = dict(re.findall(r"<dt>([^<]+)</dt><dd class=\"num\">([\d,]+)</dd>", page))
    before = twice.one("SELECT count(*) AS n FROM whatsapp_messages WHERE contact_id = 2")["n"]
    assert told["Messages"] == str(before)
    assert send(mona, "/1", "/merge", page).status_code == 303
    assert names(mona) == [MARK]
    with twice.parts.database.reading() as connection:
        left = [
            (table.name, column.name)
            for table in Base.metadata.sorted_tables
            for column in merge_plan.links(table)
            if table.name != "merges" and connection.execute(select(table).where(column == 2)).first()
        ]
    assert left == []
    assert twice.rows("SELECT 1 FROM identity_conflicts") == []  # they are one: nothing is left to decide
    lead = twice.one("SELECT name, email FROM whatsapp_leads")
    assert dict(lead) == {"name": "Ada Lovelace", "email": "ada@example.com"}
    assert mona.client.get(f"{PATH}/2").location == f"{PATH}/1"
    assert ask(twice, "GET", "/api/audit?subject=contact:1")["items"][0]["action"] == "contact.merge"


@pytest.mark.parametrize("kept", [1, 2])
def test_undone_each_row_is_what_it_was(twice: Bot, mona: Colleague, kept: int) -> None:
    other = 3 - kept
    twice.rows("UPDATE contacts SET opted_out_at = NULL, phone = NULL, bsuid = NULL WHERE id = 1")  # to be filled
    twice.rows("UPDATE whatsapp_sessions SET phone = NULL WHERE contact_id = 1")
    before = dump(twice)
    assert merge(mona, kept, other).status_code == 303
    changed = dump(twice)
    assert changed["contacts"] != before["contacts"]
    [person] = twice.rows("SELECT phone FROM contacts WHERE erased_at IS NULL")
    assert person["phone"] == EVE  # the one that is kept goes by what the other had
    assert undo(mona, kept).status_code == 303
    after = dump(twice)
    for name, rows in before.items():
        added = len(after[name]) - len(rows)
        assert added == {"audit": 2, "merges": 1}.get(name, 0), name
        assert set(rows) <= set(after[name]), name
    assert len(names(mona)) == 2


def test_what_happened_since_stays_with_whom_it_happened(twice: Bot, mona: Colleague) -> None:
    assert merge(mona).status_code == 303
    say(twice, ADA, "menu", "and now?")
    twice.rows("UPDATE whatsapp_leads SET notes = 'called' WHERE contact_id = 1")
    assert undo(mona).status_code == 303
    said = twice.one("SELECT contact_id FROM whatsapp_messages WHERE message = 'and now?'")
    assert said["contact_id"] == 1
    assert twice.one("SELECT notes FROM whatsapp_leads WHERE contact_id = 1")["notes"] == "called"
    assert twice.one("SELECT name FROM whatsapp_leads WHERE contact_id = 2")["name"] == "Eve Moyo"


def test_a_number_that_somebody_else_has_by_then_is_not_taken_from_them(twice: Bot, mona: Colleague) -> None:
    merge(mona)
    say(twice, EVE, "hello")
    answer = undo(mona)
    assert (answer.status_code, "Somebody else has written from the other number" in answer.text) == (409, True)
    assert len(names(mona)) == 2


def test_an_erasure_takes_both_with_it(twice: Bot, mona: Colleague) -> None:
    merge(mona)
    ask(twice, "DELETE", "/api/contacts/1")
    assert traces(twice, MARK, "Quokka", ADA, EVE, "eve@example.org", "ada@example.com") == []
    assert mona.client.get(f"{PATH}/2").status_code == 404


def test_a_stop_of_either_holds_and_who_waits_is_not_forgotten(twice: Bot, mona: Colleague) -> None:
    twice.rows("UPDATE contacts SET marketing_consent_at = created_at, marketing_consent_how = 'form' WHERE id = 1")
    twice.rows("UPDATE contacts SET opted_out_at = created_at, waiting_since = created_at WHERE id = 2")
    assert "One of them has refused messages" in preview(mona, 1, "2")
    merge(mona)
    row = twice.one("SELECT opted_out_at, waiting_since, marketing_consent_at FROM contacts WHERE id = 1")
    assert row["opted_out_at"]
    assert row["waiting_since"]
    assert row["marketing_consent_at"] is None


def test_what_was_planned_still_goes_though_the_other_had_said_more(twice: Bot, mona: Colleague) -> None:
    """Unless they have written since it was planned."""
    last = "(SELECT max(id) FROM whatsapp_messages WHERE direction = 'incoming' AND contact_id = %d)"
    twice.rows(f"UPDATE planned_messages SET heard_id = {last % 1} WHERE contact_id = 1")
    plan = twice.one("SELECT id, heard_id FROM planned_messages WHERE contact_id = 1")
    twice.rows("UPDATE planned_messages SET planned_at = :now", now=f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S.%f}")
    merge(mona)
    with twice.parts.database.reading() as connection:
        heard = later.heard(connection, 1)
    assert heard > plan["heard_id"]
    assert twice.one(f"SELECT heard_id FROM planned_messages WHERE id = {plan['id']}")["heard_id"] == heard
    undo(mona)
    assert twice.one(f"SELECT heard_id FROM planned_messages WHERE id = {plan['id']}")["heard_id"] == plan["heard_id"]


def test_two_of_us_at_once_make_one_of_them(twice: Bot, mona: Colleague) -> None:
    database = twice.parts.database

    def crossing(pair: tuple[int, int]) -> Any:
        return merging.merge(database, *pair, "Mona")

    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(crossing, [(1, 2), (2, 1)]))
    assert sorted(isinstance(one, int) for one in done) == [False, True]
    assert len(names(mona)) == 1
    [row] = twice.rows("SELECT id, contact_id FROM merges WHERE undone_at IS NULL")
    with ThreadPoolExecutor(2) as pool:
        parted = list(pool.map(lambda _: parting.part(database, row["contact_id"], row["id"], "Mona"), range(2)))
    assert sorted(map(str, parted)).count("None") + sum(isinstance(one, UnderWay) for one in parted) == 1
    assert len(names(mona)) == 2


def test_what_is_in_a_workers_hands_is_waited_for(twice: Bot, mona: Colleague) -> None:
    claimed = {"claimed_by": "w", "claimed_until": datetime.now(UTC) + timedelta(seconds=50), "contact_id": 2}
    with twice.parts.database.transaction() as connection:
        connection.execute(update(OutboxItem).values(claimed))
    before = dump(twice)["whatsapp_messages"]
    answer = merge(mona)
    assert (answer.status_code, "Try again in a moment" in answer.text) == (503, True)
    assert dump(twice)["whatsapp_messages"] == before


def test_odd_and_forged_forms_make_nothing_one(twice: Bot, mona: Colleague, maya: Colleague) -> None:
    page = preview(mona, 1, "2")
    twice.rows("UPDATE contacts SET called = 'Changed' WHERE id = 2")
    stale = send(mona, "/1", "/merge", page)
    assert (stale.status_code, "has changed since you looked" in stale.text) == (409, True)
    for other in ("1", "99", "x", str(2**70), ""):
        assert mona.client.get(f"{PATH}/1/merge", query_string={"with": other}).status_code == 404, other
        assert send(mona, "/1", "/merge", page, other=other).status_code == 404, other
    refused = maya.client.get(f"{PATH}/1/merge", query_string={"with": "2"})
    assert refused.status_code == 403
    assert "The same person twice?" in unescape(look(maya, "/1"))  # told, as they may be one
    assert len(names(mona)) == 2


def test_who_writes_in_the_middle_of_it_is_not_lost(twice: Bot) -> None:
    said = [body_with(text_message(f"wamid.middle.{number}", f"middle {number}", EVE)) for number in range(12)]
    with ThreadPoolExecutor(3) as pool:
        posts = [pool.submit(post, twice, body) for body in said]
        merges = [pool.submit(merging.merge, twice.parts.database, 1, 2, "Mona") for _ in range(3)]
    assert {one.result().status_code for one in posts} == {200}
    assert sum(isinstance(one.result(), int) for one in merges) <= 1
    rows = twice.rows(
        "SELECT m.message FROM whatsapp_messages m JOIN contacts c ON c.id = m.contact_id AND c.erased_at IS NULL"
        " WHERE m.message LIKE 'middle %'"
    )
    assert sorted(row["message"] for row in rows) == sorted(f"middle {number}" for number in range(12))


def test_three_are_made_one_step_by_step_and_parted_so(twice: Bot, mona: Colleague) -> None:
    say(twice, "15550120003", "hi", "Wombat?")
    before = dump(twice)["whatsapp_messages"]
    assert merge(mona, 2, 3).status_code == merge(mona, 1, 2).status_code == 303
    assert mona.client.get(f"{PATH}/3").location == f"{PATH}/2"  # and from there to the first
    assert undo(mona, 1).status_code == undo(mona, 2).status_code == 303
    assert sorted(dump(twice)["whatsapp_messages"]) == sorted(before)
    merge(mona, 2, 3)
    merge(mona, 1, 2)
    ask(twice, "DELETE", "/api/contacts/1")
    assert traces(twice, MARK, "Quokka", "Wombat", ADA, EVE, "15550120003") == []
