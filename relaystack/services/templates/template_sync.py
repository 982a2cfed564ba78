"""How our message templates and Meta's list are kept in step: what differs, and what is pushed."""

from collections.abc import AsyncIterator, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol

from relaystack.engine.message_templates import APPROVED, VARIABLE, Listed, MessageTemplate, Wording
from relaystack.errors import Refused

from ..storage.database import Database
from . import standing

EDITABLE = ("APPROVED", "REJECTED", "PAUSED")


class Board(Protocol):
    """Meta's list of templates."""

    async def listed(self) -> list[Listed]:
        """All of it."""
        ...

    async def create(self, template: MessageTemplate, wording: Wording) -> Listed:
        """Make one; the answer says its id, status and category."""
        ...

    async def edit(self, id: str, wording: Wording, category: str) -> None:
        """Change one; an empty category stays as it is."""
        ...


@dataclass(frozen=True)
class Difference:
    """One template in one language, in our files and at Meta; either may be missing. `parts` are what differs."""

    name: str
    language: str
    template: MessageTemplate | None = None
    wording: Wording | None = None
    listed: Listed | None = None
    parts: tuple[str, ...] = ()

    @property
    def is_same(self) -> bool:
        """Whether both sides have it, with the same words."""
        return bool(self.wording and self.listed and not self.parts)

    def __str__(self) -> str:
        status = f" [{self.listed.status}]" if self.listed else ""
        if self.listed is None:
            told = "not at Meta yet"
        elif self.wording is None:
            told = "only at Meta" + (f" ({self.listed.unlike_ours})" if self.listed.unlike_ours else "")
        else:
            told = f"differs in {', '.join(self.parts)}" if self.parts else "the same"
        return f"{self.name} ({self.language}){status}: {told}"


def compare(ours: Mapping[str, MessageTemplate], listed: Iterable[Listed]) -> list[Difference]:
    """Every template of either side."""
    mine = {(one.name, code): (one, wording) for one in ours.values() for code, wording in one.wordings.items()}
    theirs = {(one.name, one.language): one for one in listed}
    found = []
    for name, language in sorted(mine.keys() | theirs.keys()):
        template, wording = mine.get((name, language), (None, None))
        other = theirs.get((name, language))
        parts = _parts(template, wording, other) if template and wording and other else ()
        found.append(Difference(name, language, template, wording, other, parts))
    return found


def _parts(template: MessageTemplate, wording: Wording, listed: Listed) -> tuple[str, ...]:
    if listed.wording is None:
        return (f"what our files cannot hold ({listed.unlike_ours})",)
    left, right = _comparable(wording), _comparable(listed.wording)
    parts = [part for part in left if left[part] != right[part]]
    return (*parts, *(["category"] if listed.category.lower() not in ("", template.category) else []))


def _comparable(wording: Wording) -> dict[str, Any]:
    """What Meta keeps: not what a tap does, nor the name of the end of an address."""
    buttons = [
        (one.kind, one.title, "" if one.kind == "reply" else VARIABLE.sub("{{1}}", one.target))
        for one in wording.buttons
    ]
    return {"header": wording.header, "body": wording.body, "footer": wording.footer, "buttons": buttons}


async def look(database: Database, board: Board, ours: Mapping[str, MessageTemplate]) -> list[Difference]:
    """Ask for Meta's list, keep what it says, and compare."""
    listed = await board.listed()
    with database.transaction() as connection:
        standing.refresh(connection, listed, datetime.now(UTC))
    return compare(ours, listed)


async def push(
    database: Database, board: Board, ours: Mapping[str, MessageTemplate], names: Collection[str] = ()
) -> AsyncIterator[tuple[str, bool]]:
    """Create what is missing at Meta and change what differs: what to say of each, and whether Meta took it.

    Raises DeliveryError where Meta takes nothing at all now; what was done by then is kept.
    """
    done = 0
    for one in await look(database, board, ours):
        if one.template is None or one.is_same or (names and one.name not in names):
            continue
        try:
            yield f"{one.name} ({one.language}): {await _push(database, board, one)}", True
            done += 1
        except Refused as error:
            yield f"{one.name} ({one.language}): refused: {error}", False
    if done:
        await look(database, board, ours)


async def _push(database: Database, board: Board, one: Difference) -> str:
    assert one.template
    assert one.wording
    if one.listed is None:
        made = await board.create(one.template, one.wording)
        with database.transaction() as connection:
            standing.created(connection, made, datetime.now(UTC))
        other = made.category.lower() not in ("", one.template.category)
        return f"created, {made.status}" + (f"; Meta made it {made.category}" if other else "")
    if one.listed.status not in EDITABLE:
        return f"left as it is: Meta takes no changes while it is {one.listed.status}"
    if one.parts == ("category",) and one.listed.status == APPROVED:
        return f"left as it is: Meta has made it {one.listed.category}, and keeps that of what it has approved"
    category = "" if one.listed.status == APPROVED else one.template.category
    await board.edit(one.listed.id, one.wording, category)
    return f"changed ({', '.join(one.parts)}); Meta looks at it again"


def only_there(differences: Sequence[Difference]) -> list[Listed]:
    """What Meta has and our files have not."""
    return [one.listed for one in differences if one.listed and one.wording is None]
