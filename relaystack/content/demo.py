"""Pretended people for a developer's first start: `demo.yaml` of the content folder, where there is one."""

from pathlib import Path
from typing import Literal

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


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")
    people: list[Pretended]


def pretended(folder: Path) -> list[Pretended]:
    """The people of a content folder's `demo.yaml`; raises what reading and pydantic raise where it cannot be used."""
    file = folder / "demo.yaml"
    return _File.model_validate(read_yaml(file)).people if file.is_file() else []
