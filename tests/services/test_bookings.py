"""Is an appointment made, moved and ended as its table of steps says, and never in another one's time?"""

from datetime import UTC, datetime, timedelta

import pytest
from bot import Bot
from services.booking_tools import booked, consultant, contact, overlaps, tomorrow, wanted

from relaystack.models import STEPS, BookingState
from relaystack.services.bookings import bookings
from relaystack.services.bookings.bookings import Booking

NOW = datetime.now(UTC)


def move(bot: Bot, booking: Booking, at: datetime) -> Booking | None:
    with bot.parts.database.transaction() as connection:
        to = wanted(booking.contact_id, booking.member_id, at)
        return bookings.move(connection, booking, to, "Lea", NOW)


def cells(bot: Bot) -> int:
    return int(bot.one("SELECT count(*) AS n FROM booking_cells")["n"])


def test_a_time_is_booked_once_with_the_break_after_it(bot: Bot) -> None:
    member, person = consultant(bot).id, contact(bot)
    first = booked(bot, person, member, tomorrow(10))
    assert first is not None
    assert booked(bot, person, member, tomorrow(10)) is None
    assert booked(bot, person, member, tomorrow(10, 30)) is None  # the break
    assert booked(bot, person, member, tomorrow(9, 30)) is None  # its own break would lie in it
    assert booked(bot, person, member, tomorrow(10, 45)) is not None
    assert booked(bot, person, consultant(bot, "Max").id, tomorrow(10)) is not None
    assert not overlaps(bot)


def test_a_moved_appointment_frees_its_time_and_keeps_it_where_the_other_is_taken(bot: Bot) -> None:
    member, person = consultant(bot).id, contact(bot)
    first, other = booked(bot, person, member, tomorrow(10)), booked(bot, person, member, tomorrow(12))
    assert first is not None
    assert other is not None
    assert move(bot, first, tomorrow(12)) is None
    with bot.parts.database.transaction() as connection:
        assert bookings.get(connection, first.id) == first
    moved = move(bot, first, tomorrow(10, 15))  # into a part of its own time
    assert moved is not None
    assert (moved.state, moved.version) == (BookingState.MOVED, 2)
    assert booked(bot, person, member, tomorrow(9)) is not None
    assert not overlaps(bot)
    assert cells(bot) == 9


@pytest.mark.parametrize("state", list(BookingState))
def test_only_allowed_steps_are_taken(bot: Bot, state: BookingState) -> None:
    booking = booked(bot, contact(bot), consultant(bot).id, tomorrow(10))
    assert booking is not None
    with bot.parts.database.transaction() as connection:
        if state in STEPS[BookingState.CONFIRMED]:
            assert bookings.end(connection, booking, state, "Lea", NOW).state is state
        else:
            with pytest.raises(ValueError, match="cannot become"):
                bookings.end(connection, booking, state, "Lea", NOW)


def test_what_is_cancelled_is_free_again_and_stays_on_record(bot: Bot) -> None:
    member, person = consultant(bot).id, contact(bot)
    booking = booked(bot, person, member, tomorrow(10))
    assert booking is not None
    with bot.parts.database.transaction() as connection:
        bookings.end(connection, booking, BookingState.CANCELLED, "Lea", NOW)
    assert cells(bot) == 0
    assert booked(bot, person, member, tomorrow(10)) is not None
    actions = bot.rows("SELECT action, contact_id FROM audit WHERE subject = :which", which=f"booking:{booking.id}")
    assert [row["action"] for row in actions] == ["booking.make", "booking.cancelled"]
    assert {row["contact_id"] for row in actions} == {person}


def test_every_state_has_its_steps() -> None:
    assert set(STEPS) == set(BookingState)
    reachable = {after for steps in STEPS.values() for after in steps}
    assert reachable == set(BookingState) - {BookingState.HELD}


def test_what_stands_can_be_changed_until_it_is_over(bot: Bot) -> None:
    booking = booked(bot, contact(bot), consultant(bot).id, tomorrow(10))
    assert booking is not None
    assert booking.can_change(booking.ends_at - timedelta(minutes=1))
    assert not booking.can_change(booking.ends_at)
