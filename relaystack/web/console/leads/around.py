"""What the leads' pages ask again and again."""

from collections.abc import Sequence
from datetime import UTC, date, datetime

from relaystack.services.carriers import kinds
from relaystack.services.inbox import authors

from ...staff.services import StaffServices

WRITES = "leads:write"
GONE = "There is no such lead."


def colleagues(staff_services: StaffServices) -> list[tuple[int, str]]:
    """Who may own a lead."""
    with staff_services.database.reading() as connection:
        return authors.colleagues(connection)


def today(staff_services: StaffServices) -> date:
    """By the clock of the office."""
    return datetime.now(UTC).astimezone(staff_services.conversation_settings.house.zone).date()


def crms(staff_services: StaffServices) -> Sequence[str]:
    """Those that hear of each change."""
    return kinds.told_of_leads(staff_services.conversation_settings.can)
