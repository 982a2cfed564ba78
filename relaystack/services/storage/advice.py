"""What is to be done where a database says this? One list for commands and for the log."""

import re

from sqlalchemy.exc import SQLAlchemyError

# What the database says, and what to do then; the first that fits counts.
_ADVICE = {
    r"not a database|is encrypted": (
        "The file is no SQLite database, or an encrypted one: mend DATABASE_URL, or put back a backup; if it is of no"
        " use, move it away, and `flask init-db` makes a new one."
    ),
    r"malformed|corrupt": "The database is damaged: put back a backup (docs/operations/backups.md).",
    r"no such (table|column)|(relation|column) .* does not exist": (
        "The tables are missing or older than the program: run `flask init-db`."
    ),
    r"database .* does not exist": ("Create that database (`createdb`), or mend the name at the end of DATABASE_URL."),
    r"password authentication failed|no password supplied|role .* does not exist": (
        "Mend the user or the password in DATABASE_URL. Signs like @ : / # in a password are written %40 %3A %2F %23."
    ),
    r"resolve host|translate host": (
        "Mend the host in DATABASE_URL. Signs like @ : / # in a password are written %40 %3A %2F %23."
    ),
    r"refused|time(d )?out|on socket|unreachable": (
        "Start PostgreSQL, or mend host and port in DATABASE_URL; a firewall may stand between."
    ),
    r"too many (connections|clients)|connection slots": (
        "Raise max_connections of PostgreSQL: 18 for each process of the bot, and 20."
    ),
    r"unable to open database file|readonly database|read-only|permission denied": (
        "The user that runs the program must be able to write to the database and, for SQLite, to an existing folder"
        " around its file."
    ),
    r"disk is full|no space left": "Make room on the database's disk.",
    r"locked|lock timeout": "Another program holds the database: stop it, or try again in a minute.",
}
_ELSE = "Look at DATABASE_URL in .env or the environment."


def advice(cause: str) -> str:
    """What to do where a database says this."""
    fitting = (words for pattern, words in _ADVICE.items() if re.search(pattern, cause, re.IGNORECASE))
    return next(fitting, _ELSE)


def advice_on(error: SQLAlchemyError) -> str:
    """What to do about an error."""
    return advice(str(getattr(error, "orig", None) or error))
