"""Do staff read the numbers that their role opens, of the days that they ask for, and whose they are?"""

from datetime import UTC, datetime, timedelta

import pytest
from bot import Bot
from services.booking_tools import booked, consultant, contact, tomorrow
from sqlalchemy import insert
from web.api.api_tools import ADA, furnished, say, sign_in

from relaystack.models import Payment
from relaystack.services.office.schedule import Schedule
from relaystack.services.reporting import roll_up
from relaystack.services.staff import tokens

PAGE = "/console/numbers"


@pytest.fixture
def office(bot: Bot) -> Bot:
    """Two people have written, one became a lead and asked for a person; today is counted."""
    furnished(bot)
    say(bot, ADA, "agent")
    roll_up.count_all(bot.parts.database, bot.parts.conversation_settings)
    return bot


def as_somebody(bot: Bot, *scopes: str) -> None:
    """Sign in with these."""
    _, secret = tokens.create(bot.parts.database, "Max", list(scopes))
    sign_in(bot, secret)


def days(bot: Bot) -> dict[str, str]:
    """Today, as the page takes it."""
    today = str(datetime.now(UTC).astimezone(bot.parts.conversation_settings.house.zone).date())
    return {"first": today, "last": today}


def test_marketing_reads_numbers_and_no_conversations(office: Bot) -> None:
    as_somebody(office, "stats:read", "programs:read")
    page = office.client.get(PAGE, query_string=days(office))
    assert page.status_code == 200
    assert "asked for a person" in page.text
    assert "/numbers/behind" not in page.text
    assert "conversations.csv" not in page.text
    for closed in ("behind?number=handovers", "conversations.csv"):
        assert office.client.get(f"{PAGE}/{closed}").status_code == 403
    assert office.client.get("/console/numbers.csv", query_string=days(office)).status_code == 200


def test_who_may_not_read_numbers_has_no_page(office: Bot) -> None:
    as_somebody(office, "conversations:read")
    assert office.client.get(PAGE).status_code == 403
    assert "/console/numbers" not in office.client.get("/console/inbox").text


def test_a_number_leads_to_its_people(office: Bot) -> None:
    as_somebody(office, "stats:read", "conversations:read")
    text = office.client.get(PAGE, query_string=days(office)).text
    assert "/console/numbers/behind?number=handovers/asked" in text.replace("%2F", "/")
    behind = office.client.get(f"{PAGE}/behind", query_string={"number": "handovers/asked", **days(office)}).text
    assert "Ada Lovelace" in behind
    assert behind.count('class="line"') == 1
    everybody = office.client.get(f"{PAGE}/behind", query_string={"number": "conversations", **days(office)}).text
    assert everybody.count('class="line"') == 2
    assert office.client.get(f"{PAGE}/behind", query_string={"number": "x"}).status_code == 404


def test_who_took_the_conversations_stands_in_the_audit(office: Bot) -> None:
    as_somebody(office, "stats:read", "conversations:read")
    sheet = office.client.get(f"{PAGE}/conversations.csv", query_string=days(office)).text
    assert len(sheet.splitlines()) == 3
    assert ADA not in sheet
    [noted] = office.rows("SELECT by, subject FROM audit WHERE action = 'numbers.export'")
    assert noted["by"].startswith("Max")


@pytest.mark.parametrize("asked", [
    {"first": "x", "last": "y"}, {"first": "2026-02-30", "last": "2026-03-01"}, {"days": "0"}, {"days": "9999999"},
    {"days": "99999999999999999999"}, {"first": "2026-11-02", "last": "2026-11-01"}, {"first": "2026-11-02"},
    {"first": "0001-01-01", "last": "0001-01-02"},
], ids=str)  # fmt: skip
def test_days_that_there_are_not_are_said_to_be_none(office: Bot, asked: dict[str, str]) -> None:
    as_somebody(office, "stats:read")
    assert office.client.get(PAGE, query_string=asked).status_code == 404


def test_spans_end_yesterday(office: Bot) -> None:
    as_somebody(office, "stats:read")
    zone = office.parts.conversation_settings.house.zone
    yesterday = datetime.now(UTC).astimezone(zone).date() - timedelta(days=1)
    for count in (7, 30, 90):
        text = office.client.get(PAGE, query_string={"days": count}).text
        first = yesterday - timedelta(days=count - 1)
        assert f"{first:%d %B %Y} to {yesterday:%d %B %Y}, compared with the {count} days before" in text


def test_an_erased_person_stays_in_what_was_counted_and_behind_no_number(office: Bot) -> None:
    as_somebody(office, "stats:read", "conversations:read")
    before = office.rows("SELECT * FROM daily_numbers ORDER BY 2, 3, 4, 5")
    contact = office.one("SELECT id FROM contacts WHERE phone = :phone", phone=ADA)["id"]
    headers = {"Authorization": "Bearer test-api-token"}
    assert office.client.delete(f"/api/contacts/{contact}", headers=headers).status_code == 200
    assert office.rows("SELECT * FROM daily_numbers ORDER BY 2, 3, 4, 5") == before
    assert office.rows("SELECT id FROM turns WHERE contact_id = :contact", contact=contact) == []
    behind = office.client.get(f"{PAGE}/behind", query_string={"number": "handovers", **days(office)}).text
    assert "Nobody" in behind


def test_where_nobody_can_be_booked_nothing_is_said_of_appointments(office: Bot) -> None:
    as_somebody(office, "stats:read")
    assert "appointment" not in office.client.get(PAGE, query_string=days(office)).text.split("<main")[1].lower()


def test_an_appointment_and_its_fee_lead_to_who_made_it(office: Bot) -> None:
    as_somebody(office, "stats:read", "conversations:read")
    member, person = consultant(office, "Lea").id, contact(office)
    assert "Nothing of it in these days." in office.client.get(PAGE, query_string=days(office)).text
    made, now = booked(office, person, member, tomorrow(10)), datetime.now(UTC)
    assert made
    with office.parts.database.transaction() as connection:
        connection.execute(insert(Payment), {
            "booking_id": made.id, "reference": "r", "state": "paid", "amount": 35_000, "currency": "AED",
            "ends_at": now, "paid_at": now, "created_at": now, "updated_at": now,
        })  # fmt: skip
    zone = office.parts.conversation_settings.house.zone
    roll_up.count(office.parts.database, Schedule().hours(zone), now.astimezone(zone).date())
    text = office.client.get(PAGE, query_string=days(office)).text.replace("%2F", "/")
    for number, people in {"bookings/booked": 1, "bookings/moved": 0, "fees/paid/AED": 1, "fees/asked/USD": 0}.items():
        assert (f"/numbers/behind?number={number}&" in text) == bool(people)
        behind = office.client.get(f"{PAGE}/behind", query_string={"number": number, **days(office)}).text
        assert behind.count('class="line"') == people
    assert ">AED 350.00<" in text
