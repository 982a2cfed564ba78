"""The consultant whose time costs something. She has one hour in a week, so that each run offers the same times."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta

from services.booking_tools import EVERY_DAY
from sqlalchemy import Engine, insert

from relaystack.models import ConsultingHours, StaffMember
from relaystack.services.bookings.hours import Consulting


@dataclass(frozen=True)
class Consultant:
    """How she can be booked."""

    consulting: Consulting

    @classmethod
    def soon(cls) -> "Consultant":
        """On the weekday three days from now: neither the hour nor midnight changes what is free meanwhile."""
        day = (datetime.now(UTC) + timedelta(days=3)).weekday()
        week = tuple(((time(9), time(9, 30)),) if other == day else () for other in range(7))
        return cls(replace(EVERY_DAY, week=week, fee=35_000, currency="AED"))

    def come(self, engine: Engine) -> None:
        """She is in the team, under the same number each time."""
        now = datetime.now(UTC)
        member = {"id": 1, "email": "lea@example.com", "name": "Lea", "role": "consultant", "password_hash": "none",
                  "recovery_codes": [], "created_at": now}  # fmt: skip
        hours = {"member_id": 1, **self.consulting.shown, "updated_at": now}
        with engine.begin() as connection:
            connection.execute(insert(StaffMember), member)
            connection.execute(insert(ConsultingHours), hours)
