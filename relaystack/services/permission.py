"""May a message go to a person at all? Not after they said stop, nor outside Meta's 24-hour window."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from .conversations import OPTED_OUT
from .retry import GiveUp

WINDOW = timedelta(hours=24) - timedelta(minutes=2)  # Meta's service window, with a margin (CLOUD_API, section 8)


def refusal(
    payload: Mapping[str, Any], opted_out_at: datetime | None, last_inbound_at: datetime | None, now: datetime
) -> GiveUp | None:
    """Why it may not, where that is so."""
    if opted_out_at and not payload.get("even_opted_out"):
        return GiveUp(0, OPTED_OUT, by_us=True)
    if last_inbound_at and now - last_inbound_at > WINDOW:
        return GiveUp(131047, "not sent: more than 24 hours since the person's last message", by_us=True)
    return None
