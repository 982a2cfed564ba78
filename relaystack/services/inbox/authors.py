"""Who of us does something, and what they are called where it is shown."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy import Connection, and_, select

from relaystack.models import APP, BOT, ApiToken, StaffMember

from ..staff.roles import who_may

_WORDS = {BOT: "Bot", APP: "WhatsApp app", "API_TOKEN": "API", "loopback": "This machine", "terminal": "Terminal"}
ANSWERS = and_(StaffMember.removed_at.is_(None), StaffMember.role.in_(who_may("conversations:write")))
_NUMBERED: dict[str, Any] = {"token": ApiToken, "member": StaffMember}


class Writer(Protocol):
    """Who of us does something: `key` stands with what they write, `name` in the audit."""

    @property
    def key(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def member_id(self) -> int | None: ...


@dataclass(frozen=True)
class Operator:
    """Whoever sits at the terminal of the machine, or wrote before and is not here now."""

    key: str = "terminal"
    name: str = "terminal"
    member_id: int | None = None


def names(connection: Connection, keys: Iterable[str]) -> dict[str, str]:
    """What to call each of these authors; who was removed keeps their name."""
    wanted = set(keys)
    found = {key: _WORDS.get(key, key) for key in wanted}
    for kind, table in _NUMBERED.items():
        ids = {int(number) for key in wanted for what, _, number in [key.partition(" ")] if what == kind}
        if ids:
            rows = connection.execute(select(table.id, table.name).where(table.id.in_(ids)))
            found |= {f"{kind} {row.id}": row.name for row in rows}
    return found


def members(connection: Connection, ids: Iterable[int | None]) -> dict[int, str]:
    """The names of these members."""
    keys = {f"member {id}": id for id in ids if id is not None}
    return {keys[key]: name for key, name in names(connection, keys).items()}


def colleagues(connection: Connection) -> list[tuple[int, str]]:
    """Who may be given a conversation, by name."""
    there = select(StaffMember.id, StaffMember.name).where(ANSWERS)
    return [(row.id, row.name) for row in connection.execute(there.order_by(StaffMember.name, StaffMember.id))]
