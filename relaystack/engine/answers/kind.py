"""What a kind of answer is: how it is understood and misunderstood, what is said back, and what the checker tries."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from .result import HEARING, Hearing


class Understand(Protocol):
    """The value that words mean, or how they are misunderstood."""

    def __call__(self, words: str, hearing: Hearing = HEARING, /) -> Any: ...


@dataclass(frozen=True)
class AnswerKind:
    """One kind of answer; a flow names it under `answer`.

    `reasons` are those of `Misunderstood`: the content has a hint for each. `echoes` are what is said back, with the
    values that each takes: the content has a phrase for each. The checker answers with `examples`, the `longest` that
    there is, and `odd` words that bring about every reason and every echo.
    """

    name: str
    understand: Understand
    reasons: Sequence[str]
    examples: Sequence[str]
    longest: str
    odd: Sequence[str]
    echoes: Mapping[str, Sequence[str]] = field(default_factory=dict)
    personal: bool = False  # it tells who somebody is: no country and no wish is guessed from it
    loose: bool = False  # almost any words would do as one: a clear wish comes before it
    says_outright: Callable[[str], bool] = lambda words: False  # words that are one, whatever else they could ask for
