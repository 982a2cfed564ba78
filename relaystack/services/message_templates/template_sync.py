"""How our message templates and Meta's list are kept in step: asked for, and pushed."""

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from typing import Protocol

from relaystack.engine.message_templates import APPROVED, Listed, MessageTemplate, Wording
from relaystack.errors import DeliveryError, Refused

from ..storage.database import Database
from . import standing
from .comparison import CATEGORY, Difference, compare

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


class Outcome(Enum):
    """What came of pushing one template; all but the first leave something of the file that Meta has not."""

    THERE = "there"
    KEPT = "kept"  # Meta's words differ, and were not to be overwritten
    FIXED = "fixed"  # Meta takes no such change, or not now
    REFUSED = "refused"


@dataclass(frozen=True)
class Pushed:
    """What came of one template, and what to say of it."""

    one: Difference
    outcome: Outcome
    told: str

    def __str__(self) -> str:
        return f"{self.one.name} ({self.one.language}): {self.told}"


class Interrupted(Exception):
    """Meta takes nothing now, for the reason in `cause`; `left` has not been pushed, as far as is known."""

    def __init__(self, cause: DeliveryError, left: Sequence[Difference]) -> None:
        super().__init__(str(cause))
        self.cause = cause
        self.left = left


async def look(database: Database, board: Board, ours: Mapping[str, MessageTemplate]) -> list[Difference]:
    """Ask for Meta's list, keep what it says, and compare."""
    listed = await board.listed()
    with database.transaction() as connection:
        standing.refresh(connection, listed, datetime.now(UTC))
    return compare(ours, listed)


async def push(
    database: Database,
    board: Board,
    ours: Mapping[str, MessageTemplate],
    names: Collection[str] = (),
    overwrite: bool = False,
) -> AsyncIterator[Pushed]:
    """Create what is missing at Meta, and with `overwrite` change what differs there: what came of each.

    Raises Interrupted where Meta takes nothing more; what was done by then is kept, and the next push goes on there.
    """
    todo = [one for one in await look(database, board, ours) if _is_wanted(one, names)]
    refused: list[Pushed] = []
    try:
        async for done in _each(database, board, todo, overwrite):
            if done.outcome is Outcome.REFUSED:
                refused.append(done)
            else:
                yield done
        there = await _there(database, board, ours) if todo else set()
    except Interrupted:
        for late in refused:
            yield late
        raise
    for late in refused:
        yield _looked_at_again(late, there)


async def _each(database: Database, board: Board, todo: Sequence[Difference], overwrite: bool) -> AsyncIterator[Pushed]:
    for index, one in enumerate(todo):
        try:
            yield await _push(database, board, one, overwrite)
        except Refused as error:
            yield Pushed(one, Outcome.REFUSED, f"refused: {error}")
        except DeliveryError as error:
            raise Interrupted(error, todo[index:]) from error


async def _there(database: Database, board: Board, ours: Mapping[str, MessageTemplate]) -> set[tuple[str, str]]:
    """What Meta has as the files have it; asking keeps what has become of what was changed."""
    try:
        return {(one.name, one.language) for one in await look(database, board, ours) if one.is_same}
    except DeliveryError as error:
        raise Interrupted(error, []) from error


def _is_wanted(one: Difference, names: Collection[str]) -> bool:
    return one.wording is not None and not one.is_same and (not names or one.name in names)


def _looked_at_again(refused: Pushed, there: Collection[tuple[str, str]]) -> Pushed:
    """What was refused may be there all the same: another push made it in the same minute."""
    if (refused.one.name, refused.one.language) not in there:
        return refused
    return Pushed(refused.one, Outcome.THERE, "there with these words: somebody else has pushed it meanwhile")


async def _push(database: Database, board: Board, one: Difference, overwrite: bool) -> Pushed:
    assert one.template
    assert one.wording
    if one.listed is None:
        made = await board.create(one.template, one.wording)
        with database.transaction() as connection:
            standing.created(connection, made, datetime.now(UTC))
        other = made.category.lower() not in ("", one.template.category)
        return Pushed(one, Outcome.THERE, f"created, {made.status}" + (f"; Meta made it {made.category}" * other))
    if reason := _fixed(one, one.listed):
        return Pushed(one, Outcome.FIXED, f"left as it is: {reason}")
    if not overwrite:
        return Pushed(one, Outcome.KEPT, f"left as it is: differs in {one.parts_named}")
    is_approved = one.listed.status == APPROVED
    await board.edit(one.listed.id, one.wording, "" if is_approved else one.template.category)
    changed = [part.name for part in one.parts if not (is_approved and part.name == CATEGORY)]
    told = f"changed ({', '.join(changed)}); Meta looks at it again"
    if len(changed) < len(one.parts):
        return Pushed(one, Outcome.FIXED, f"{told}. {_keeps(one.listed)}")
    return Pushed(one, Outcome.THERE, told)


def _keeps(listed: Listed) -> str:
    return f"Meta has made it {listed.category}, and keeps that of what it has approved; say so in the file"


def _fixed(one: Difference, listed: Listed) -> str:
    """Why Meta would take no change; empty where it may."""
    if listed.status not in EDITABLE:
        return f"Meta takes no changes while it is {listed.status}"
    if one.parts_named == CATEGORY and listed.status == APPROVED:
        return _keeps(listed)
    return ""
