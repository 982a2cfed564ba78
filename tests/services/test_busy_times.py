"""Do a consultant's own calendars take times out of the offer, and only that; and is one that cannot be read told?"""

from collections.abc import Iterator
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from bot import Bot
from fakes.web import Answer, Asked, WebServer
from services.booking_tools import booked, consultant, contact, tomorrow
from services.service_tools import age
from sqlalchemy import select

from relaystack.engine.busy_calendars import OddCalendar, busy
from relaystack.gateways.calendars import LARGEST
from relaystack.models import BookingState, ConsultantCalendar
from relaystack.services.bookings import bookings, busy_times, offers
from relaystack.services.bookings.busy_times import EVERY, OddAddress


class Calendars:
    """A server with one calendar; what it answers may be changed."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self.answer = Answer()
        self._server = WebServer(self._take)
        self.url, self.close = f"{self._server.url}/private-secret/basic.ics", self._server.close

    def holds(self, *events: str) -> None:
        self.answer = Answer(body=file(*events))

    def _take(self, asked: Asked) -> Answer:
        self.asked.append(asked)
        return self.answer


@pytest.fixture
def there() -> Iterator[Calendars]:
    """An empty calendar."""
    calendars = Calendars()
    calendars.holds()
    yield calendars
    calendars.close()


def file(*events: str, more: str = "") -> bytes:
    entries = [f"BEGIN:VEVENT\nUID:e{number}\n{event}\nEND:VEVENT" for number, event in enumerate(events)]
    lines = "\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:x", *more.split(), *entries, "END:VCALENDAR", ""])
    return lines.replace("\n", "\r\n").encode()


def event(begins: datetime, more: str = "") -> str:
    return f"SUMMARY:Dentist\nDTSTART:{begins:%Y%m%dT%H%M%SZ}\nDURATION:PT1H{more}"


def free(bot: Bot, day: datetime) -> list[str]:
    """The times that are offered on that day."""
    with bot.parts.database.reading() as connection:
        every = offers.agenda(connection, datetime.now(UTC)).every()
        return [f"{one.at:%H:%M}" for one in every if one.at.date() == day.date()]


def look_again(bot: Bot) -> None:
    """Some minutes later it is read once more."""
    age(bot, EVERY, ConsultantCalendar.asked_at)
    busy_times.ask(bot.parts.database)
    bot.deliver(minute=True)


def test_busy_times_leave_the_offer_and_move_nothing_that_is_booked(bot: Bot, there: Calendars) -> None:
    member = consultant(bot).id
    booking = booked(bot, contact(bot), member, tomorrow(9))
    assert booking
    there.holds(event(tomorrow(9, 10)), event(tomorrow(12), "\nTRANSP:TRANSPARENT"), event(tomorrow(14)))
    assert busy_times.follow(bot.parts.database, member, there.url, "Lea")
    bot.deliver(minute=True)
    times = free(bot, tomorrow(0))
    assert not {"09:45", "13:30", "14:15"} & set(times)
    assert {"10:30", "12:00", "15:00"} <= set(times)
    with bot.parts.database.reading() as connection:
        assert busy_times.clashes(connection, [booking]) == {booking.id}
        kept = bookings.get(connection, booking.id)
        assert kept
        assert kept.state is BookingState.CONFIRMED
        stored = str(connection.execute(select(ConsultantCalendar.busy)).all())
    assert "Dentist" not in stored
    there.holds()
    busy_times.ask(bot.parts.database)  # it is too soon
    bot.deliver(minute=True)
    assert len(there.asked) == 1
    look_again(bot)
    assert "14:15" in free(bot, tomorrow(0))


def test_one_that_fails_is_told_with_since_when_and_its_last_state_kept(
    bot: Bot, there: Calendars, caplog: pytest.LogCaptureFixture
) -> None:
    member = consultant(bot).id
    there.holds(event(tomorrow(14)))
    busy_times.follow(bot.parts.database, member, there.url, "Lea")
    bot.deliver(minute=True)
    fine = there.answer
    away = Answer(302, headers=(("Location", "http://127.0.0.1:1/else"),))
    for answer, why in [
        (Answer(404), "HTTP 404"), (Answer(body=b"<html>sign in</html>"), "no calendar"),
        (Answer(hangs_up=True), "does not answer"),
        (Answer(body=b"x" * (LARGEST + 1)), "larger than 2 MB"), (away, "does not answer (ClientConnectorError)"),
        (Answer(302, headers=(("Location", there.url),)), "leads on and on"),
        (Answer(302, headers=(("Location", "file:///etc/passwd"),)), "does not begin with https"),
    ]:  # fmt: skip
        there.answer = answer
        look_again(bot)
        row = bot.one("SELECT trouble, failing_since FROM consultant_calendars")
        assert why in row["trouble"]
        assert row["failing_since"]
        assert "14:15" not in free(bot, tomorrow(0))
    assert bot.rows("SELECT * FROM outbox") == []
    assert bot.rows("SELECT * FROM given_up") == []
    there.answer = fine
    look_again(bot)
    assert bot.one("SELECT trouble, failing_since FROM consultant_calendars") == {"trouble": "", "failing_since": None}
    assert "private-secret" not in caplog.text
    assert "private-secret" not in str(bot.rows("SELECT * FROM audit"))


def test_what_an_older_address_says_late_counts_for_nothing(bot: Bot, there: Calendars) -> None:
    member = consultant(bot).id
    there.holds(event(tomorrow(14)))
    busy_times.follow(bot.parts.database, member, there.url, "Lea")
    bot.deliver(minute=True)
    assert busy_times.follow(bot.parts.database, member, "", "Lea")
    assert "14:15" in free(bot, tomorrow(0))
    look_again(bot)
    assert len(there.asked) == 1


@pytest.mark.parametrize("written", ["x", "ftp://example.com/a.ics", "http://example.com/a.ics", "https://", "file:///etc/passwd",
                                     "http://169.254.169.254/", "https://[", f"https://example.com/{'x' * 2001}",
                                     "https://example.com/a b", "https://example.com:0/"])  # fmt: skip
def test_what_is_no_address_is_refused(written: str) -> None:
    with pytest.raises(OddAddress, match="Copy the address whole"):
        busy_times.checked(written)


def test_an_address_for_calendars_is_asked_by_https() -> None:
    assert busy_times.checked(" webcal://example.com/a.ics ") == "https://example.com/a.ics"


DUBAI = ZoneInfo("Asia/Dubai")
WEEKLY = "DTSTART;TZID=Europe/Berlin:20261012T100000\nDTEND;TZID=Europe/Berlin:20261012T110000\nRRULE:FREQ=WEEKLY"


def read(*events: str, more: str = "") -> list[str]:
    """The spans of some weeks around the end of summer time, in UTC."""
    found = busy(file(*events, more=more), DUBAI, datetime(2026, 10, 12, tzinfo=UTC), datetime(2026, 11, 3, tzinfo=UTC))
    return [" ".join(f"{at.astimezone(UTC):%d.%H:%M}" for at in span) for span in found]


def test_what_repeats_keeps_its_clock_but_for_its_exceptions() -> None:
    moved = "UID:e0\nRECURRENCE-ID;TZID=Europe/Berlin:20261019T100000\nDTSTART:20261019T150000Z\nDURATION:PT1H"
    off = "UID:e0\nRECURRENCE-ID;TZID=Europe/Berlin:20261102T100000\nSTATUS:CANCELLED\nDTSTART:20261102T090000Z"
    series = f"{WEEKLY}\nEND:VEVENT\nBEGIN:VEVENT\n{moved}\nEND:VEVENT\nBEGIN:VEVENT\n{off}"
    assert read(series) == ["12.08:00 12.09:00", "19.15:00 19.16:00", "26.09:00 26.10:00"]


def test_days_and_times_without_a_zone_go_by_the_consultants_clock_or_the_calendars() -> None:
    day, floating = "DTSTART;VALUE=DATE:20261014", "DTSTART:20261016T120000\nDURATION:PT1H"
    assert read(day, floating) == ["13.20:00 14.20:00", "16.08:00 16.09:00"]
    utc = "DTSTART:20261016T120000Z\nDURATION:PT1H\nRRULE:FREQ=WEEKLY;COUNT=3"
    assert read(utc, more="X-WR-TIMEZONE:Europe/Berlin")[-1] == "30.13:00 30.14:00"  # as Google writes it


def test_free_and_cancelled_and_our_own_events_take_no_time() -> None:
    gone = [event(datetime(2026, 10, day, tzinfo=UTC), more) for day, more in [
        (13, "\nTRANSP:TRANSPARENT"), (14, "\nSTATUS:CANCELLED"), (15, "\nX-MICROSOFT-CDO-BUSYSTATUS:FREE"),
    ]]  # fmt: skip
    ours = event(datetime(2026, 10, 20, tzinfo=UTC)).replace("SUMMARY:Dentist", "UID:7f@relaystack")
    assert read(*gone, f"END:VEVENT\nBEGIN:VEVENT\n{ours}") == []


@pytest.mark.parametrize("rule", ["FREQ=SECONDLY", "FREQ=DAILY;INTERVAL=0", "FREQ=DAILY;BYMINUTE=1,2,3"])
def test_a_rule_that_never_ends_is_refused(rule: str) -> None:
    with pytest.raises(OddCalendar, match="never comes to an end"):
        read(f"DTSTART:20261012T100000Z\nRRULE:{rule}")
