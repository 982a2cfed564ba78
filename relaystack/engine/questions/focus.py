"""What a conversation is about by now, so that "how long?" and "the second one" mean something."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

MOST = 10  # programmes of a list that are kept


@dataclass(frozen=True)
class Focus:
    """The programmes spoken of last, the topic asked last, for how many people, and the list that was shown last.

    `asks` and `budget` are what that list was asked for by: "more" of it is held to them. `before` is the one programme
    that was spoken of before: "and Malta?", "compare".
    """

    programs: tuple[str, ...] = ()
    listed: tuple[str, ...] = ()
    topic: str = ""
    people: int = 0
    told: int = 0  # how often the consultants were told of something asked
    asks: tuple[str, ...] = ()
    budget: int = 0
    before: str = ""

    def about(self, programs: tuple[str, ...]) -> "Focus":
        """The same, now that these are spoken of; one that was until now is remembered beside them."""
        one = len(self.programs) == 1 and programs != self.programs
        return replace(self, programs=programs, before=self.programs[0] if one else self.before)

    def to_json(self) -> dict[str, Any]:
        """The focus as it lies in the session; what is empty is left out."""
        kept = {
            "programs": list(self.programs), "listed": list(self.listed), "topic": self.topic,
            "people": self.people, "asks": list(self.asks), "budget": self.budget, "told": self.told,
            "before": self.before,
        }  # fmt: skip
        return {name: value for name, value in kept.items() if value}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Focus":
        """The focus that `to_json` wrote."""
        return cls(
            tuple(_words(data.get("programs"))), tuple(_words(data.get("listed"))),
            str(data.get("topic") or ""), int(data.get("people") or 0),
            int(data.get("told") or 0), tuple(_words(data.get("asks"))), int(data.get("budget") or 0),
            str(data.get("before") or ""),
        )  # fmt: skip


def _words(value: Any) -> Sequence[str]:
    return [str(one) for one in value[:MOST]] if isinstance(value, list) else []
