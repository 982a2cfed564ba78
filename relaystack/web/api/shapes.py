"""What requests and answers have in common: pages, days, words, errors."""

import re
from datetime import date
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from werkzeug.exceptions import NotFound

from relaystack.services.storage.pages import CURSOR, Wanted

T = TypeVar("T")
NO_NUL = r"^[^\u0000]*$"  # PostgreSQL keeps no NUL in texts


def _iso(value: Any) -> Any:
    """A day as JSON writes it: pydantic would take seconds since 1970 as well."""
    if isinstance(value, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        return value
    raise ValueError("must be a day like 2026-11-30")


def _whole(value: Any) -> Any:
    """A number as JSON writes whole ones, `506.0` too: pydantic would take `"506"` and `true` as well."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError("must be a whole number")
    return value


def _without_nul(value: Any) -> Any:
    if isinstance(value, str) and "\0" in value:
        raise ValueError("must hold no NUL character")
    return value


Whole = Annotated[int, BeforeValidator(_whole)]
Amount = Annotated[int, Field(gt=0, le=10**12), BeforeValidator(_whole)]  # of money, whole
Day = Annotated[date, BeforeValidator(_iso)]
Words = Annotated[str, BeforeValidator(_without_nul), Field(pattern=NO_NUL)]


class Asked(BaseModel):
    """A body or query: what is not known is refused, so that a slip of the pen is no silent nothing."""

    model_config = ConfigDict(extra="forbid")


class Changed(Asked):
    """A body that names what to change; what is left out stays."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"minProperties": 1})

    @model_validator(mode="after")
    def _says_something(self) -> "Changed":
        if not self.model_fields_set:
            raise ValueError("name at least one field")
        return self

    @property
    def changes(self) -> dict[str, Any]:
        """For the services."""
        return self.model_dump(exclude_unset=True)


class PageQuery(Asked):
    """Which page of a list."""

    limit: int = Field(50, ge=1, le=200, description="how many at the most")
    cursor: str = Field("", pattern=rf"^$|{CURSOR}", max_length=35, description="`next` of the page before")

    @property
    def wanted(self) -> Wanted:
        """For the services."""
        return Wanted(self.limit, self.cursor or None)


class Paged(BaseModel):
    """A page of a list."""

    next: str | None = Field(description="the cursor of the next page; null on the last")


class Problem(BaseModel):
    """What went wrong (RFC 9457)."""

    type: str = Field(description="about:blank: the status says it all")
    title: str
    status: int
    detail: str = Field(description="what is wrong, in words, and what would be right")
    errors: list[dict[str, str]] | None = Field(None, description="where input does not fit: field and message")


def found(what: T | None, name: str) -> T:
    """It, or 404."""
    if what is None:
        raise NotFound(f"There is no such {name}.")
    return what
