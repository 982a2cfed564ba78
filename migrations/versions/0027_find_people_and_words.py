"""People, notes and words of messages can be searched; what is there gets into the index.

SQLite: two FTS5 tables that keep no text, for words, and for scripts without spaces. PostgreSQL: GIN indexes over
expressions, and for messages over a table beside them. People, leads and notes are in the index with the statement that
writes them; messages get there in sets, a moment later: a turn costs no more than before (docs/decisions/0024).
The tables are no models: only this file and services/storage/search_*.py speak of them.
"""

import string
from collections.abc import Iterable

from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

# Thai to Burmese, Khmer, Chinese, Japanese, Korean: no spaces between words, so any part is looked for.
_WITHOUT_SPACES = (
    (0x0E00, 0x0EFF), (0x1000, 0x109F), (0x1100, 0x11FF), (0x1780, 0x17FF), (0x2E80, 0x2FDF), (0x3040, 0x9FFF),
    (0xAC00, 0xD7A3), (0xF900, 0xFAFF), (0xFF66, 0xFF9F), (0x20000, 0x3FFFF),
)  # fmt: skip
_SYMBOLS = ((0x2000, 0x2BFF), (0x3000, 0x303F), (0xFE0F, 0xFE0F), (0xFF01, 0xFF0F), (0x1F000, 0x1FAFF))
_LONGEST, _LONGEST_NUMBER = 10_000, 20  # characters that are looked at; of a text WhatsApp takes 4,096
_ACCENTS = "".join(f"\\u{sign}" for sign in ("0300-\\u036F", "064B-\\u0655", "0670"))  # Latin and the like, Arabic
_PUNCTUATION = string.punctuation.replace("'", "''")

# SQLite. Each kind has row numbers of its own in the index: services/storage/search_index.py.
_PEOPLE, _LEADS, _NOTES = (kind << 48 for kind in (1, 2, 3))
_TOKENS = "unicode61 remove_diacritics 2 categories ''L* N* Co Mn Mc''"
_TABLES = (
    f"CREATE VIRTUAL TABLE search_words USING fts5(text, content='', columnsize=0, tokenize='{_TOKENS}')",
    "CREATE VIRTUAL TABLE search_runs USING fts5(text, content='', columnsize=0, tokenize='trigram')",
    "CREATE VIRTUAL TABLE search_runs_terms USING fts5vocab(search_runs, 'row')",
    "CREATE TABLE search_upto (id INTEGER NOT NULL)",  # the last message that is in the index
)
_GLOB = "*[" + "".join(f"{chr(first)}-{chr(last)}" for first, last in _WITHOUT_SPACES) + "]*"
_LEAD = ("name", "email", "interest", "country_of_interest", "notes")
_SAID = "whatsapp_messages"
# SQLite gives the number of the last message once more when that is deleted, whether it was in the index or not yet.
_STEP_BACK = "UPDATE search_upto SET id = min(id, coalesce((SELECT max(id) FROM whatsapp_messages), 0))"
_IN_IT = "old.id <= (SELECT id FROM search_upto)"
# table: its number in the index, and the columns with the text that is looked for
_SOURCES = {
    "contacts": (f"{{row}}.id + {_PEOPLE}", ("profile_name", "called")),
    "whatsapp_leads": (f"{{row}}.contact_id + {_LEADS}", _LEAD),
    "contact_notes": (f"{{row}}.id + {_NOTES}", ("text",)),
    _SAID: ("{row}.id", ("message",)),
}

# PostgreSQL. Each function has it all in itself: what runs while an index is made finds none of ours.
_SEARCHED = {
    "contacts": ("search_person", ("profile_name", "called", "phone")),
    "whatsapp_leads": ("search_lead", _LEAD),
    "contact_notes": ("search_words", ("text",)),
}


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        _on_sqlite()
    else:
        _on_postgresql()


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        _off_sqlite()
    else:
        _off_postgresql()


def _run(*statements: str) -> None:
    for statement in statements:
        op.execute(statement)


def _joined(columns: Iterable[str]) -> str:
    return " || ' ' || ".join(f"coalesce({column}, '')" for column in columns)


# --- SQLite


def _on_sqlite() -> None:
    _run(*_TABLES, "INSERT INTO search_upto (id) VALUES (0)")
    for table in _SOURCES:
        for event in ("insert", "update", "delete"):
            if (table, event) != (_SAID, "insert"):
                _trigger(table, event)
        if table != _SAID:
            _run(*(f"{entry} FROM {table} WHERE {where}" for entry, where in _entries(table, table)))
    reached = f"FROM {_SAID} WHERE id > old.id AND id <= new.id AND"
    done = "; ".join(f"{entry} {reached} {where}" for entry, where in _entries(_SAID, _SAID))
    _run(
        f"CREATE TRIGGER search_upto_update AFTER UPDATE ON search_upto WHEN new.id > old.id BEGIN {done}; END",
        "UPDATE search_upto SET id = coalesce((SELECT max(id) FROM whatsapp_messages), 0)",
    )


def _off_sqlite() -> None:
    for table in _SOURCES:
        _run(*(f"DROP TRIGGER IF EXISTS search_{table}_{event}" for event in ("insert", "update", "delete")))
    _run(*(f"DROP TABLE {table}" for table in ("search_runs_terms", "search_runs", "search_words", "search_upto")))


