"""Do staff see the week, book, move and end appointments, each as their role allows, and does the person hear of it?"""

import json
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any

import pytest
from bot import Bot
from services.booking_tools import EVERY_DAY, tomorrow
from sqlalchemy import select
from web.api.api_tools import ADA
from web.console.colleagues import FIELD, FORM, Colleague
from werkzeug.test import TestResponse

from relaystack.models import OutboxItem
from relaystack.services.bookings import hours, waiting
from relaystack.services.staff import team

PAGE, HOURS = "/console/bookings", "/console/settings/booking-hours"


@pytest.fixture
def lea(bot: Bot, maya: Colleague) -> Colleague:
    """A consultant who can be booked."""
    hours.change(bot.parts.database, maya.id, EVERY_DAY, "Olga")
    return maya


def look(one: Colleague, path: str = PAGE, status: int = 200) -> str:
    answer = one.client.get(path)
    assert answer.status_code == status, answer.text
    return unescape(answer.text)


def send(one: Colleague, path: str, action: str, page: str = "", **fields: str) -> TestResponse:
    """Send a form of a page, as it is now or was."""
    form = next(form for form in FORM.findall(page or one.client.get(path).text) if f'action="{action}"' in form)
    hidden = {name: value for name, value, _ in FIELD.findall(form)}
    return one.client.post(action, data={**hidden, **fields})


def at(moment: datetime) -> dict[str, str]:
    """As the form has it; the office's clock is that of Dubai."""
    here = moment + timedelta(hours=4)
    return {"day": f"{here:%Y-%m-%d}", "time": f"{here:%H:%M}"}


def book(one: Colleague, member: int, moment: datetime, **more: str) -> TestResponse:
    fields = {"phone": f"+{ADA}", "member": str(member), **at(moment), **more}
    return send(one, f"{PAGE}/new", f"{PAGE}/new", **fields)


def told(bot: Bot) -> list[str]:
    """What Ada was told of appointments."""
    rows = bot.rows("SELECT message FROM whatsapp_messages WHERE key LIKE 'api/%/booking/%' ORDER BY id")
    return [row["message"].splitlines()[0] for row in rows]


def week_of(bot: Bot) -> str:
    [row] = bot.rows("SELECT begins_at FROM bookings ORDER BY id LIMIT 1")
    return f"{PAGE}?week={str(row['begins_at'])[:10]}"


def test_without_hours_the_page_says_how_to_begin(maya: Colleague) -> None:
    page = look(maya)
    assert "Nobody can be booked yet." in page
    assert HOURS in page


def test_a_consultant_books_for_somebody_and_the_person_is_told(bot: Bot, lea: Colleague) -> None:
    assert book(lea, lea.id, tomorrow(10), tell="1").status_code == 303
    assert "Booked" in look(lea, week_of(bot))
    assert told(bot) == ["✅ Your consultation is booked:"]
    assert "made an appointment" in look(Colleague(bot, "Olga", "owner"), "/console/settings/audit")


def test_what_is_taken_is_refused_and_nothing_that_was_typed_is_lost(bot: Bot, lea: Colleague) -> None:
    book(lea, lea.id, tomorrow(10))
    bot.rows("UPDATE bookings SET contact_id = (SELECT max(id) FROM contacts)")  # it is somebody else's
    answer = book(lea, lea.id, tomorrow(10))
    assert answer.status_code == 422
    assert "Somebody else has this time" in answer.text
    assert f'value="+{ADA}"' in answer.text


def test_it_is_moved_and_cancelled_and_the_person_hears_of_both(bot: Bot, lea: Colleague) -> None:
    book(lea, lea.id, tomorrow(10))
    one = f"{PAGE}/1"
    assert send(lea, one, f"{one}/move", member=str(lea.id), tell="1", **at(tomorrow(12))).status_code == 303
    assert "Moved" in look(lea, week_of(bot))
    assert send(lea, one, f"{one}/end", state="cancelled", tell="1").status_code == 303
    moved, cancelled = told(bot)
    assert moved == "✅ Your consultation has another time:"
    assert cancelled == "Your consultation is cancelled, and the time is free again."
    assert bot.rows("SELECT 1 FROM booking_cells") == []


