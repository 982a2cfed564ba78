"""The facts of a programme: values to compare and sort by, and the words that say them; held to their shape."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from relaystack.engine.catalogue import Fact

LONGEST = 350  # characters: an answer with a heading, its date and buttons fits into Meta's 1,024 in every language
MOST = 10**12  # of an amount: what is more is a slip, and no JSON of ours holds it
# The fields of an entry whose words say a fact where it has no words of its own.
FIELDS = {
    "processing_time": "processing_time", "presence": "physical_presence", "family": "dependants",
    "citizenship": "path_to_citizenship", "fees": "fees", "eligibility": "eligibility",
    "benefits": "what_investor_gets", "status": "status_note",
}  # fmt: skip


class Words(BaseModel):
    """A fact that is words alone; the other kinds have values beside them. What is not known is left out."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)
    words: str = Field("", max_length=LONGEST)


class ForPeople(BaseModel):
    """The least amount for so many people together."""

    model_config = ConfigDict(extra="forbid")
    people: int = Field(ge=1, le=12)
    usd: int = Field(gt=0, le=MOST)


class Price(Words):
    family: list[ForPeople] = []
    per_person: bool = False


class Duration(Words):
    least: float | None = Field(None, alias="from", gt=0, le=1000)
    most: float | None = Field(None, alias="to", gt=0, le=1000)
    unit: Literal["days", "weeks", "months"] = "months"


class Presence(Words):
    days_a_year: float | None = Field(None, ge=0, le=366)
    lives_there: bool | None = None


class Family(Words):
    spouse: bool | None = None
    children_minor: bool | None = None
    children_under: int | None = Field(None, ge=1, le=40)
    children_to: int | None = Field(None, ge=1, le=40)
    students_to: int | None = Field(None, ge=1, le=40)
    parents: bool | None = None
    parents_from: int | None = Field(None, ge=1, le=100)
    grandparents: bool | None = None
    siblings: bool | None = None


class Citizenship(Words):
    at_once: bool | None = None
    after_years: float | None = Field(None, gt=0, le=100)
    possible: bool | None = None
    language_test: bool | None = None


class Permission(Words):
    allowed: bool | None = None


class Validity(Words):
    years: float | None = Field(None, gt=0, le=100)
    renewable: bool | None = None


class Requirements(Words):
    age_from: int | None = Field(None, ge=1, le=100)
    assets_eur: int | None = Field(None, gt=0, le=MOST)
    income_eur: int | None = Field(None, gt=0, le=MOST)


class Nationals(Words):
    barred: list[str] = []


class Availability(Words):
    until: date | None = None


class ProgramFacts(BaseModel):
    """All facts of a programme, by topic."""

    model_config = ConfigDict(extra="forbid")
    price: Price | None = None
    processing_time: Duration | None = None
    presence: Presence | None = None
    family: Family | None = None
    citizenship: Citizenship | None = None
    work: Permission | None = None
    validity: Validity | None = None
    dual: Permission | None = None
    eligibility: Requirements | None = None
    nationality: Nationals | None = None
    fees: Words | None = None
    benefits: Words | None = None
    travel: Words | None = None
    recoverable: Words | None = None
    status: Availability | None = None


def to_facts(row: Mapping[str, Any], details: Mapping[str, Any]) -> dict[str, Fact]:
    """The facts for the engine. What staff have changed since the file was loaded makes the file's words of it void."""
    stored: Mapping[str, Mapping[str, Any]] = details.get("facts") or {}
    fields = {**details, **row}
    # A row of before there were facts holds words that nobody has made fit for customers: seed-programs brings them.
    names = (*stored, *FIELDS) if fields["status"] == "open" and "facts" in details else stored
    found = {name: _fact(stored.get(name, {}), str(fields.get(FIELDS.get(name, ""), ""))) for name in names}
    found |= {name: Fact(str(fields[FIELDS[name]]) if name in FIELDS else "") for name in void(row)}
    return {name: fact for name, fact in found.items() if fact.words or fact.values}


def _fact(stored: Mapping[str, Any], field: str) -> Fact:
    values = {key: value for key, value in stored.items() if key != "words"}
    return Fact(stored.get("words") or field, values)


def void(row: Mapping[str, Any]) -> list[str]:
    """Topics whose column says something else than the file did, while the words about it are still the file's."""
    seeded = row.get("seeded") or {}
    now, before = row["details"].get("facts") or {}, (seeded.get("details") or {}).get("facts") or {}
    columns = {"price": "minimum_investment", "processing_time": "processing_time"}
    changed = [name for name, column in columns.items() if column in seeded and seeded[column] != row[column]]
    return [name for name in changed if now.get(name) == before.get(name)]
