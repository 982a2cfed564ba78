"""Which people, notes and messages hold some words? Their numbers, the highest first, by migration 0027."""

from collections.abc import Sequence
from typing import Any, Protocol

from sqlalchemy import Connection, text

MESSAGES, PEOPLE, LEADS, NOTES = range(4)  # as the index on SQLite numbers them; those of leads by the person
_ROOM = 1 << 48  # numbers of each kind there
SHORT = 2  # letters of a word that is taken as it is: what begins with so few is no answer
_TERMS = 500  # of the index, that two letters or one may begin

_ON_SQLITE = {
    table: text(
        f"SELECT rowid FROM {table} WHERE {table} MATCH :asked AND rowid > :above AND rowid < :below"  # noqa: S608
        " ORDER BY rowid DESC LIMIT :most"
    )
    for table in ("search_words", "search_runs")
}
_BEGIN = text("SELECT term FROM search_runs_terms WHERE term >= :first AND term < :last ORDER BY doc DESC LIMIT :most")
_PLACES = {
    MESSAGES: ("message_id", "search_messages", "words"),
    PEOPLE: ("id", "contacts", "search_person(profile_name, called, phone)"),
    LEADS: ("contact_id", "whatsapp_leads", "search_lead(name, email, interest, country_of_interest, notes)"),
    NOTES: ("id", "contact_notes", "search_words(text)"),
}
# Never in the order of a key (`+ 0`): the planner would walk along it and look into every row.
_ON_POSTGRESQL = {
    kind: text(
        f"SELECT {id} FROM {table} WHERE {words} @@ to_tsquery('simple', :asked) AND {id} < :below"  # noqa: S608
        f" ORDER BY {id} + 0 DESC LIMIT :most"
    )
    for kind, (id, table, words) in _PLACES.items()
}
# Where a word is common the planner would work out the words of all rows: it charges the index for looking twice.
_BY_INDEX = text("SET LOCAL enable_seqscan = off")
# What is said every day is found soon among the newest, while the index would give all of it.
_NEWEST = text(
    "SELECT message_id FROM"
    " (SELECT * FROM search_messages WHERE message_id < :below ORDER BY message_id DESC LIMIT 20000) AS newest"
    " WHERE words @@ to_tsquery('simple', :asked) ORDER BY message_id DESC LIMIT :most"
)
_FOLDED = text(
    "SELECT search_folded(term) FROM unnest(CAST(:terms AS text[])) WITH ORDINALITY AS t (term, n) ORDER BY n"
)


class Terms(Protocol):
    """What is looked for: words by their beginnings, and any part of scripts that have no spaces."""

    @property
    def words(self) -> Sequence[str]: ...
    @property
    def runs(self) -> Sequence[str]: ...


def numbers(connection: Connection, terms: Terms, kinds: Sequence[int], below: int | None, most: int) -> list[int]:
    """Those that hold all of it, in any of these kinds, below a number where there is one."""
    look = _sqlite if connection.dialect.name == "sqlite" else _postgresql
    below = min(below or _ROOM, _ROOM)
    found = {number for kind in kinds for number in look(connection, terms, kind, below, most)}
    return sorted(found, reverse=True)[:most]


def _sqlite(connection: Connection, terms: Terms, kind: int, below: int, most: int) -> set[int]:
    within = {"above": kind * _ROOM, "below": kind * _ROOM + below, "most": most}
    words = "" if terms.runs else _all(map(_beginning, terms.words))
    asked = {"search_words": words, "search_runs": _any_part(connection, terms)}
    return {
        number % _ROOM
        for table, words in asked.items()
        if words
        for number in connection.scalars(_ON_SQLITE[table], {"asked": words, **within})
    }


def _any_part(connection: Connection, terms: Terms) -> str:
    """In texts with scripts without spaces any three letters are looked up; fewer, by all that begin with them."""
    long = [_quoted(term) for term in (*terms.words, *terms.runs) if len(term) > 2]
    short = [_begun(connection, run) for run in terms.runs if len(run) < 3]
    return _all([*long, *short])


def _begun(connection: Connection, run: str) -> str:
    span = {"first": run, "last": run + "\U0010ffff", "most": _TERMS}
    return f"({' OR '.join(map(_quoted, connection.scalars(_BEGIN, span))) or _quoted(run)})"


def _all(parts: Any) -> str:
    return " AND ".join(parts)


def _beginning(word: str) -> str:
    word = _quoted(word.replace("ё", "е").replace("Ё", "Е"))
    return f"{word}*" if len(word) > SHORT + 2 else word


def _quoted(term: str) -> str:
    return '"' + term.replace('"', '""') + '"'


def _postgresql(connection: Connection, terms: Terms, kind: int, below: int, most: int) -> set[int]:
    """The database folds what is asked as it folded what is there."""
    folded = connection.scalars(_FOLDED, {"terms": [*terms.words, *terms.runs]})
    asked = " & ".join(_beginning_or_phrase(term) for term in map(str.strip, folded) if term)
    connection.execute(_BY_INDEX)
    told = {"asked": asked, "below": below, "most": most}
    newest = set(connection.scalars(_NEWEST, told)) if kind == MESSAGES else set()
    return newest if len(newest) == most else set(connection.scalars(_ON_POSTGRESQL[kind], told))


def _beginning_or_phrase(term: str) -> str:
    """A run comes back as its signs with spaces between: they follow each other."""
    return f"'{term}':*" if len(term) > SHORT and " " not in term else f"'{term}'"