def test_who_cannot_be_written_to_is_not_told_and_staff_read_so(bot: Bot, lea: Colleague) -> None:
    bot.rows("UPDATE contacts SET last_inbound_at = '2020-01-01 00:00:00+00:00'" if not bot.parts.database.is_sqlite
             else "UPDATE contacts SET last_inbound_at = '2020-01-01 00:00:00'")  # fmt: skip
    answer = book(lea, lea.id, tomorrow(10), tell="1")
    assert "The person is not told" in look(lea, answer.location)
    assert told(bot) == []


def test_nobody_moves_what_a_colleague_has_changed_meanwhile(bot: Bot, lea: Colleague, omar: Colleague) -> None:
    book(lea, lea.id, tomorrow(10))
    one = f"{PAGE}/1"
    old = omar.client.get(one).text
    send(lea, one, f"{one}/move", member=str(lea.id), **at(tomorrow(12)))
    answer = send(omar, one, f"{one}/end", old, state="cancelled")
    assert answer.status_code == 409
    assert "changed since you read it" in answer.text


def test_what_came_of_it_is_noted_once_it_has_begun(bot: Bot, lea: Colleague) -> None:
    book(lea, lea.id, tomorrow(10))
    one = f"{PAGE}/1"
    assert send(lea, one, f"{one}/end", state="no_show").status_code == 422
    bot.let_time_pass(timedelta(days=3))
    bot.rows("UPDATE bookings SET begins_at = created_at")
    assert "Did it take place?" in look(lea, one)
    assert send(lea, one, f"{one}/end", state="no_show").status_code == 303
    assert "Did not come" in look(lea, one)
    assert send(lea, one, f"{one}/end", state="done").status_code == 303


@pytest.mark.parametrize(("role", "status"), [("viewer", 403), ("marketing", 403), ("manager", 200)])
def test_who_may_only_read_changes_nothing(bot: Bot, lea: Colleague, role: str, status: int) -> None:
    book(lea, lea.id, tomorrow(10))
    other = Colleague(bot, "Vera", role)
    assert other.client.get(PAGE).status_code == (403 if role == "marketing" else 200)
    assert other.client.get(f"{PAGE}/new").status_code == status
    assert other.client.get(f"{HOURS}/{lea.id}").status_code == status


def test_a_consultant_sets_their_own_hours_and_no_others(bot: Bot, maya: Colleague, omar: Colleague) -> None:
    own = f"{HOURS}/{maya.id}"
    fields = {"monday.0.from": "09:00", "monday.0.until": "17:00", "zone": "Asia/Kolkata", "minutes": "45",
              "buffer_minutes": "15", "notice_minutes": "60", "languages": "es"}  # fmt: skip
    assert send(maya, own, own, **fields).status_code == 303
    assert "45 minutes each · Asia/Kolkata" in look(maya, HOURS)
    assert omar.client.get(own).status_code == 403
    assert bot.one("SELECT minutes FROM consulting_hours")["minutes"] == 45


@pytest.mark.parametrize("odd", [
    {"minutes": "20"}, {"minutes": "0"}, {"zone": "Nowhere"}, {"monday.0.from": "09:10"}, {"notice_minutes": "soon"},
    {"monday.0.until": ""}, {"buffer_minutes": "999"},
])  # fmt: skip
def test_odd_hours_are_refused_in_words(maya: Colleague, odd: dict[str, str]) -> None:
    own = f"{HOURS}/{maya.id}"
    fields = {"monday.0.from": "09:00", "monday.0.until": "17:00", "zone": "UTC", "minutes": "30",
              "buffer_minutes": "0", "notice_minutes": "60"}  # fmt: skip
    answer = send(maya, own, own, **{**fields, **odd})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text


@pytest.mark.parametrize("path", ["?week=nonsense", "/99", "/1/move"])
def test_what_is_not_there_is_told(lea: Colleague, path: str) -> None:
    assert lea.client.get(PAGE + path).status_code in (404, 405)


@pytest.mark.parametrize("week", ["0001-01-01", "9999-12-31"])
def test_no_week_is_too_far(lea: Colleague, week: str) -> None:
    assert "No appointments in this week." in look(lea, f"{PAGE}?week={week}")