def _entries(table: str, row: str, command: str = "") -> list[tuple[str, str]]:
    """What enters a row into both tables, and for which rows; `delete` takes it out, and must say the same words."""
    id, columns = _SOURCES[table]
    text = _joined(f"{row}.{column}" for column in columns)
    words = f"replace(replace({text}, 'ё', 'е'), 'Ё', 'Е')"
    words += f" || ' ' || {_endings(f'{row}.phone')}" if table == "contacts" else ""
    first, name = (f"'{command}', ", "{0}, ") if command else ("", "")
    entry = f"INSERT INTO {{0}}({name}rowid, text) SELECT {first}{id.format(row=row)}, "
    # Two spaces: the last two letters of a text begin something of three, as the table keeps it.
    return [
        (entry.format("search_words") + words, "true"),
        (entry.format("search_runs") + f"{text} || '  '", f"{text} GLOB '{_GLOB}'"),
    ]


def _endings(number: str) -> str:
    """A number with each of its endings: so any part of it is the beginning of a word."""
    return " || ' ' || ".join(f"substr(coalesce({number}, ''), {first})" for first in range(1, _LONGEST_NUMBER - 1))


def _trigger(table: str, event: str) -> None:
    """Of messages those alone that are in the index: what is new gets there as far as `search_upto` is moved on."""
    columns = (*_SOURCES[table][1], *{"contacts": ("phone",), "whatsapp_leads": ("contact_id",)}.get(table, ()))
    out, into = _entries(table, "old", "delete"), _entries(table, "new")
    changed = " OR ".join(f"old.{column} IS NOT new.{column}" for column in columns)
    of, when, work = {
        "insert": ("INSERT", "true", into),
        "update": (f"UPDATE OF {', '.join(columns)}", f"({changed})", [*out, *into]),
        "delete": ("DELETE", "true", out),
    }[event]
    among = f" AND {_IN_IT}" if table == _SAID else ""
    done = [f"{entry} WHERE {where}{among}" for entry, where in work]
    done += [_STEP_BACK] if (table, event) == (_SAID, "delete") else []
    _run(f"CREATE TRIGGER search_{table}_{event} AFTER {of} ON {table} WHEN {when} BEGIN {'; '.join(done)}; END")


# --- PostgreSQL


def _on_postgresql() -> None:
    numbers = f"(SELECT string_agg(substr($3, n), ' ') FROM generate_series(1, {_LONGEST_NUMBER - 2}) AS n)"  # noqa: S608
    _function("search_folded", 1, "text", _folded("$1"))
    _function("search_words", 1, "tsvector", _words("$1"))
    _function("search_lead", len(_LEAD), "tsvector", _words(_joined(f"${n + 1}" for n in range(len(_LEAD)))))
    _function("search_person", 3, "tsvector", _words(_joined(["$1", "$2", numbers])))
    _run(
        "CREATE TABLE search_messages (message_id bigint PRIMARY KEY, words tsvector NOT NULL)",
        "INSERT INTO search_messages SELECT id, search_words(message) FROM whatsapp_messages",
        "ALTER TABLE search_messages ADD FOREIGN KEY (message_id) REFERENCES whatsapp_messages ON DELETE CASCADE",
        "CREATE INDEX ix_search_messages_words ON search_messages USING gin (words)",
        *(
            f"CREATE INDEX ix_{table}_search ON {table} USING gin ({function}({', '.join(columns)}))"
            for table, (function, columns) in _SEARCHED.items()
        ),
        "CREATE FUNCTION search_said_anew() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        " DELETE FROM search_messages WHERE message_id = new.id; RETURN NULL; END $$",
        "CREATE TRIGGER search_messages_update AFTER UPDATE OF message ON whatsapp_messages FOR EACH ROW"
        " WHEN (old.message IS DISTINCT FROM new.message) EXECUTE FUNCTION search_said_anew()",
    )  # fmt: skip


def _off_postgresql() -> None:
    _run(
        "DROP TRIGGER search_messages_update ON whatsapp_messages",
        "DROP FUNCTION search_said_anew",
        "DROP TABLE search_messages",
        *(f"DROP INDEX ix_{table}_search" for table in _SEARCHED),
        "DROP FUNCTION search_person",
        "DROP FUNCTION search_lead",
        "DROP FUNCTION search_words",
        "DROP FUNCTION search_folded",
    )


def _function(name: str, parameters: int, returns: str, body: str) -> None:
    """One whose cost is told: else the planner would rather work it out for every row than look into an index."""
    given = ", ".join(["text"] * parameters)
    how = "LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE COST 5000"
    _run(f"CREATE FUNCTION {name}({given}) RETURNS {returns} {how} AS $f$BEGIN RETURN {body}; END$f$")


def _words(text: str) -> str:
    return f"to_tsvector('simple', {_folded(text)})"


def _folded(text: str) -> str:
    """Small letters without accents, spaces between words, each sign of a script without spaces by itself."""
    plain = f"lower(regexp_replace(normalize(left({text}, {_LONGEST}), NFD), '[{_ACCENTS}]', '', 'g'))"
    spaced = f"translate({plain}, '{_PUNCTUATION}', repeat(' ', {len(string.punctuation)}))"
    alone = "".join(f"\\U{first:08X}-\\U{last:08X}" for first, last in (*_WITHOUT_SPACES, *_SYMBOLS))
    return f"regexp_replace({spaced}, '([{alone}])', ' \\1 ', 'g')"
