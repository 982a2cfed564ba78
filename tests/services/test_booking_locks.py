"""Do those who book, cancel and change the team at the same moment wait for each other instead of failing?"""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from bot import Bot
from services.booking_tools import booked, consultant, contact, tomorrow, wanted
from services.service_tools import wait_for
from services.test_lock_order import failures, waiting
from sqlalchemy import update

from relaystack.models import BookingState, Contact
from relaystack.services.bookings import bookings
from relaystack.services.contacts.people import People
from relaystack.services.staff import team

NOW = datetime.now(UTC)
pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


def test_who_cancels_and_books_in_one_transaction_does_not_meet_who_wants_that_time(bot: Bot) -> None:
    """Messages of several people share a transaction: one cancels, another books."""
    member, person = consultant(bot).id, contact(bot)
    first = booked(bot, person, member, tomorrow(10))
    assert first is not None
    with failures(bot) as seen, ThreadPoolExecutor(1) as pool:
        with bot.parts.database.transaction() as connection:
            bookings.end(connection, first, BookingState.CANCELLED, "x", NOW)
            other = pool.submit(booked, bot, person, member, tomorrow(10))
            wait_for(lambda: waiting(bot) == 1)
            assert bookings.book(connection, wanted(person, member, tomorrow(14)), "x", NOW)
        assert other.result() is not None
    assert seen == []


def test_a_consultant_who_leaves_does_not_meet_their_customer_who_books(bot: Bot) -> None:
    member, person = consultant(bot).id, contact(bot)
    with bot.parts.database.transaction() as connection:
        connection.execute(update(Contact).values(assignee_id=member))
    with failures(bot) as seen, ThreadPoolExecutor(1) as pool:
        with bot.parts.database.transaction() as connection:
            People(connection, NOW).lock([person])
            leaving = pool.submit(team.remove, bot.parts.database, team.OPERATOR, member)
            wait_for(lambda: waiting(bot) == 1)
            assert bookings.book(connection, wanted(person, member, tomorrow(10)), "x", NOW)
        leaving.result()
    assert seen == []
