"""What each turn came to, a row each: what the numbers are counted from."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert

from relaystack.engine import outcome
from relaystack.engine.events import Incoming
from relaystack.engine.outcome import Came
from relaystack.engine.state import State
from relaystack.engine.turn import Turn
from relaystack.models import TurnTaken

from ..contacts.identification import Person
from ..storage.sets import InsertMany

KEEP = InsertMany(
    TurnTaken.contact_id, TurnTaken.at, TurnTaken.came, TurnTaken.about, TurnTaken.topic, TurnTaken.program,
    TurnTaken.flow, TurnTaken.place_before, TurnTaken.place_after, TurnTaken.version, TurnTaken.language,
    TurnTaken.replies,
)  # fmt: skip


def row(person: Person, before: State, turn: Turn, incoming: Incoming, now: datetime) -> dict[str, Any]:
    """What to keep of a turn of the bot; it holds none of the person's words."""
    came, after = outcome.of(turn, before, incoming), turn.state
    return {
        "contact_id": person.id, "at": now, "came": came.came, "about": came.about, "topic": came.topic,
        "program": came.program, "flow": came.flow, "place_before": str(before.place) if before.place else None,
        "place_after": str(after.place) if after.place else None, "version": after.version or None,
        "language": person.language, "replies": len(turn.replies),
    }  # fmt: skip


def keep_reply(connection: Connection, person: Person, since: datetime, by: str, at: datetime) -> None:
    """Keep that a person of ours answered then; what they answer waited since `since`."""
    is_first = person.human_since is not None and since <= person.human_since
    told = {"contact_id": person.id, "at": at, "by": by, "came": Came.REPLIED, "language": person.language}
    connection.execute(insert(TurnTaken), {**told, "waited_since": since, "is_first": is_first})
