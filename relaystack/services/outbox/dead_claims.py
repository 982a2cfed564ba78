"""What becomes of the claims of a worker that is known to be dead?"""

from collections.abc import Collection, Container
from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, select, update

from relaystack.models import OutboxItem

from ..storage.sets import among

_THEIRS = (
    select(OutboxItem.id, OutboxItem.carrier)
    .where(OutboxItem.claimed_by == bindparam("worker"))
    .order_by(OutboxItem.id)
    .with_for_update(skip_locked=True)
)
_NEVER_TAKEN = (
    update(OutboxItem)
    .where(among(OutboxItem.id, "ids"))
    .values(claimed_by=None, claimed_until=None, attempts=OutboxItem.attempts - 1)
)
_RUN_OUT = update(OutboxItem).where(among(OutboxItem.id, "ids")).values(claimed_until=bindparam("past"))


def let_go(
    connection: Connection, dead: str, begun: Container[int], messages: Collection[str], now: datetime
) -> tuple[int, int]:
    """End the claims of a worker that is dead: how many messages had never been begun, and how many of what may have.

    The first are as if nobody had taken them; the others are found as those of any claim that has run out.
    `messages` are the carriers of which it is known what was begun.
    """
    theirs = connection.execute(_THEIRS, {"worker": dead}).all()
    untouched = [row.id for row in theirs if row.carrier in messages and row.id not in begun]
    others = [row.id for row in theirs if row.id not in set(untouched)]
    connection.execute(_NEVER_TAKEN, {"ids": untouched})
    connection.execute(_RUN_OUT, {"ids": others, "past": now - timedelta(seconds=1)})
    return len(untouched), len(others)
