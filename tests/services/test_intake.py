"""Do requests that wait at the same time share one transaction, and does each get what became of it?"""

from collections.abc import Sequence
from threading import Event, Semaphore, Thread
from typing import Any

import pytest

from relaystack import context
from relaystack.engine.updates import Ignored, Update
from relaystack.services.receiving.intake import LARGEST, Intake
from relaystack.services.receiving.take_in import DatabaseAway, TakenIn


class Transactions:
    """What is taken in together, while the test holds the door."""

    def __init__(self) -> None:
        self.held: list[list[str]] = []
        self.said_of: list[str | None] = []  # the request ids that a line in the log would have
        self.begun, self.goes_on = Semaphore(0), Event()

    def __call__(self, updates: Sequence[Update]) -> TakenIn:
        self.held.append([update.reason for update in updates if isinstance(update, Ignored)])
        self.said_of.append(context.request_id.get())
        self.begun.release()
        assert self.goes_on.wait(10)
        if "poison" in self.held[-1]:
            raise DatabaseAway("gone")
        return TakenIn(new=len(updates))


def bring(intake: Intake, got: dict[str, object], name: str, *more: str) -> Thread:
    """Somebody brings updates; what they get stands under the first one's name."""

    def run() -> None:
        context.request_id.set(name)
        try:
            got[name] = intake([Ignored(reason) for reason in (name, *more)]).result()
        except DatabaseAway as away:
            got[name] = str(away)

    thread = Thread(target=run)
    thread.start()
    return thread


Busy = tuple[Transactions, Intake, dict[str, object], list[Thread]]


@pytest.fixture
def busy() -> Busy:
    """An intake whose first transaction is under way."""
    transactions = Transactions()
    intake, got = Intake(transactions), dict[str, Any]()
    threads = [bring(intake, got, "first")]
    assert transactions.begun.acquire(timeout=10)
    return transactions, intake, got, threads


def finished(transactions: Transactions, threads: list[Thread]) -> list[str]:
    """Let everything through; all that was taken in, in order."""
    transactions.goes_on.set()
    for thread in threads:
        thread.join(10)
    return [reason for held in transactions.held for reason in held]


def test_everything_is_taken_in_once_by_whoever_comes_first(busy: Busy) -> None:
    transactions, intake, got, threads = busy
    names = [f"request {number}" for number in range(50)]
    threads += [bring(intake, got, name) for name in names]
    taken = finished(transactions, threads)
    assert sorted(taken) == sorted(["first", *names])
    assert set(got) == {"first", *names}
    assert all(isinstance(one, TakenIn) for one in got.values())
    assert len(transactions.held) < len(names)


def test_an_outage_is_told_to_all_that_it_concerns(busy: Busy) -> None:
    transactions, intake, got, threads = busy
    threads += [bring(intake, got, "poison"), bring(intake, got, "other")]
    finished(transactions, threads)
    together = next(held for held in transactions.held if "poison" in held)
    assert got["first"] == TakenIn(new=1)
    assert {name for name, result in got.items() if result == "gone"} == set(together)


def test_a_transaction_grows_no_larger_than_a_body_may_be(busy: Busy) -> None:
    transactions, intake, got, threads = busy
    for name in "abc":
        threads.append(bring(intake, got, name, *([name] * (LARGEST - 1))))
    finished(transactions, threads)
    assert max(len(held) for held in transactions.held) == LARGEST
    assert set(got) == {"first", "a", "b", "c"}


def test_what_is_logged_in_a_shared_transaction_is_said_of_all_its_requests(busy: Busy) -> None:
    transactions, intake, got, threads = busy
    threads += [bring(intake, got, name) for name in "abc"]
    finished(transactions, threads)
    assert transactions.said_of == [" ".join(held) for held in transactions.held]
    assert any(len(held) > 1 for held in transactions.held)
