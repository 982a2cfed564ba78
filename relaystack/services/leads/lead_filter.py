"""Which leads does somebody want to see? The same question of the API, the console and the sheet."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import exists, or_
from sqlalchemy.orm import aliased

from relaystack.engine.lead_fields import BUDGET
from relaystack.engine.phones import canonical, dialled
from relaystack.models import TOLD, Contact, Lead, LeadSource, Stage

_SEARCHED = (Lead.phone, *(column for name, column in TOLD.items() if name != BUDGET.name))
_PERSON = aliased(Contact)
OPEN = Lead.stage.in_([stage for stage in Stage if stage.is_open])


@dataclass(frozen=True)
class Filter:
    """Which leads; what is not given does not matter. `owner_id` 0 is nobody; `due_by`: to be acted on by that day."""

    stage: Stage | None = None
    created_since: date | None = None
    search: str | None = None
    owner_id: int | None = None
    country: str | None = None
    budget_from: int | None = None
    from_advert: bool | None = None
    source: LeadSource | None = None
    due_by: date | None = None

    def of(self, query: Any) -> Any:
        """The query for these alone."""
        return query.where(*self._plain(), *self._worked_on(), *self._found())

    def _plain(self) -> list[Any]:
        where = []
        if self.stage:
            where.append(Lead.stage == self.stage)
        if self.created_since:
            where.append(Lead.created_at >= datetime.combine(self.created_since, time(), UTC))
        if self.country is not None:
            where.append(Lead.country_of_interest == self.country)
        if self.budget_from is not None:
            where.append(Lead.budget >= self.budget_from)
        if self.from_advert is not None:
            where.append(Lead.advert.is_not(None) if self.from_advert else Lead.advert.is_(None))
        if self.source is not None:
            where.append(Lead.source == self.source)
        return where

    def _worked_on(self) -> list[Any]:
        where = []
        if self.owner_id is not None:
            where.append(Lead.owner_id == self.owner_id if self.owner_id else Lead.owner_id.is_(None))
        if self.due_by:
            where += [Lead.due_on <= self.due_by, OPEN]
        return where

    def _found(self) -> list[Any]:
        if not self.search:
            return []
        hits = [column.icontains(self.search, autoescape=True) for column in _SEARCHED]
        called = _PERSON.profile_name.icontains(self.search, autoescape=True)
        hits.append(exists().where(_PERSON.id == Lead.contact_id, called))
        if number := dialled(self.search):
            hits.append(Lead.phone.contains(canonical(number)))
        return [or_(*hits)]
