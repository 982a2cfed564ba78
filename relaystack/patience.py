"""For whom do we wait no longer? For each: it is counted, and told once a minute."""

import logging

from . import metrics
from .seldom import Seldom

HEADERS_SECONDS = 10.0  # from the first moment of a connection to the end of its first request's headers
ANSWER_SECONDS = 30.0  # in which somebody must have read something of a large answer
PARTING_SECONDS = 2.0  # for reading the rest of an answer, before the line is cut

WHY = {
    "full": "as many connections as may be open; who has kept us waiting longest was cut off",
    "no_request": f"a connection was cut off: no request came within {HEADERS_SECONDS:.0f} seconds",
    "unread": f"a connection was cut off: nothing of an answer was read for {ANSWER_SECONDS:.0f} seconds",
    "answers_full": "as many answers as may be under way; the one that nobody has read for longest was cut off",
    "slow_body": "a request was given up: its body came too slowly",
    "bodies_full": "too many bytes of half bodies; the one that has been coming longest was given up",
}
_told = Seldom(logging.getLogger(__name__))


def lost(why: str) -> None:
    """Somebody is waited for no longer."""
    metrics.given_up_on_client(why)
    _told.warn(WHY[why])
