"""How often somebody tried to sign in and could not: counted in the database, so that all processes know it.

Each attempt counts before it is looked at, so many at once are no way around; a good one takes its count back.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import Connection, case, delete, select, update

from relaystack.models import Attempts

from ..storage.database import insert

FOR_ACCOUNT, FOR_ADDRESS = 5, 20  # attempts before anybody waits; many may sit behind one address
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=30), timedelta(minutes=15)
FORGOTTEN = timedelta(days=1)  # after the last attempt


class TooOften(Exception):
    """For how long nobody is looked at, in words."""

    def __init__(self, wait: timedelta) -> None:
        seconds = int(wait.total_seconds()) + 1
        self.seconds = seconds
        often = f"{seconds} seconds" if seconds < 120 else f"{-(-seconds // 60)} minutes"
        super().__init__(f"Too many tries. Please wait {often}, then try again.")


def begin(connection: Connection, free: Mapping[str, int], now: datetime) -> None:
    """Count an attempt by each of these keys, of which so many are free; raises TooOften, and counts nothing, where
    one of them must wait."""
    rows = select(Attempts.key, Attempts.failures, Attempts.last_at).where(Attempts.key.in_(free))
    for row in connection.execute(rows.order_by(Attempts.key).with_for_update()):
        left = row.last_at + wait_after(row.failures, free[row.key]) - now
        if left > timedelta():
            raise TooOften(left)
    old = select(Attempts.key).where(Attempts.last_at < now - FORGOTTEN).with_for_update(skip_locked=True)
    connection.execute(delete(Attempts).where(Attempts.key.in_(old)))  # not who is locked: nobody waits crosswise
    for key in sorted(free):
        new = insert(connection, Attempts).values(key=key, failures=1, last_at=now)
        more = {"failures": Attempts.failures + 1, "last_at": now}
        connection.execute(new.on_conflict_do_update(index_elements=["key"], set_=more))


def wait_after(failures: int, free: int) -> timedelta:
    """How long after so many; twice as long each time."""
    if failures < free:
        return timedelta()
    doubled: int = 2 ** min(failures - free, 10)
    return min(FIRST_WAIT * doubled, LONGEST_WAIT)


def succeeded(connection: Connection, account: str, *addresses: str) -> None:
    """It was a good one: the account begins anew, and the address has one less."""
    connection.execute(delete(Attempts).where(Attempts.key == account))
    less = case((Attempts.failures > 0, Attempts.failures - 1), else_=0)
    connection.execute(update(Attempts).where(Attempts.key.in_(addresses)).values(failures=less))
