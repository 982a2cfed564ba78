"""Who wrote what we sent, in words: the bot, or one of us by name."""

from collections.abc import Iterable
from typing import Protocol

from sqlalchemy import Connection, select

from relaystack.models import APP, BOT, ApiToken

_WORDS = {BOT: "Bot", APP: "WhatsApp app", "API_TOKEN": "API", "loopback": "This machine", "terminal": "Terminal"}
_NUMBERED = {"token": ApiToken}


class Writer(Protocol):
    """Who of us does something: `key` stands with what they write, `name` in the audit."""

    @property
    def key(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def member_id(self) -> int | None: ...


def names(connection: Connection, keys: Iterable[str]) -> dict[str, str]:
    """What to call each of these authors."""
    wanted = set(keys)
    found = {key: _WORDS.get(key, key) for key in wanted}
    for kind, table in _NUMBERED.items():
        ids = {int(number) for key in wanted for what, _, number in [key.partition(" ")] if what == kind}
        if ids:
            rows = connection.execute(select(table.id, table.name).where(table.id.in_(ids)))
            found |= {f"{kind} {row.id}": row.name for row in rows}
    return found
