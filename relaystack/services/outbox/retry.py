"""Should it be tried again, and when? A pure question."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from relaystack.errors import (
    DeliveryError,
    Halted,
    InDoubt,
    Refused,
    Stale,
    Stopped,
    Temporary,
    Throttled,
    Unsendable,
    Unwanted,
)

LONGEST = 600.0  # seconds between two tries
TRIES = 200  # of anything that has no end of its own: about a day of trying


@dataclass(frozen=True)
class Again:
    """Try again at `at`; `holds` says who else waits until then, `in_doubt` that it may have gone out.

    `stopped` is the code and reason where the whole carrier stops until a person acts; `tried` is false where the
    attempt says nothing about the item, and does not count; `stale` says that the id of its uploaded document is of no
    use any more.
    """

    at: datetime
    holds: Literal["person", "carrier"]
    in_doubt: bool = False
    stopped: tuple[int, str] | None = None
    tried: bool = True
    stale: bool = False


@dataclass(frozen=True)
class GiveUp:
    """Never again as it is. `by_us`: we did not even ask the provider.

    `unwanted`: the person wants no marketing; `template` is what the status of the message template must be by now;
    `halts` is the kind of messages that the provider takes none of for the time being.
    """

    code: int
    reason: str
    by_us: bool = False
    unwanted: bool = False
    template: str = ""
    halts: str = ""


def orphaned(now: datetime, in_doubt_seconds: float) -> Again:
    """What a claim asks for whose worker died: it may have gone out, and nobody was there to hear of it."""
    return Again(now + timedelta(seconds=in_doubt_seconds), "person", in_doubt=True, tried=False)


def decide(
    error: DeliveryError, attempts: int, now: datetime, spread: float, in_doubt_seconds: float
) -> Again | GiveUp:
    """What a failed attempt asks for. `attempts` counts this one; `spread` is a random number from 0 to 1."""
    match error:
        case Unwanted():
            return GiveUp(error.code, error.title, unwanted=True)
        case Unsendable(status=status):
            return GiveUp(error.code, error.title, template=status)
        case Halted(kind=kind):
            return GiveUp(error.code, error.title, halts=kind)
        case Refused():
            return GiveUp(error.code, error.title)
        case Stopped():
            return Again(now, "carrier", stopped=(error.code, error.title))
        case Stale():
            return Again(now, "person", stale=True)
        case InDoubt(tries=tries) if attempts >= tries:  # neither answers nor statuses reach us
            return GiveUp(error.code, f"it is not known whether it went out: {error.title}")
        case InDoubt(tries=tries):  # soon for a quarter of the tries, then rarely: an outage must not use them all up
            rarely = max(attempts - max(tries // 4, 1), 0)
            wait = _growing(in_doubt_seconds, 10.0, rarely + 1, max(LONGEST, in_doubt_seconds))
            return Again(now + timedelta(seconds=wait), "person", in_doubt=True)
        case Throttled(scope=scope, wait=wait) if wait:  # as long as it asks for, however often it does
            return replace(_again(now, wait, spread, scope), tried=False)
        case Throttled(scope="person"):  # Meta's advice for 131056: 4^n seconds, this person only
            return _again(now, _growing(1.0, 4.0, attempts, LONGEST), spread, "person")
        case Throttled():
            return _again(now, _growing(2.0, 2.0, attempts, 60.0), spread, "carrier")
        case Temporary(tries=tries) if attempts >= (tries or TRIES):
            return GiveUp(error.code, f"{error.title}; given up after {attempts} tries")
        case Temporary(wait=wait):
            return _again(now, _growing(wait, 2.0, attempts, LONGEST), spread, "person")
    return GiveUp(error.code, error.title)


def _growing(first: float, factor: float, attempts: int, longest: float) -> float:
    """The pause after so many attempts."""
    return min(first * factor ** (min(attempts, 20) - 1), longest)


def _again(now: datetime, wait: float, spread: float, holds: Literal["person", "carrier"]) -> Again:
    """Wait a little longer by chance, so that not everything comes back at the same moment."""
    return Again(now + timedelta(seconds=wait * (1 + 0.25 * spread)), holds)
