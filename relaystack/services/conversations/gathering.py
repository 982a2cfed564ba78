"""What is answered to words that come in pieces: a reply waits a moment, and the next one takes it in."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from relaystack.engine.replies import BODY, TEXT, Reply
from relaystack.engine.turn import Turn

from ..outbox import gathered
from .written import Written

MARK = "gathers"  # of a reply that waits: whether it says something
SAYS, MISSED = "answer", "miss"


def taken_in(connection: Connection, written: Written, contact_id: int, turn: Turn, now: datetime) -> Turn:
    """The turn; its reply says as well what the one before it has to say, which still waits and is gone then.

    Unless somebody has begun to send that one, or the two are too long for one message.
    """
    before = written.last_of(contact_id) or gathered.last(connection, contact_id, now)
    if before is None or MARK not in before[1]:
        return turn
    key, payload = before
    both = _both(payload, turn)
    if both is None or not (written.forget(key) or gathered.take_away(connection, key)):
        return turn
    missed = bool(turn.piece and turn.piece.missed) and payload[MARK] == MISSED
    piece = replace(turn.piece, missed=missed) if turn.piece else None
    return replace(turn, replies=(both, *turn.replies[1:]), piece=piece)


def _both(before: Mapping[str, Any], turn: Turn) -> Reply | None:
    """What says both in one message; None where none can."""
    reply, piece = turn.replies[0], turn.piece
    if before[MARK] == MISSED:
        return reply
    if reply.even_opted_out:
        return None  # who said stop gets the last word alone; what waits is taken back
    earlier = Reply.from_json(dict(before))
    if piece and piece.missed:
        return earlier
    if piece and piece.joined:
        return reply
    text = f"{earlier.text}\n\n{reply.text}"
    most = BODY if reply.choices or reply.link else TEXT
    fits = len(text) <= most and not (earlier.document or reply.document or earlier.link)
    return replace(reply, text=text) if fits else None
