"""The leads as a board: a page of them, how many and how much in each stage, and by what they are narrowed down."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, func, select

from relaystack.models import Contact, Lead, Stage

from ..notices import known
from ..storage import steps
from ..storage.database import Database
from ..storage.pages import Page, Wanted, page
from . import crm
from .lead_filter import Filter

_SHOWN = (
    Lead.id, Lead.contact_id, known.NAME_COLUMN, Lead.interest, Lead.budget, Lead.country_of_interest, Lead.stage,
    Lead.owner_id, crm.OWNER, Lead.next_action, Lead.due_on, Lead.advert, Lead.source, Lead.created_at,
)  # fmt: skip

CARDS = 20  # of a column


@dataclass(frozen=True)
class Sum:
    """How many leads, and what their budgets come to (USD)."""

    count: int = 0
    budget: int = 0


@dataclass(frozen=True)
class Board:
    """A page of leads, the newest first; the sums of all stages, and the countries there are."""

    page: Page
    stages: Mapping[Stage, Sum]
    countries: Sequence[str]


def of(database: Database, which: Filter, wanted: Wanted) -> Board:
    """The leads that are asked for. The sums are of all stages, narrowed down by the rest of the filter."""
    shown = select(*_SHOWN).join(Contact, Contact.id == Lead.contact_id)
    with database.reading() as connection:
        found = page(connection, which.of(shown), wanted, Lead.id)
        return Board(found, _sums(connection, replace(which, stage=None)), _countries(connection))


def cards(database: Database, which: Filter) -> Mapping[Stage, Sequence[Any]]:
    """Of each stage the newest leads, as many as a column holds."""
    shown = select(*_SHOWN).join(Contact, Contact.id == Lead.contact_id).order_by(Lead.id.desc()).limit(CARDS)
    with database.reading() as connection:
        each = {stage: replace(which, stage=stage).of(shown) for stage in Stage}
        return {stage: connection.execute(query).all() for stage, query in each.items()}


def _sums(connection: Connection, which: Filter) -> dict[Stage, Sum]:
    by_stage = select(Lead.stage, func.count(), func.coalesce(func.sum(Lead.budget), 0)).group_by(Lead.stage)
    found = {stage: Sum(count, int(budget)) for stage, count, budget in connection.execute(which.of(by_stage))}
    return {stage: found.get(stage, Sum()) for stage in Stage}


def _countries(connection: Connection) -> list[str]:
    return list(connection.scalars(select(steps.of(Lead.country_of_interest).c.value)))
