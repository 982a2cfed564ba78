"""What staff do with a programme beyond changing fields: renew it, put a change back, move it, add one."""

import re
import unicodedata
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial
from itertools import chain, count
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import Connection, insert, select

from relaystack.models import AuditEntry, Program

from ..storage import audit
from ..storage.database import Database, deploy_alone
from . import program_undo, programs
from .unfit import Unfit

# Those that can be put back; a move concerns its neighbours too, and goes back by the arrows.
ACTIONS = ("program.change", "program.renew", "program.put_back")
MOST = 50  # entries of a history
NOT_YET = date(2000, 1, 1)  # figures of a programme that has none yet


@dataclass(frozen=True)
class Story:
    """A programme's row, and what was done with it, the newest first."""

    row: dict[str, Any]
    history: Sequence[Mapping[str, Any]]


def story(database: Database, code: str) -> Story | None:
    """All that stands on its page; None where there is no such programme."""
    shown = AuditEntry.id, AuditEntry.at, AuditEntry.by, AuditEntry.action, AuditEntry.changes
    with database.reading() as connection:
        row = programs.found(connection, code)
        if row is None:
            return None
        mine = select(*shown).where(AuditEntry.subject == programs.subject(row["code"])).order_by(AuditEntry.id.desc())
        return Story(row, [dict(one._mapping) for one in connection.execute(mine.limit(MOST))])


def a_year_after(day: date) -> date:
    """When figures that are true on a day must be looked at again."""
    return day.replace(year=day.year + 1, day=28) if (day.month, day.day) == (2, 29) else day.replace(year=day.year + 1)


def with_source(row: Mapping[str, Any], url: str, title: str, day: date) -> dict[str, Any]:
    """The changes that name the page which was looked at on a day; a page that is known stands first from then on."""
    pages = row["details"]["sources"]
    known = next((page for page in pages if isinstance(page, Mapping) and page["url"] == url), {})
    page = {"title": title or known.get("title") or urlsplit(url).netloc, "url": url, "looked_at": day.isoformat()}
    return {"sources": [page, *(one for one in pages if one != known)], "as_of": day, "review_by": a_year_after(day)}


def change(
    database: Database, code: str, changes: programs.Changes, by: str, action: str = "program.change",
    seen: Container[str] | None = None,
) -> dict[str, Any] | None:  # fmt: skip
    """Change a programme as the row asks for it; None where there is none."""
    with database.transaction() as connection:
        before = programs.found(connection, code, for_update=True)
        return programs.revise(connection, before, changes, by, action, seen) if before else None


def renew(
    database: Database, code: str, url: str, today: date, by: str, seen: Container[str] | None = None
) -> dict[str, Any] | None:
    """Somebody looked at this page today, and the figures still are so."""

    def renewed(row: Mapping[str, Any]) -> dict[str, Any]:
        if not url:
            told = "A figure needs its source: write the address of the page that you looked at."
            raise Unfit("page", "name the page that was looked at", told)
        return with_source(row, url, "", today)

    return change(database, code, renewed, by, "program.renew", seen)


def put_back(
    database: Database, code: str, id: int, by: str, seen: Container[str] | None = None
) -> dict[str, Any] | None:
    """Undo a change of the history: each field as it was before it; None where there is no such change."""
    with database.transaction() as connection:
        before = programs.found(connection, code, for_update=True)
        changes = _of_entry(connection, id, before["code"]) if before else None
        if before is None or changes is None:
            return None
        made = partial(program_undo.undone, changes=changes)
        return programs.revise(connection, before, made, by, "program.put_back", seen)


def _of_entry(connection: Connection, id: int, code: str) -> Mapping[str, Any] | None:
    mine = select(AuditEntry.changes).where(AuditEntry.id == id, AuditEntry.subject == programs.subject(code))
    return connection.scalar(mine.where(AuditEntry.action.in_(ACTIONS)))


def move(database: Database, code: str, by: str, *, up: bool) -> bool:
    """Change places with the neighbour within the category; whether there is such a programme."""
    with database.transaction() as connection:
        deploy_alone(connection)  # the order is read as the one who moved last has left it
        before = programs.found(connection, code)
        if before is None:
            return False
        ordered = select(Program.code).where(Program.category == before["category"])
        codes = list(connection.scalars(ordered.order_by(Program.rank, Program.code).with_for_update()))
        here = codes.index(before["code"])
        there = min(max(here + (-1 if up else 1), 0), len(codes) - 1)
        codes[here], codes[there] = codes[there], codes[here]
        for rank, one in enumerate(codes, 1):
            _rank(connection, one, rank, by)
        return True


def _rank(connection: Connection, code: str, rank: int, by: str) -> None:
    row = programs.found(connection, code, for_update=True)
    if row and row["rank"] != rank:
        programs.revise(connection, row, lambda _: {"rank": rank}, by, "program.move")


def add(database: Database, given: Mapping[str, Any], program_link: str, by: str) -> str:
    """A new programme, hidden until it is complete; its code, made of its country and its short name."""
    now = datetime.now(UTC)
    with database.transaction() as connection:
        deploy_alone(connection)  # two who add one get two codes and two ranks
        code = _free(connection, f"{given['details']['country_code']} {given['details']['short']}")
        row = {**_EMPTY, **given, "code": code, "rank": _last(connection, given["category"]) + 1, "updated_at": now,
               "link": program_link.format(id=code)}  # fmt: skip
        connection.execute(insert(Program), {**row, "details": {**_DETAILS, **given["details"]}})
        told = {"name": given["name"], "category": given["category"]}
        audit.note(connection, by, "program.add", programs.subject(code), dict.fromkeys(told), told, now)
    return code


def _free(connection: Connection, words: str) -> str:
    """A code that no programme has."""
    code = re.sub("[^a-z0-9]+", "-", unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower())
    code = code.strip("-")[:50]
    taken = set(connection.scalars(select(Program.code).where(Program.code.startswith(code, autoescape=True))))
    return next(name for name in chain([code], (f"{code}-{n}" for n in count(2))) if name not in taken)


def _last(connection: Connection, category: str) -> int:
    ranks = select(Program.rank).where(Program.category == category).order_by(Program.rank.desc())
    return connection.scalar(ranks.limit(1)) or 0


_EMPTY: dict[str, Any] = {
    "description": "", "minimum_investment": 0, "processing_time": "", "status": "open", "hidden": True,
    "as_of": NOT_YET, "review_by": NOT_YET, "expires_on": None, "seeded": {},
}  # fmt: skip
_DETAILS: dict[str, Any] = {
    "status_note": "", "grants": "residence", "grants_years": None, "minimum_investment_basis": "",
    "original_currency": "USD", "original_amount": 0, "fx_rate_to_usd": 1.0, "what_investor_gets": "",
    "route_options": [], "fees": "", "eligibility": "", "dependants": "", "physical_presence": "",
    "path_to_citizenship": "", "cautions": [], "brief": {"cautions": []}, "facts": {}, "confidence": "medium",
    "sources": [],
}  # fmt: skip
