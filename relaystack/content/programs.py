"""How programmes are read from the content folder, held to their shape, and shown to the engine."""

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from relaystack.engine.catalogue import Catalogue, Fact, Program

from .errors import ContentError, advice, fault
from .program_facts import ProgramFacts, to_facts
from .yaml_lines import line_of, read_yaml

CATEGORIES = ("Europe Golden Visa", "Caribbean Citizenship", "USA EB-5", "UAE Residency")


class Route(BaseModel):
    """One way into a programme. `offer: false` keeps it out of the chat."""

    model_config = ConfigDict(extra="forbid")
    name: str
    brief: str = ""
    currency: str
    amount: int | None
    amount_usd: int | None
    recoverable: bool | Literal["partly"] | None
    open: bool
    offer: bool = True


class Brief(BaseModel):
    """Shorter words for the chat; facts have theirs under `facts`."""

    model_config = ConfigDict(extra="forbid")
    cautions: list[str] = []


class SourcePage(BaseModel):
    model_config = ConfigDict(extra="forbid")
    title: str
    url: str = Field(pattern=r"^https?://")
    looked_at: date | None = None


class ProgramEntry(BaseModel):
    """A programme as it stands in `programs.yaml`. Every figure has its source and its dates.

    What stands under `words` is said instead of the words files': language, English words, its words.
    """

    model_config = ConfigDict(extra="forbid")
    id: str = Field(pattern=r"^[a-z0-9-]+$", max_length=60)
    country: str
    country_code: str = Field(pattern=r"^[A-Z]{2}$")
    category: Literal["Europe Golden Visa", "Caribbean Citizenship", "USA EB-5", "UAE Residency"]
    name: str
    short: str = Field(max_length=20)
    description: str
    status: Literal["open", "closed", "suspended"]
    status_note: str
    rank: int = Field(ge=1)
    grants: Literal["residence", "permanent_residence", "citizenship"]
    grants_years: int | None
    minimum_investment: int = Field(gt=0)
    minimum_investment_basis: str
    original_currency: str
    original_amount: int
    fx_rate_to_usd: float
    processing_time: str
    what_investor_gets: str
    route_options: list[Route]
    fees: str = ""
    eligibility: str = ""
    dependants: str
    physical_presence: str
    path_to_citizenship: str
    cautions: list[str]
    brief: Brief = Brief()
    facts: ProgramFacts = ProgramFacts()
    as_of: date
    review_by: date
    expires_on: date | None = None
    confidence: Literal["high", "medium", "low"]
    sources: list[SourcePage | str] = Field(min_length=1)
    words: dict[str, dict[str, str]] = {}
    link: str = Field("", pattern=r"^(https?://.*)?$")
    status_reason: str | None = None
    hidden: bool = False


def read_programs(folder: Path) -> list[ProgramEntry]:
    """The programmes of a content folder; raises ContentError naming every faulty line."""
    file = folder / "programs.yaml"
    data = read_yaml(file)
    if not isinstance(data, list):
        raise ContentError([fault(file, 1, "programs.yaml must be a list of programmes")])
    entries, faults = [], []
    for index, item in enumerate(data):
        try:
            entries.append(ProgramEntry.model_validate(item))
        except ValidationError as error:
            for detail in error.errors():
                path = (index, *detail["loc"])
                name = item.get("id", index) if isinstance(item, Mapping) else index
                faults.append(
                    fault(
                        file,
                        line_of(data, path),
                        f"{name}: {'.'.join(map(str, detail['loc']))}: {advice(detail)}",
                    )
                )
    seen: set[str] = set()
    for index, entry in enumerate(entries):
        if entry.id in seen:
            faults.append(
                fault(
                    file,
                    line_of(data, (index,)),
                    f"two programmes have the id {entry.id}; ids must be unique",
                )
            )
        if entry.review_by < entry.as_of:
            faults.append(fault(file, line_of(data, (index, "review_by")), f"{entry.id}: review_by lies before as_of"))
        seen.add(entry.id)
    if faults:
        raise ContentError(faults)
    return entries


def to_program(row: Mapping[str, Any]) -> Program:
    """A programme for the engine, from the columns of `investment_programs`."""
    details = row["details"]
    brief = details.get("brief") or {}
    facts = to_facts(row, details)
    routes = [route for route in details["route_options"] if route["open"] and route.get("offer", True)]
    return Program(
        id=row["code"],
        country=row["country"],
        category=row["category"],
        name=row["name"],
        short=details["short"],
        status=row["status"],
        status_note=_why_closed(row),
        rank=row["rank"],
        minimum_investment=row["minimum_investment"],
        confidence=details["confidence"],
        as_of=row["as_of"],
        review_by=row["review_by"],
        expires_on=row["expires_on"],
        link=row["link"],
        physical_presence=_said(facts, "presence") or brief.get("physical_presence") or details["physical_presence"],
        dependants=_said(facts, "family") or brief.get("dependants") or details["dependants"],
        cautions=tuple(brief.get("cautions") or details["cautions"]),
        country_code=details.get("country_code", ""),
        grants=details["grants"],
        facts=facts,
        sources=tuple(page if isinstance(page, str) else page["title"] for page in details["sources"]),
        terms=details.get("words") or {},
        routes=tuple({**route, "name": route.get("brief") or route["name"]} for route in routes),
    )


def _said(facts: Mapping[str, Fact], name: str) -> str:
    return facts[name].words if name in facts else ""


def _why_closed(row: Mapping[str, Any]) -> str:
    """Why it takes no applicants: in staff's words, else the file's note where that is about a closed programme."""
    noted_for = (row.get("seeded") or {}).get("status") or row["status"]
    return row.get("status_reason") or ("" if noted_for == "open" else row["details"]["status_note"])


COLUMNS = ("country", "category", "name", "description", "minimum_investment", "processing_time", "rank",
           "status", "as_of", "review_by", "expires_on")  # fmt: skip
OF_STAFF = ("status_reason", "hidden")  # taken over with a programme that is new; after that they are the staff's


def to_row(entry: ProgramEntry, program_link: str) -> dict[str, Any]:
    """The columns of `investment_programs` for an entry of the file; what has no column goes into `details`."""
    columns = {name: getattr(entry, name) for name in COLUMNS}
    details = entry.model_dump(mode="json", exclude={"id", "facts", "sources", "words", "link", *OF_STAFF, *COLUMNS})
    details["facts"] = entry.facts.model_dump(mode="json", exclude_defaults=True)
    details["sources"] = [_page(page) for page in entry.sources]
    details |= {"words": entry.words} if entry.words else {}
    return {
        "code": entry.id, **columns, "link": entry.link or program_link.format(id=entry.id), "details": details,
        **{name: getattr(entry, name) for name in OF_STAFF},
    }  # fmt: skip


def _page(page: SourcePage | str) -> Any:
    return page if isinstance(page, str) else page.model_dump(mode="json", exclude_none=True)


def load_catalogue(folder: Path, program_link: str) -> Catalogue:
    """The catalogue straight from the file, for conversations without a database."""
    shown = (entry for entry in read_programs(folder) if not entry.hidden)
    return Catalogue([to_program(to_row(entry, program_link)) for entry in shown])


def due_for_review(programs: Iterable[Program], today: date) -> list[str]:
    """Ids of open programmes whose figures a person must look at again."""
    return [p.id for p in programs if p.figure(today) in ("due", "expired")]
