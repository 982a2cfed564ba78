"""What tests of appointments share: consultants who can be booked, a person, and a look at what overlaps."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

from bot import Bot
from services.staff.staff_tools import joined
from sqlalchemy import insert

from relaystack.models import Contact
from relaystack.services.bookings import bookings, hours
from relaystack.services.bookings.bookings import Booking, Wanted
from relaystack.services.bookings.hours import Consulting
from relaystack.services.staff.members import Member

ALL_DAY = ((time(9), time(17)),)
EVERY_DAY = Consulting("UTC", (ALL_DAY,) * 7, minutes=30, buffer_minutes=15, notice_minutes=60)


def consultant(bot: Bot, name: str = "Lea", consulting: Consulting = EVERY_DAY) -> Member:
    """A consultant who can be booked."""
    member = joined(bot, name, "consultant")
    hours.change(bot.parts.database, member.id, consulting, "Olga")
    return member


def contact(bot: Bot, phone: str = "15550190001") -> int:
    """A person whom we know."""
    now = datetime.now(UTC)
    with bot.parts.database.transaction() as connection:
        row = {"phone": phone, "wa_id": phone, "profile_name": "Ana", "created_at": now, "updated_at": now}
        return int(connection.scalars(insert(Contact).returning(Contact.id), row).one())


def tomorrow(hour: int, minute: int = 0) -> datetime:
    """That time of tomorrow, in UTC."""
    day = datetime.now(UTC).date() + timedelta(days=1)
    return datetime.combine(day, time(hour, minute), UTC)


def wanted(contact_id: int, member_id: int, at: datetime) -> Wanted:
    """An appointment of half an hour, with the break after it."""
    return Wanted(contact_id, member_id, at, 30, 15)


def booked(bot: Bot, contact_id: int, member_id: int, at: datetime) -> Booking | None:
    """The appointment, made by staff; None where the time is taken."""
    with bot.parts.database.transaction() as connection:
        return bookings.book(connection, wanted(contact_id, member_id, at), "Lea", datetime.now(UTC))


def overlaps(bot: Bot) -> list[dict[str, Any]]:
    """Pairs of appointments of one consultant that stand in each other's way."""
    rows = bot.rows("SELECT id, member_id, begins_at, minutes, buffer_minutes FROM bookings WHERE state IN"
                    " ('held', 'awaiting_payment', 'confirmed', 'moved')")  # fmt: skip
    for row in rows:
        row["begins_at"] = datetime.fromisoformat(str(row["begins_at"])).replace(tzinfo=None)
        row["ends_at"] = row["begins_at"] + timedelta(minutes=row["minutes"] + row["buffer_minutes"])
    return [
        {"one": one["id"], "other": other["id"]}
        for one in rows for other in rows
        if one["id"] < other["id"] and one["member_id"] == other["member_id"]
        and one["begins_at"] < other["ends_at"] and other["begins_at"] < one["ends_at"]
    ]  # fmt: skip