def test_a_consultant_hears_what_a_colleague_does_with_their_appointments(
    bot: Bot, lea: Colleague, omar: Colleague
) -> None:
    book(lea, lea.id, tomorrow(10))
    assert mails(bot) == []  # it was her own doing
    one = f"{PAGE}/1"
    send(omar, one, f"{one}/move", member=str(lea.id), **at(tomorrow(12)))
    send(omar, one, f"{one}/end", state="cancelled")
    assert mails(bot) == [(lea.id, "Appointment moved"), (lea.id, "Appointment cancelled")]


def test_appointments_ahead_stand_with_the_person_the_lead_and_today(bot: Bot, lea: Colleague) -> None:
    book(lea, lea.id, tomorrow(10))
    link = f'href="{PAGE}/1"'
    [lead] = bot.rows("SELECT l.id, l.contact_id FROM whatsapp_leads l JOIN bookings b ON b.contact_id = l.contact_id")
    places = [f"/console/leads/{lead['id']}", f"/console/inbox/{lead['contact_id']}"]
    assert all(link in look(lea, place) for place in places)
    assert link not in look(lea, "/console/today")
    bot.let_time_pass(timedelta(days=1))
    bot.rows("UPDATE bookings SET begins_at = :now", now=datetime.now(UTC))
    assert link in look(lea, "/console/today")
    assert not any(link in look(lea, place) for place in places)  # it has begun


def test_the_appointments_of_who_has_left_stand_on_today_until_they_are_moved(
    bot: Bot, lea: Colleague, omar: Colleague
) -> None:
    book(lea, lea.id, tomorrow(10) + timedelta(days=5))
    team.remove(bot.parts.database, team.OPERATOR, lea.id)
    assert "has left the team" in look(omar, "/console/today")
    one = f"{PAGE}/1"
    assert "has left the team" in look(omar, one)
    assert send(omar, one, f"{one}/move", member=str(omar.id), **at(tomorrow(12))).status_code == 303
    assert "has left the team" not in look(omar, "/console/today")


def test_today_names_no_appointments_to_who_may_not_read_them(bot: Bot, lea: Colleague) -> None:
    book(lea, lea.id, tomorrow(10))
    bot.rows("UPDATE bookings SET begins_at = :now", now=datetime.now(UTC))
    assert f"{PAGE}/1" not in look(Colleague(bot, "Mark", "marketing"), "/console/today")


@pytest.mark.parametrize("odd", [
    {"member": "0" * 20 + "9" * 30}, {"member": "9" * 5000}, {"member": "999"}, {"day": "9999-12-31", "time": "23:45"},
    {"day": "0001-01-01"}, {"day": "2199-01-01"}, {"time": "09:10"}, {"phone": "x" * 5000},
])  # fmt: skip
def test_a_form_that_nobody_sends_books_nothing_and_says_why(bot: Bot, lea: Colleague, odd: dict[str, str]) -> None:
    fields = {"phone": f"+{ADA}", "member": str(lea.id), **at(tomorrow(10)), **odd}
    assert send(lea, f"{PAGE}/new", f"{PAGE}/new", **fields).status_code == 422
    assert bot.rows("SELECT 1 FROM bookings") == []


@pytest.mark.parametrize("number", ["9" * 30, "-1", "x", "999"])
def test_a_week_of_nobody_is_empty(lea: Colleague, number: str) -> None:
    assert lea.client.get(f"{PAGE}?with={number}").status_code == 200


def test_what_has_begun_is_neither_moved_nor_cancelled_by_an_old_page(bot: Bot, lea: Colleague) -> None:
    book(lea, lea.id, tomorrow(10))
    one = f"{PAGE}/1"
    old = lea.client.get(one).text
    bot.rows("UPDATE bookings SET begins_at = created_at")
    assert send(lea, one, f"{one}/move", old, member=str(lea.id), **at(tomorrow(12))).status_code == 422
    assert send(lea, one, f"{one}/end", old, state="cancelled").status_code == 422
    assert bot.one("SELECT state FROM bookings")["state"] == "confirmed"


