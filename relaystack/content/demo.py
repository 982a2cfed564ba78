"""Pretended people for a developer's first start: `demo.yaml` of the content folder, where there is one."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from .yaml_lines import read_yaml

Speaker = Literal["customer", "bot", "owner"]


class PretendedLead(BaseModel):
    """What somebody has told."""

    model_config = ConfigDict(extra="forbid")
    name: str
    email: str | None = None
    interest: str
    budget: int | None = None


class Pretended(BaseModel):
    """Somebody who never wrote. `waits` is why they need a person; `owner`: the owner has them."""

    model_config = ConfigDict(extra="forbid")
    name: str
    phone: str = Field(pattern=r"15550190\d{3}")  # 555 is no area: nobody has such a number
    language: str
    waits: str | None = None
    owner: bool = False
    closed: bool = False
    lead: PretendedLead | None = None
    said: list[tuple[int, Speaker, str]] = Field(min_length=1)


class PastLine(BaseModel):
    """Something that was said; what it came to, as `turns` keeps it: of ours only where the calendar answered."""

    model_config = ConfigDict(extra="forbid")
    who: Speaker | Literal["template"]
    words: str
    came: str = ""
    about: str | None = None
    topic: str | None = None
    program: str | None = None
    at: str | None = None  # flow and step in which it ended


class PastAppointment(BaseModel):
    """What became of an appointment that was made; `fee` is in hundredths."""

    model_config = ConfigDict(extra="forbid")
    steps: list[Literal["moved", "cancelled", "not_paid", "no_show", "done"]] = Field(min_length=1)
    fee: int = Field(0, ge=0)
    currency: str = "USD"


class PastTalk(BaseModel):
    """A conversation that many had. `often`: how many of them, beside the others; `lead`: what they became one for."""

    model_config = ConfigDict(extra="forbid")
    often: int = Field(ge=1, le=100)
    languages: list[str] = ["en"]
    lead: str | None = None
    appointment: PastAppointment | None = None  # that is made with its last words
    said: list[PastLine] = Field(min_length=1)


class Past(BaseModel):
    """The weeks before: so many days, conversations a day, by people of these names and ranges of numbers."""

    model_config = ConfigDict(extra="forbid")
    days: int = Field(ge=1, le=120)
    a_day: int = Field(ge=1, le=40)
    names: list[str] = Field(min_length=1)
    # In every American area 555-0100 to 0199, and in Britain 07700 900xxx, are kept for fiction.
    numbers: list[Annotated[str, Field(pattern=r"^(1\d{3}55501|447700900\d)$")]] = Field(min_length=1)
    talks: list[PastTalk] = Field(min_length=1)


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")
    people: list[Pretended]
    past: Past | None = None


def pretended(folder: Path) -> list[Pretended]:
    """The people of a content folder's `demo.yaml`; raises what reading and pydantic raise where it cannot be used."""
    file = folder / "demo.yaml"
    return _File.model_validate(read_yaml(file)).people if file.is_file() else []


def past(folder: Path) -> Past | None:
    """What is pretended of the weeks before, where there is anything; raises as `pretended` does."""
    file = folder / "demo.yaml"
    return _File.model_validate(read_yaml(file)).past if file.is_file() else None
