"""Retention: is nothing deleted before it is set, and then what was told, no more and no less, however often killed?"""

import re
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from bot import Bot
from sqlalchemy import Connection, Engine, event
from web.api.api_tools import ADA, EVE, ask, say
from web.api.test_api_privacy import plant
from web.console.colleagues import FIELD, Colleague
from werkzeug.test import TestResponse

from relaystack.services.privacy import retention
from relaystack.services.storage import search_index

PATH = "/console/settings/retention"
RULES = {"messages": "30", "files": "30", "leads": "90", "audit": "90", "updates": "30"}
TABLES = {
    "Messages": ("whatsapp_messages", "unanswered", "planned_messages"), "Files": ("media",),
    "Leads": ("whatsapp_leads",), "Audit": ("audit",), "Raw updates": ("set_aside", "given_up"),
}  # fmt: skip


@pytest.fixture
def old(bot: Bot, people: dict[str, int]) -> Bot:
    """Something of Ada and of Eve in every table, a year ago; and a word of Ada today."""
    plant(bot, 1, 2, "Zyxomma", ADA)
    plant(bot, 2, 1, "Quokka", EVE)
    bot.rows("UPDATE planned_messages SET ended_at = '2025-01-01 00:00:00.000000'")
    bot.rows("UPDATE whatsapp_messages SET status = 'sent' WHERE direction = 'outgoing'")
    for place in ("whatsapp_messages.timestamp", "unanswered.created_at", "media.stored_at", "audit.at",
                  "whatsapp_leads.updated_at", "set_aside.created_at", "given_up.created_at"):  # fmt: skip
        table, column = place.split(".")
        bot.rows(f"UPDATE {table} SET {column} = '2025-01-01 00:00:00.000000'")
    say(bot, ADA, "menu")
    return bot


def told(page: str, words: str) -> dict[str, int]:
    """What the page says would be deleted."""
    rows = re.findall(r"<li><span>([^<]+)<small>.*?<b class=\"num\">([\d,]+) " + words, page)
    return {name: int(count) for name, count in rows}


def counts(bot: Bot) -> dict[str, int]:
    """How much there is of each kind."""
    return {
        name: sum(bot.one(f"SELECT count(*) AS n FROM {table}")["n"] for table in tables)
        for name, tables in TABLES.items()
    }


def look(one: Colleague, **days: str) -> str:
    """What would be deleted."""
    answer = one.client.get(PATH, query_string=days)
    assert answer.status_code == 200, answer.text
    return unescape(answer.text)


def keep(one: Colleague, page: str, **changed: str) -> TestResponse:
    """Keep the rules of the preview that is open."""
    hidden = {name: value for name, value, _ in FIELD.findall(page.split('id="preview"')[1])}
    return one.client.post(PATH, data={**hidden, **changed})


def night(bot: Bot) -> None:
    """What a worker does at three o'clock."""
    settings, parts = bot.parts.conversation_settings, bot.parts
    three = datetime.now(settings.house.zone).replace(hour=3, minute=0).astimezone(UTC)
    retention.sweep(parts.database, settings, bot.settings.media_dir, three)


def test_nothing_is_deleted_until_it_is_set_nor_by_day(old: Bot, otto: Colleague) -> None:
    before = counts(old)
    night(old)
    page = look(otto, **RULES)
    assert sum(told(page, "would be deleted").values()) > 5
    night(old)
    assert counts(old) == before
    assert keep(otto, page).status_code == 303
    settings = old.parts.conversation_settings
    noon = datetime.now(settings.house.zone).replace(hour=12)
    before = counts(old)
    retention.sweep(old.parts.database, settings, old.settings.media_dir, noon.astimezone(UTC))
    assert counts(old) == before


