"""What a message is about: the one that it quotes, changes or reacts to, as staff read it."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, and_, select
from sqlalchemy.orm import aliased

from relaystack.models import Direction, Message

LONGEST = 200  # characters of it that are shown
NOT_KEPT = "a message that is not kept here"

_about = aliased(Message)
COLUMNS = (_about.direction.label("about_direction"), _about.message.label("about_message"))


def joined(query: Any) -> Any:
    """The query of messages, with `COLUMNS` of those that they are about."""
    theirs = and_(_about.message_id == Message.refers_to, _about.contact_id == Message.contact_id)
    return query.outerjoin(_about, theirs)


def shown(row: Mapping[str, Any]) -> dict[str, Any] | None:
    """What a row of `joined` is about, shortened; nothing where it is about no other."""
    if not row["refers_to"]:
        return None
    words = " ".join((row["about_message"] or NOT_KEPT).split())
    return {"direction": row["about_direction"], "message": words[:LONGEST] + ("…" if len(words) > LONGEST else "")}


def of(connection: Connection, contact_id: int, refers_to: str) -> dict[str, Any] | None:
    """What a message is about that names this id."""
    if not refers_to:
        return None
    mine = _about.message_id == refers_to, _about.contact_id == contact_id
    row = connection.execute(select(*COLUMNS).where(*mine)).first()
    found = row._mapping if row else {"about_direction": None, "about_message": None}
    return shown({"refers_to": refers_to, **found})


def in_brackets(about: Mapping[str, Any] | None, note: str | None) -> str:
    """Both for the end of a line; empty where there is neither."""
    whose = {Direction.INCOMING: "their own ", Direction.OUTGOING: "our "}
    told = [f'about {whose.get(about["direction"], "")}"{about["message"]}"'] if about else []
    told += [" ".join(note.split())] if note else []
    return f" ({'; '.join(told)})" if told else ""
