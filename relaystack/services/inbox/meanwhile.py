"""Nobody answers unseen by another: what one of us did in a conversation since somebody else looked."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from relaystack.models import BOT, Direction, Message

from ..contacts.identification import Person
from . import authors
from .authors import Writer


@dataclass(frozen=True)
class Seen:
    """What a writer had before their eyes: the last message by its number, and who had the conversation."""

    message_id: int
    assignee_id: int | None


class Meanwhile(Exception):
    """Another one of us has answered (`words`, at a time), or has taken the conversation: look, and ask once more."""

    def __init__(self, who: str, at: datetime | None = None, words: str = "") -> None:
        super().__init__(who)
        self.who, self.at, self.words = who, at, words


def look(connection: Connection, person: Person, by: Writer, seen: Seen | None) -> None:
    """Raise Meanwhile where another one of us did something unseen with a person, who is locked."""
    if seen is None:
        return
    another = Message.direction == Direction.OUTGOING, Message.author.not_in([BOT, by.key])
    mine = Message.contact_id == person.id, Message.id > seen.message_id
    told = select(Message.author, Message.timestamp, Message.message).where(*mine, *another)
    if row := connection.execute(told.order_by(Message.id.desc()).limit(1)).first():
        raise Meanwhile(authors.names(connection, [row.author])[row.author], row.timestamp, row.message)
    taken = person.assignee_id
    if taken is not None and taken not in (seen.assignee_id, by.member_id):
        raise Meanwhile(authors.members(connection, [taken])[taken])
