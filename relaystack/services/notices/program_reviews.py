"""Which programmes' figures staff must look at again: told a month before their day, and on it."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, select

from relaystack.engine.house import House
from relaystack.models import Program

_MONTH = timedelta(days=30)
_SERVED = (Program.status == "open", Program.hidden.is_(False), Program.withdrawn_at.is_(None))


def lines(connection: Connection, since: date, today: date, house: House) -> list[str]:
    """What became due after the one day and until the other, in a month's time or at once; each once."""
    shown = select(Program.code, Program.country, Program.name, Program.review_by, Program.expires_on)
    rows = connection.execute(shown.where(*_SERVED).order_by(Program.review_by, Program.code))
    return [line for row in rows for line in _told(row, since, today, house)]


def _told(row: Any, since: date, today: date, house: House) -> Iterator[str]:
    due_on = min(day for day in (row.review_by + timedelta(days=1), row.expires_on) if day)
    link = f": {house.site}/console/programmes/{row.code}" if house.site else ""
    name = f"{row.country}: {row.name}"
    if since < due_on <= today:
        yield f"- {name}: now, for the bot no longer says its figures for certain{link}"
    elif since < due_on - _MONTH <= today:
        yield f"- {name}: by {due_on - timedelta(days=1):%d %B %Y}{link}"
