"""Tags: what staff file people under, in words of their own. Small and capital letters are the same."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime
from unicodedata import normalize

from sqlalchemy import Connection, delete, insert, select

from relaystack.engine.visible import JOINERS, is_seen
from relaystack.models import ContactTag

from ..contacts.people import People
from ..storage import audit, steps
from ..storage.database import Database
from .authors import Writer

MOST, LONGEST = 20, 40  # of a person; characters of each
OFFERED = 200  # of all that there are


class OddTag(Exception):
    """It holds nothing that one sees, something that one does not, or too much."""


class TooMany(Exception):
    """The person has as many as anybody may have."""


def folded(tag: str) -> str:
    """What tells one tag from another."""
    return _plain(tag).casefold()


def add(database: Database, contact_id: int, words: str, by: Writer) -> bool | None:
    """Give a person a tag, written as whoever gave it first to anybody; whether they had it not.

    Nothing where there is no such person. Raises OddTag, TooMany.
    """
    tag, now = _plain(words), datetime.now(UTC)
    if not 0 < len(tag) <= LONGEST or not all(is_seen(sign) or sign in " " + JOINERS for sign in tag):
        raise OddTag
    with database.transaction() as connection:
        if not People(connection, now).lock([contact_id]):
            return None
        theirs = {folded(one) for one in of(connection, [contact_id])[contact_id]}
        if (key := folded(tag)) in theirs:
            return False
        if len(theirs) >= MOST:
            raise TooMany
        tag = connection.scalar(select(ContactTag.tag).where(ContactTag.folded == key).limit(1)) or tag
        row = {"contact_id": contact_id, "tag": tag, "folded": key, "author": by.key, "at": now}
        connection.execute(insert(ContactTag), row)
        _note(connection, "tag.add", contact_id, None, tag, by, now)
    return True


def remove(database: Database, contact_id: int, tag: str, by: Writer) -> bool:
    """Take a tag away; whether the person had it."""
    now = datetime.now(UTC)
    theirs = ContactTag.contact_id == contact_id, ContactTag.folded == folded(tag)
    with database.transaction() as connection:
        gone = connection.scalar(delete(ContactTag).where(*theirs).returning(ContactTag.tag))
        if gone is not None:
            _note(connection, "tag.remove", contact_id, gone, None, by, now)
    return gone is not None


def of(connection: Connection, contact_ids: Iterable[int]) -> dict[int, list[str]]:
    """The tags of each of these people, in the order of the alphabet."""
    found: dict[int, list[str]] = defaultdict(list)
    theirs = select(ContactTag.contact_id, ContactTag.tag).where(ContactTag.contact_id.in_(list(contact_ids)))
    for row in connection.execute(theirs.order_by(ContactTag.folded)):
        found[row.contact_id].append(row.tag)
    return found


def known(database: Database) -> list[str]:
    """All that there are, each once, in the order of the alphabet."""
    there = steps.of(ContactTag.folded)
    one = select(ContactTag.tag).where(ContactTag.folded == there.c.value).order_by(ContactTag.contact_id).limit(1)
    written = one.scalar_subquery()  # in the order of the index
    with database.reading() as connection:
        return list(connection.scalars(select(written).select_from(there).order_by(there.c.value).limit(OFFERED)))


def _plain(words: str) -> str:
    return " ".join(normalize("NFC", words).split())


def _note(
    connection: Connection, action: str, contact_id: int, old: str | None, new: str | None, by: Writer, now: datetime
) -> None:  # fmt: skip
    subject = audit.of_contact(contact_id)
    audit.note(connection, by.name, action, subject, {"tag": old}, {"tag": new}, now, contact_id)
