"""What an understood or misunderstood answer looks like."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any


@dataclass(frozen=True)
class Rate:
    """What one unit of a currency was worth in US dollars on a day."""

    usd: float
    as_of: date


@dataclass(frozen=True)
class Hearing:
    """What it takes to understand an answer besides its words: the person's language and the country of their number,
    today's date, and the rates of other currencies by their ISO code."""

    language: str = "en"
    country: str = ""
    today: date = date(2026, 1, 1)
    rates: Mapping[str, Rate] = field(default_factory=dict)


@dataclass(frozen=True)
class Understood:
    """A value that is better said back: `echo` names the phrase below `understood`, `values` fill it in."""

    value: Any
    echo: str
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Misunderstood:
    """Why an answer could not be taken: `reason` names the hint in `phrases.yaml`."""

    reason: str
    guess: str = ""


HEARING = Hearing()
