"""All people there are: by name or number, by what they have said to our writing, by language."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any

from sqlalchemy import Connection, func, or_, select

from relaystack.engine.phones import canonical, dialled
from relaystack.models import Contact

from ..contacts import consent
from ..storage import audit, pages, search_lookup, sheets
from ..storage.database import Database
from . import terms

STOPPED, AGREED, NEITHER = STANDINGS = ("stopped", "agreed", "neither")
FOUND = 500  # by a search; whoever finds as many has to look for more
_SHOWN = (
    Contact.id, Contact.profile_name, Contact.called, Contact.phone, Contact.language, Contact.opted_out_at,
    Contact.marketing_opted_out_at, *consent.COLUMNS, Contact.last_inbound_at, Contact.created_at,
)  # fmt: skip
_THERE = Contact.erased_at.is_(None)
_AT = {STOPPED: Contact.opted_out_at, AGREED: Contact.marketing_consent_at}  # few, each by an index of its own
_OF = {
    STOPPED: (Contact.opted_out_at.is_not(None),),
    AGREED: (Contact.marketing_consent_at.is_not(None),),
    NEITHER: (Contact.opted_out_at.is_(None), Contact.marketing_consent_at.is_(None)),
}
SHEET = ("id", "name", "phone", "language", "said_stop", "agreed", "how", "words", "last_seen", "since")


@dataclass(frozen=True)
class Which:
    """Whom; what is empty does not matter."""

    search: str = ""
    standing: str = ""
    language: str = ""


@dataclass(frozen=True)
class Listed:
    """A page of people, how many there are in all, by standing, and the languages they have chosen."""

    page: pages.Page
    counts: Mapping[str, int]
    languages: list[str]


def listed(database: Database, which: Which, wanted: pages.Wanted) -> Listed:
    """The newest first; who said stop, or agreed, by when they did."""
    with database.reading() as connection:
        return Listed(_page(connection, which, wanted), _counts(connection), _languages(connection))


def as_csv(database: Database, which: Which, by: str) -> Iterator[str]:
    """People as a sheet, some at a time; that somebody took it stands in the audit."""
    with database.transaction() as connection:
        audit.note(connection, by, "people.export", "people", {}, {}, datetime.now(UTC))
    return sheets.sheet(SHEET, partial(_of_sheet, database, which), _cells)


def _of_sheet(database: Database, which: Which, wanted: pages.Wanted) -> pages.Page:
    with database.reading() as connection:
        return _page(connection, which, wanted)


def _page(connection: Connection, which: Which, wanted: pages.Wanted) -> pages.Page:
    query = select(*_SHOWN).where(_THERE, *_OF.get(which.standing, ()))
    if which.language:
        query = query.where(Contact.language == which.language)
    if which.search:
        query = query.where(_found(connection, which.search))
    found = pages.page(connection, query, wanted, Contact.id, _AT.get(which.standing))
    for one in found["items"]:
        one["name"] = one["called"] or one["profile_name"]
    return found


def _found(connection: Connection, search: str) -> Any:
    """Whom the index of searches names, by what they are called, what they told, or any part of the number."""
    words, kinds = terms.of_people(search), (search_lookup.PEOPLE, search_lookup.LEADS)
    ids = search_lookup.numbers(connection, words, kinds, None, FOUND) if words else []
    digits = dialled(search)
    return or_(Contact.id.in_(ids), Contact.phone == canonical(digits)) if digits else Contact.id.in_(ids)


def _counts(connection: Connection) -> dict[str, int]:
    stopped, agreed = (func.count(column) for column in _AT.values())
    neither = func.count().filter(*_OF[NEITHER])
    row = connection.execute(select(func.count(), stopped, agreed, neither).where(_THERE)).one()
    return dict(zip(("", *STANDINGS), row, strict=True))


def _languages(connection: Connection) -> list[str]:
    spoken = select(Contact.language).where(_THERE, Contact.language.is_not(None)).distinct()
    return sorted(filter(None, connection.scalars(spoken)))


def _cells(one: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": one["id"], "name": one["name"], "phone": one["phone"], "language": one["language"],
        "said_stop": one["opted_out_at"], "agreed": one["marketing_consent_at"], "how": one["marketing_consent_how"],
        "words": one["marketing_consent_words"], "last_seen": one["last_inbound_at"], "since": one["created_at"],
    }  # fmt: skip
