"""One piece of what somebody writes about money."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["digits", "small", "hundred", "part", "shift", "scale", "within", "currency", "word", "sign"]


@dataclass(slots=True)
class Token:
    """A piece of what was written; `tight` says that nothing parts it from the one before. Digits with a `value` are a
    fraction."""

    text: str
    kind: Kind
    value: float = 0.0
    tight: bool = False