def test_as_much_goes_as_was_told_though_killed_between(
    old: Bot, otto: Colleague, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "BITE", 2)
    assert keep(otto, look(otto, **RULES)).status_code == 303
    expected, before, bites = told(look(otto), "next night"), counts(old), 0

    def killed(connection: Connection) -> None:
        nonlocal bites
        bites += 1
        if bites == 4:
            raise KeyboardInterrupt

    event.listen(Engine, "commit", killed)
    try:
        with pytest.raises(KeyboardInterrupt):
            night(old)
    finally:
        event.remove(Engine, "commit", killed)
    middle = counts(old)
    assert 0 < sum(before.values()) - sum(middle.values()) < sum(expected.values())
    night(old)
    noted = old.rows("SELECT changes FROM audit WHERE action = 'retention.delete'")
    after = counts(old)
    gone = {name: before[name] - count + (len(noted) if name == "Audit" else 0) for name, count in after.items()}
    assert gone == expected
    assert old.rows("SELECT 1 FROM lead_enquiries") == []
    assert not any((old.settings.media_dir / "ab" / f"{who}.pdf").exists() for who in (ADA, EVE))
    [left] = old.rows("SELECT message FROM whatsapp_messages WHERE direction = 'incoming'")
    assert left["message"] == "menu"
    assert set(told(look(otto), "next night").values()) == {0}
    actions = [one["action"] for one in ask(old, "GET", "/api/audit?subject=office:retention")["items"]]
    assert set(actions) == {"retention.delete", "office.retention"}
    night(old)
    assert counts(old) == after


def test_what_is_open_stays(old: Bot, otto: Colleague) -> None:
    old.rows("UPDATE whatsapp_leads SET due_on = :day", day=f"{datetime.now(UTC) + timedelta(days=3):%Y-%m-%d}")
    old.rows("UPDATE whatsapp_messages SET status = 'in_doubt' WHERE direction = 'outgoing'")
    old.rows("UPDATE planned_messages SET ended_at = NULL")
    old.rows("UPDATE whatsapp_messages SET key = 'waits' WHERE message = 'Zyxomma'")
    old.rows("UPDATE media SET message_id = 'waits' WHERE path LIKE :path", path=f"%{ADA}%")
    keep(otto, look(otto, **RULES))
    night(old)
    assert len(old.rows("SELECT 1 FROM planned_messages")) == 2
    assert len(old.rows("SELECT 1 FROM whatsapp_leads")) == 1
    assert old.rows("SELECT 1 FROM whatsapp_messages WHERE status = 'in_doubt' AND timestamp < '2025-06-01'")
    assert (old.settings.media_dir / "ab" / f"{ADA}.pdf").exists()  # its message has not left yet
    assert not (old.settings.media_dir / "ab" / f"{EVE}.pdf").exists()


def test_words_leave_the_index_though_each_look_runs_out_of_time(old: Bot, otto: Colleague) -> None:
    database = old.parts.database
    if not database.is_sqlite:
        return  # vacuum sees to it
    say(old, ADA, "xylorimba")
    search_index.catch_up(database, 9)
    old.rows("UPDATE whatsapp_messages SET timestamp = '2025-01-01 00:00:00.000000', status = 'received'")
    there = f"SELECT 1 FROM search_words_data WHERE instr(hex(block), '{b'ylorimba'.hex().upper()}')"
    assert old.rows(there)
    keep(otto, look(otto, messages="30"))
    while retention.run(database, old.settings.media_dir, datetime.now(UTC), until=0):
        pass
    assert old.rows(there) == []


def test_odd_rules_and_two_at_once_are_refused_in_words(old: Bot, otto: Colleague, mona: Colleague) -> None:
    for days, words in (("29", "Messages: between 30 and"), ("x", "write a number"), ("1" * 7, "between 30"),
                        ("-1", "write a number"), ("٣٦٥", "write a number")):  # fmt: skip
        answer = otto.client.get(PATH, query_string={"messages": days})
        assert (answer.status_code, words in unescape(answer.text)) == (422, True), days
    mine, theirs = look(otto, messages="400"), look(mona, messages="30")
    assert keep(otto, mine, messages="1").status_code == 422
    assert keep(otto, mine).status_code == 303
    answer = keep(mona, theirs)
    assert (answer.status_code, "have changed since you looked" in answer.text) == (409, True)
    assert "400 days" in look(otto)
    maya = Colleague(old, "Maya")
    assert maya.client.get(PATH).status_code == 403