def test_a_name_is_never_markup(bot: Bot, lea: Colleague) -> None:
    book(lea, lea.id, tomorrow(10))
    bot.rows("UPDATE whatsapp_leads SET name = '<script>alert(1)</script>'")
    bot.rows("UPDATE contacts SET profile_name = '<script>alert(1)</script>'")
    for page in (f"{PAGE}/1", week_of(bot), "/console/today"):
        assert "<script>alert" not in lea.client.get(page).text


def mails(bot: Bot) -> list[tuple[int, str]]:
    """To whom alone, and what about."""
    with bot.parts.database.reading() as connection:
        told = list(connection.scalars(select(OutboxItem.payload).order_by(OutboxItem.id)))
    return [(one["only"], one["subject"].partition(":")[0]) for one in told if "only" in one]


def test_who_has_not_written_for_a_day_hears_by_template_where_staff_say_so(
    bot: Bot, lea: Colleague, omar: Colleague
) -> None:
    book(lea, lea.id, tomorrow(10) + timedelta(days=1), tell="1")
    one, later = f"{PAGE}/1", at(tomorrow(12) + timedelta(days=1))
    assert 'name="template"' not in look(lea, one)  # words may go, which cost no template
    bot.let_time_pass(timedelta(days=2))
    assert 'name="template"' in look(lea, one)
    answer = send(lea, one, f"{one}/move", member=str(lea.id), tell="1", template="1", **later)
    assert "not known at Meta" in lea.client.get(answer.location).text
    row = {"now": datetime.now(UTC), "status": "APPROVED"}
    for name in ("appointment_moved", "appointment_cancelled"):
        bot.rows("INSERT INTO whatsapp_templates (name, language, status, category, updated_at) VALUES"
                 " (:name, 'en', :status, 'UTILITY', :now)", name=name, **row)  # fmt: skip
    send(lea, one, f"{one}/move", member=str(omar.id), tell="1", **later)
    assert templates(bot) == []  # nobody said so
    send(lea, one, f"{one}/move", member=str(lea.id), tell="1", template="1", **later)
    send(lea, one, f"{one}/end", state="cancelled", tell="1", template="1")
    moved, cancelled = templates(bot)
    assert moved["name"] == "appointment_moved"
    assert moved["buttons"][1]["payload"] == "booking.soon.move?booking=1&version=4"
    assert (cancelled["name"], cancelled["buttons"][1]["payload"]) == ("appointment_cancelled", "human")
    assert bot.one("SELECT human_until FROM contacts WHERE phone = :ada", ada=ADA)["human_until"] is None
    notes = bot.rows("SELECT by FROM audit WHERE action = 'template.send'")
    assert len(notes) == 2


def templates(bot: Bot) -> list[dict[str, Any]]:
    rows = bot.rows("SELECT content FROM whatsapp_messages WHERE kind = 'template' ORDER BY id")
    told = [json.loads(c) if isinstance(c := row["content"], str) else c for row in rows]
    return [content["template"] for content in told]


def test_who_waits_is_listed_and_can_be_taken_off_the_list(bot: Bot, lea: Colleague) -> None:
    [who] = bot.rows("SELECT id FROM contacts WHERE phone = :phone", phone=ADA)
    with bot.parts.database.transaction() as connection:
        waiting.join(connection, who["id"], {"day": "2026-12-24", "time": "17:00"}, [], "Ada", datetime.now(UTC))
    page = look(lea)
    assert ("Waiting for a time" in page, "2026-12-24" in page, "17:00" in page) == (True, True, True)
    assert ("by the office's clock" in page, "said stop" in page) == (True, False)
    bot.rows("UPDATE contacts SET opted_out_at = last_inbound_at")
    assert "said stop" in look(lea)
    action = f"{PAGE}/waiting/{who['id']}/remove"
    assert action not in look(Colleague(bot, "Vera", "viewer"))
    assert send(lea, PAGE, action, lea.client.get(PAGE).text).status_code == 303
    assert bot.rows("SELECT * FROM waiting_wishes") == []
    assert "ended the wait for an appointment" in look(Colleague(bot, "Olga", "owner"), "/console/settings/audit")
