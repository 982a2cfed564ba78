"""Should it be tried again, and when? The whole answer is a table."""

from datetime import UTC, datetime, timedelta
from typing import Literal

import pytest

from relaystack.errors import DeliveryError, InDoubt, Refused, Stale, Stopped, Temporary, Throttled
from relaystack.services.outbox.retry import LONGEST, TRIES, Again, GiveUp, decide

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def _decide(error: DeliveryError, attempts: int = 1, spread: float = 0.0) -> Again | GiveUp:
    return decide(error, attempts, NOW, spread, 60)


@pytest.mark.parametrize(
    ("error", "attempts", "seconds", "holds"),
    [
        (Temporary("x"), 1, 1, "person"),
        (Temporary("x"), 2, 2, "person"),
        (Temporary("x"), 5, 16, "person"),
        (Temporary("x"), 11, LONGEST, "person"),
        (Temporary("x"), TRIES - 1, LONGEST, "person"),
        (Temporary("x", wait=60), 1, 60, "person"),
        (Temporary("x", tries=20), 19, LONGEST, "person"),
        (Throttled("x", 131056, "person"), 1, 1, "person"),
        (Throttled("x", 131056, "person"), 2, 4, "person"),
        (Throttled("x", 131056, "person"), 4, 64, "person"),
        (Throttled("x", 131056, "person"), 9, LONGEST, "person"),
        (Throttled("x", 131056, "person"), 100_000, LONGEST, "person"),
        (Throttled("x", 130429, "carrier"), 1, 2, "carrier"),
        (Throttled("x", 130429, "carrier"), 9, 60, "carrier"),
        (Throttled("x", 130429, "carrier"), 100_000, 60, "carrier"),
    ],
)
def test_again_after(error: DeliveryError, attempts: int, seconds: float, holds: str) -> None:
    decided = _decide(error, attempts)
    assert decided == Again(NOW + timedelta(seconds=seconds), holds)  # type: ignore[arg-type]


@pytest.mark.parametrize("scope", ["person", "carrier"])
def test_a_wait_that_is_asked_for_is_kept_and_is_no_try(scope: Literal["person", "carrier"]) -> None:
    decided = _decide(Throttled("x", 429, scope, 30.0), attempts=4)
    assert decided == Again(NOW + timedelta(seconds=30), scope, tried=False)


@pytest.mark.parametrize(
    ("error", "attempts", "code"),
    [
        (Refused("x", 131026), 1, 131026),
        (Temporary("x", 131000, tries=20), 20, 131000),
        (Temporary("x", 2), TRIES, 2),
        (DeliveryError("x", 5), 1, 5),
    ],
)
def test_never_again(error: DeliveryError, attempts: int, code: int) -> None:
    decided = _decide(error, attempts)
    assert isinstance(decided, GiveUp)
    assert (decided.code, decided.reason[0]) == (code, "x")


@pytest.mark.parametrize(
    ("tries", "attempts", "seconds"),
    [(24, 1, 60), (24, 2, 60), (24, 6, 60), (24, 7, 600), (24, 23, 600), (3, 1, 60), (3, 2, 600)],
)
def test_doubt_waits_for_a_status_and_rarely_once_a_quarter_of_the_tries_are_gone(
    tries: int, attempts: int, seconds: float
) -> None:
    again = Again(NOW + timedelta(seconds=seconds), "person", in_doubt=True)
    assert _decide(InDoubt("x", tries=tries), attempts, spread=1.0) == again


def test_the_pause_of_a_doubt_is_never_shorter_than_in_doubt_seconds() -> None:
    again = decide(InDoubt("x"), 2, NOW, 0.0, 3600)
    assert again == Again(NOW + timedelta(seconds=3600), "person", in_doubt=True)


@pytest.mark.parametrize("attempts", [3, 4])
def test_a_doubt_that_nothing_clears_up_ends(attempts: int) -> None:
    decided = _decide(InDoubt("x"), attempts)
    assert isinstance(decided, GiveUp)
    assert "not known whether it went out" in decided.reason


def test_a_stop_stops_the_carrier() -> None:
    assert _decide(Stopped("x", 190)) == Again(NOW, "carrier", stopped=(190, "x"))


def test_a_message_whose_uploaded_file_is_gone_is_sent_again_at_once_without_it() -> None:
    assert _decide(Stale("x", 100), attempts=7) == Again(NOW, "person", stale=True)


def test_chance_makes_pauses_longer_never_shorter() -> None:
    waits = [_decide(Temporary("x", wait=100.0), spread=spread) for spread in (0.0, 0.5, 1.0)]
    assert [wait.at - NOW for wait in waits if isinstance(wait, Again)] == [
        timedelta(seconds=seconds) for seconds in (100, 112.5, 125)
    ]
