"""What Meta says of our number and account is kept while it holds, whatever order it comes in."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import Connection

from relaystack.engine.updates import AccountTrouble
from relaystack.models import AccountWord

from ..storage.database import insert

HOLDS = timedelta(days=7)  # what Meta does not say the end of


def keep(connection: Connection, told: Sequence[AccountTrouble]) -> None:
    """Keep the latest word about each thing; what stops the sending is told by that."""
    for one in sorted((one for one in told if one.about and one.at and not one.stops), key=lambda one: one.about):
        until = one.at if one.is_over else one.until or (one.at + HOLDS if one.at else None)
        values = {"word": one.title, "at": one.at, "until": until}
        new = insert(connection, AccountWord).values(name=one.about, **values)
        later = AccountWord.at <= new.excluded.at
        connection.execute(new.on_conflict_do_update(index_elements=["name"], set_=values, where=later))
