"""Does an appointment find its way into calendars, change there, and leave them; and who can read it there?"""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from bot import Bot
from icalendar import Calendar
from services.booking_tools import booked, consultant, contact, tomorrow
from services.test_booking_chat import choices, last, say, tap, times
from web.console.colleagues import Colleague
from web.console.test_booking_pages import HOURS, PAGE, look, send

from relaystack.services.bookings import bookings
from relaystack.services.staff import team

LINK = "Add it to your calendar: "


def link_of(bot: Bot) -> str:
    """The path of the address in the last message."""
    address = str(last(bot)["message"]).partition(LINK)[2].split()[0]
    return address[address.index("/calendar/") :]


def read(bot: Bot, path: str, status: int = 200) -> Any:
    answer = bot.client.get(path)
    assert answer.status_code == status, answer.text
    return Calendar.from_ical(answer.data) if status == 200 else None


def event_of(calendar: Any) -> tuple[str, str, int, datetime, str]:
    [event] = calendar.events
    return str(calendar["method"]), str(event["uid"]), event["sequence"], event.start, str(event["status"])


def test_the_address_in_the_chat_follows_the_appointment(bot: Bot) -> None:
    consultant(bot)
    say(bot, "hi", "5")
    tap(bot, times(bot)[0])
    path = link_of(bot)
    answer = bot.client.get(path)
    assert answer.content_type.startswith("text/calendar")
    assert answer.headers["Cache-Control"] == "no-cache"
    assert bot.client.get(path, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
    first = event_of(Calendar.from_ical(answer.data))
    assert first[0] == "PUBLISH"
    assert "Ana" not in answer.text  # nothing of theirs, nor of anybody else's
    assert "971501234567" not in answer.text
    tap(bot, choices(bot)["Change the time"])
    tap(bot, times(bot)[1])
    assert link_of(bot) == path
    second = event_of(read(bot, path))
    assert second[:3] == ("PUBLISH", first[1], first[2] + 1)
    assert second[3] != first[3]
    tap(bot, choices(bot)["Call it off"])
    tap(bot, choices(bot)["Yes, call it off"])
    third = event_of(read(bot, path))
    assert third[:3] == ("CANCEL", first[1], second[2] + 1)
    assert third[4] == "CANCELLED"
    bot.rows("UPDATE bookings SET begins_at = :then", then=datetime.now(UTC) - timedelta(days=31))
    read(bot, path, 404)


@pytest.mark.parametrize("path", ["/calendar/x.ics", "/calendar/.ics", "/calendar/%00.ics", "/calendar/é.ics",
                                  "/calendar/appointment/.ics", "/calendar/appointment/%00.ics",
                                  f"/calendar/appointment/{'x' * 2000}.ics"])  # fmt: skip
def test_whoever_guesses_finds_nothing(bot: Bot, path: str) -> None:
    lea, ana = consultant(bot), contact(bot)
    booked(bot, ana, lea.id, tomorrow(10))
    bot.rows("UPDATE bookings SET secret = ''")  # as one that an older program made
    assert bot.client.get(path).status_code == 404


def test_a_consultant_reads_by_a_feed_that_they_alone_make(bot: Bot, maya: Colleague, mona: Colleague) -> None:
    ana = contact(bot)
    booked(bot, ana, maya.id, tomorrow(10))
    own = f"{HOURS}/{maya.id}"
    assert "Make an address" in look(maya, own)
    assert "/calendar/" not in look(mona, own)  # nor does who sets the hours of all
    page = maya.client.get(own).text
    assert send(maya, own, f"{own}/feed", page, feed="new").status_code == 303
    assert send(maya, own, f"{own}/feed", page, feed="new").status_code == 409
    [feed] = bot.rows("SELECT feed FROM consultant_calendars")
    first = f"/calendar/{feed['feed']}.ics"
    assert first in look(maya, own)
    [event] = read(bot, first).events
    assert str(event["summary"]) == "Consultation: Ana"
    assert event.start == tomorrow(10)
    send(maya, own, f"{own}/feed", feed="new")
    read(bot, first, 404)
    audited = bot.rows("SELECT by, changes FROM audit WHERE action = 'bookings.feed'")
    assert len(audited) == 2
    assert feed["feed"] not in str(audited)
    [feed] = bot.rows("SELECT feed FROM consultant_calendars")
    second = f"/calendar/{feed['feed']}.ics"
    read(bot, second)
    bot.rows("UPDATE staff_members SET role = 'marketing' WHERE id = :id", id=maya.id)
    read(bot, second, 404)  # who may not read appointments does not read them there
    bot.rows("UPDATE staff_members SET role = 'consultant' WHERE id = :id", id=maya.id)
    team.remove(bot.parts.database, team.OPERATOR, maya.id)
    read(bot, second, 404)


def test_nobody_makes_the_feed_of_another(bot: Bot, maya: Colleague, mona: Colleague) -> None:
    fields = {"csrf_token": mona.client.get(f"{HOURS}/{mona.id}").text.split('csrf_token" value="')[1].split('"')[0]}
    answer = mona.client.post(f"{HOURS}/{maya.id}/feed", data={**fields, "feed": "new"})
    assert answer.status_code == 403
    assert bot.rows("SELECT * FROM consultant_calendars") == []


def test_files_go_by_mail_to_the_consultant_and_to_who_left_an_address(make_bot: Callable[..., Bot]) -> None:
    bot = make_bot(smtp_host="127.0.0.1", smtp_port=1, smtp_tls="none", mail_from="Bot <bot@example.com>",
                   admin_email="staff@example.com", confirm_by_email=True)  # fmt: skip
    lea = consultant(bot)
    say(bot, "hi", "5")
    tap(bot, times(bot)[0])
    assert [carrier for carrier, _ in files(bot)] == ["mail"]  # no address is known
    bot.rows("UPDATE whatsapp_leads SET email = 'ana@example.com'")
    tap(bot, choices(bot)["Call it off"])
    tap(bot, choices(bot)["Yes, call it off"])
    sent = files(bot)
    assert [carrier for carrier, _ in sent] == ["mail", "mail", "customer_mail"]
    assert len({event["uid"] for _, event in sent}) == 1
    assert [event["state"] for _, event in sent] == ["CONFIRMED", "CANCELLED", "CANCELLED"]
    assert sent[2][1]["title"] == "Consultation with Nexora Investments"
    assert lea.name in sent[2][1]["notes"]


def files(bot: Bot) -> list[tuple[str, dict[str, Any]]]:
    """Which carrier is to bring which event."""
    rows = bot.rows("SELECT carrier, payload FROM outbox WHERE carrier IN ('mail', 'customer_mail') ORDER BY id")
    told = [(row["carrier"], json.loads(p) if isinstance(p := row["payload"], str) else p) for row in rows]
    return [(carrier, payload["calendar"]) for carrier, payload in told if "calendar" in payload]


def test_whom_it_was_taken_from_has_it_taken_out(bot: Bot, maya: Colleague, omar: Colleague) -> None:
    booked(bot, contact(bot), maya.id, tomorrow(10))
    with bot.parts.database.transaction() as connection:
        booking = bookings.get(connection, 1)
    assert booking
    one = f"{PAGE}/1"
    here = tomorrow(12) + timedelta(hours=4)
    send(omar, one, f"{one}/move", member=str(omar.id), day=f"{here:%Y-%m-%d}", time=f"{here:%H:%M}")
    [(_, event)] = files(bot)  # he did it himself, and reads it in his feed
    assert event["state"] == "CANCELLED"


def test_who_is_busy_by_a_calendar_is_set_on_their_page_and_told_there_and_on_the_week(
    bot: Bot, maya: Colleague, mona: Colleague
) -> None:
    own = f"{HOURS}/{maya.id}"
    page = maya.client.get(own).text
    refused = send(maya, own, f"{own}/busy", page, address="http://169.254.169.254/latest")
    assert refused.status_code == 422
    assert "Copy the address whole" in refused.text
    assert "http://169.254.169.254/latest" in refused.text
    assert send(maya, own, f"{own}/busy", page, address="http://127.0.0.1:1/my-secret.ics").status_code == 303
    assert "It is being read." in look(maya, own)
    bot.deliver()
    shown = look(mona, own)  # who sets the hours of all
    assert "The calendar has not been read since" in shown
    assert "my-secret" in shown
    assert "my-secret" not in str(bot.rows("SELECT by, changes FROM audit"))
    assert send(maya, own, f"{own}/busy", page, address="").status_code == 409
    booked(bot, contact(bot), maya.id, tomorrow(10))
    busy = json.dumps([[tomorrow(10, 15).isoformat(), tomorrow(11).isoformat()]])
    bot.rows(f"UPDATE consultant_calendars SET busy = '{busy}'")
    week = f"{PAGE}?week={tomorrow(10):%Y-%m-%d}"
    assert "Busy elsewhere then" in look(maya, week)
    bot.rows("UPDATE staff_members SET role = 'viewer' WHERE id = :id", id=maya.id)
    assert maya.client.get(own).status_code == 403


def test_a_consultant_neither_reads_nor_sets_that_of_another(bot: Bot, maya: Colleague, mona: Colleague) -> None:
    token = maya.client.get(f"{HOURS}/{maya.id}").text.split('csrf_token" value="')[1].split('"')[0]
    other = f"{HOURS}/{mona.id}"
    assert maya.client.get(other).status_code == 403
    fields = {"csrf_token": token, "address": "https://example.com/a.ics"}
    assert maya.client.post(f"{other}/busy", data=fields).status_code == 403
    assert bot.rows("SELECT * FROM consultant_calendars") == []
