"""Can somebody who starts a development server sign in at once, and nobody where others can reach it?"""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from bot import Bot
from sqlalchemy import func, insert, select

from metatwin import Twin
from relaystack import demo, demo_past
from relaystack.content.demo import past
from relaystack.models import Booking, Contact, Lead, Message, OutboxItem, Payment
from relaystack.services.inbox import lists
from relaystack.services.reporting import report
from relaystack.services.reporting.days import Days
from relaystack.services.staff import members, team
from relaystack.services.staff.keys import Keys
from relaystack.services.staff.signing_in import SigningIn
from relaystack.services.storage import migrations
from relaystack.services.storage.database import Database
from relaystack.services.storage.pages import Wanted
from relaystack.settings import Settings


def test_a_development_server_prints_once_how_its_demo_owner_signs_in(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/bot.db", tmp_path)
    settings = Settings(database_url=f"sqlite:///{tmp_path}/bot.db")
    assert demo.how_to_sign_in(settings, database, "Nexora") == []  # no tables yet
    migrations.upgrade(database)
    where, who = demo.how_to_sign_in(settings, database, "Nexora")
    password = who.rpartition("password ")[2]
    assert (where, len(password)) == ("Work in the console: http://127.0.0.1:5000/console", 20)
    signing_in = SigningIn(database, Keys("k"))
    assert signing_in.by_password(demo.EMAIL, password, "").member.role == "owner"
    assert password not in "".join(demo.how_to_sign_in(settings, database, "Nexora"))
    database.close()


@pytest.mark.parametrize("given", [{"flask_env": "production"}, {"host": "0.0.0.0"}], ids=str)
def test_where_others_can_reach_it_nobody_is_made(given: dict[str, str], tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/bot.db", tmp_path)
    migrations.upgrade(database)
    settings = replace(Settings(), **given)  # type: ignore[arg-type]
    assert demo.how_to_sign_in(settings, database, "Nexora") == []
    assert members.every(database) == []
    database.close()


@pytest.fixture
def started(tmp_path: Path) -> Iterator[tuple[Database, Settings]]:
    """A developer's database with tables, and nothing in them."""
    database = Database(f"sqlite:///{tmp_path}/bot.db", tmp_path)
    migrations.upgrade(database)
    yield database, Settings(database_url=f"sqlite:///{tmp_path}/bot.db")
    database.close()


def test_a_newcomer_finds_an_office_that_lives(started: tuple[Database, Settings]) -> None:
    database, settings = started
    demo.how_to_sign_in(settings, database, "Nexora")
    counted = lists.counts(database, 1)
    assert (counted["waiting"], counted["mine"]) == (2, 1)
    everybody = lists.page(database, lists.Asked("all"), Wanted(50, None))["items"]
    now = [one for one in everybody if one["phone"].startswith("15550190")]
    assert {one["language"] for one in now} == {"en", "ar", "es", "zh", "ru"}
    closed = lists.page(database, lists.Asked("closed"), Wanted(50, None))["items"]
    assert "Grace O'Neill" in {one["name"] for one in closed}
    with database.reading() as connection:
        leads = connection.execute(select(Lead.name, Lead.budget).order_by(Lead.budget)).all()
        assert not connection.scalar(select(func.count()).select_from(OutboxItem))
    assert ("Amina Rahman", 500000) in leads


def test_a_newcomer_finds_numbers_of_the_weeks_before(bot: Bot) -> None:
    database = bot.parts.database
    demo.how_to_sign_in(Settings(), database, "Nexora")
    yesterday = datetime.now(UTC).date() - timedelta(days=1)
    with database.reading() as connection:
        shown = report.make(connection, bot.parts.conversation_settings, Days.until(yesterday, 30))
        phones = connection.scalars(select(Contact.phone)).all()
    empty = {one.name for one in shown.sections if not one.lines}
    figures = {one.title: (one.value, one.before) for one in shown.figures}
    assert (shown.uncounted, empty) == (0, set())
    assert all(now and before for now, before in figures.values()), figures
    assert all(re.fullmatch(r"1\d{3}55501\d\d|15550190\d{3}|447700900\d{3}", phone or "") for phone in phones)


@pytest.mark.parametrize("minutes", [1, 90, 720])
def test_the_weeks_before_are_over(started: tuple[Database, Settings], minutes: int) -> None:
    database, _ = started
    now = datetime(2026, 12, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    weeks, (owner, _) = past(Path("nexora")), team.invite(database, team.OPERATOR, demo.EMAIL, demo.NAME, "owner")
    assert weeks
    moments = {Message.timestamp: 4, Lead.created_at: 4, Booking.begins_at: 10, Payment.updated_at: 20}
    with database.transaction() as connection:
        demo_past.write(connection, weeks, f"member {owner.id}", UTC, now)
        latest = {connection.scalar(select(func.max(at))): days for at, days in moments.items()}
    assert all(at and now - timedelta(days=days) < at < now for at, days in latest.items())


@pytest.mark.parametrize(
    "given", [{"flask_env": "production"}, {"host": "0.0.0.0"}, {"whatsapp_token": "real"}], ids=str
)
def test_nobody_is_pretended_where_the_bot_is_real(started: tuple[Database, Settings], given: dict[str, str]) -> None:
    database, settings = started
    demo.how_to_sign_in(replace(settings, **given), database, "Nexora")  # type: ignore[arg-type]
    assert lists.page(database, lists.Asked("all"), Wanted(50, None))["items"] == []


def test_nobody_is_pretended_where_somebody_has_written(started: tuple[Database, Settings]) -> None:
    database, settings = started
    now = datetime.now(UTC)
    with database.transaction() as connection:
        connection.execute(insert(Contact), {"phone": "15551230001", "created_at": now, "updated_at": now})
    demo.how_to_sign_in(settings, database, "Nexora")
    with database.reading() as connection:
        assert connection.scalar(select(func.count()).select_from(Contact)) == 1


def test_a_file_that_cannot_be_used_stops_no_start(
    started: tuple[Database, Settings], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    database, settings = started
    (tmp_path / "demo.yaml").write_text("people: [{name: Real, phone: '4915112345678', language: de, said: []}]")
    lines = demo.how_to_sign_in(replace(settings, content_dir=tmp_path), database, "Nexora")
    assert "password" in lines[1]
    assert "nobody is pretended" in caplog.text


def test_an_answer_reaches_who_is_pretended(started: tuple[Database, Settings], twin: Twin) -> None:
    database, settings = started
    demo.how_to_sign_in(settings, database, "Nexora")
    demo.introduce(database, twin)
    assert twin.customer("Amina Rahman", "15550190101").window_open
