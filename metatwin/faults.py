"""What goes wrong on Meta's side when a test or the simulator asks for it?"""

import re
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from metatwin.json_types import Json

Answer = int | str

# What may stand in each queue of forced answers, beside numbers (Meta's codes; of downloads the HTTP status).
# A word in capitals stands for a value.
_ANY = ("500", "502-html", "drop-before", "hang", "retry-after:SECONDS")
WORDS = {
    "answers": (*_ANY, "drop"),
    "uploads": _ANY,
    "lookups": (*_ANY, "elsewhere:URL", "announces:BYTES"),
    "downloads": (*_ANY, "redirect:URL", "stall", "cut", "wrong-bytes", "longer"),
}
_VALUES = {"SECONDS": r"\d+", "BYTES": r"\d+", "URL": r"https?://\S+"}


@dataclass
class Faults:
    """Every fault, off by default. A change takes effect at once."""

    # Sends
    latency: float = 0.0  # seconds before an answer
    answers: list[Answer] = field(default_factory=list)  # forced answers, one per send
    down: bool = False  # connections are refused
    token_expired: bool = False
    unpaid: bool = False  # the payment method has failed: every message is refused with 131042
    price_type: str = "regular"  # what statuses say of the price of a message
    rates: bool = True  # Meta's own limits on throughput
    pair_burst: int = 45
    pair_seconds: float = 6.0
    number_per_second: float = 80.0
    # Files, one each as well
    uploads: list[Answer] = field(default_factory=list)
    lookups: list[Answer] = field(default_factory=list)
    downloads: list[Answer] = field(default_factory=list)
    # Webhooks
    repeat: int = 0  # extra copies of each body
    shuffle: bool = False
    delay: float = 0.0
    batch: int = 1
    hold: bool = False
    status_webhooks: bool = True
    status_only: dict[str, int | None] = field(default_factory=dict)  # {"failed": 131047}, {"sent": None}

    def __post_init__(self) -> None:
        self.listen(lambda name: None)

    def __setattr__(self, name: str, value: Any) -> None:
        object.__setattr__(self, name, value)
        changed: Callable[[str], None] | None = self.__dict__.get("_changed")
        if changed is not None and name != "_changed":
            changed(name)

    def listen(self, changed: Callable[[str], None]) -> None:
        """Call `changed(name)` after every assignment."""
        object.__setattr__(self, "_changed", changed)

    def clear(self) -> None:
        """Switch every fault off."""
        for name, value in asdict(Faults()).items():
            if getattr(self, name) != value:
                setattr(self, name, value)

    def to_json(self) -> Json:
        """The faults as the control API shows them."""
        return asdict(self)


def is_answer(value: Any, queue: str = "answers") -> bool:
    """May this stand in that queue of forced answers?"""
    if isinstance(value, str):
        return any(re.fullmatch(_pattern(word), value) for word in WORDS[queue])
    return isinstance(value, int) and not isinstance(value, bool)


def _pattern(word: str) -> str:
    head, colon, value = word.partition(":")
    return head + colon + _VALUES.get(value, "")


def read_patch(patch: Any) -> Json:
    """Check a PATCH of the control API; ValueError says what to do."""
    if not isinstance(patch, dict):
        raise ValueError("send a JSON object of faults")
    defaults = asdict(Faults())
    for name, value in patch.items():
        if name not in defaults:
            raise ValueError(f"no fault is called {name!r}; choose from {', '.join(f.name for f in fields(Faults))}")
        if not _fits(name, value, defaults[name]):
            raise ValueError(f"{name} cannot be {value!r}; it looks like {defaults[name]!r}")
    return patch


def _fits(name: str, value: Any, default: Any) -> bool:
    if name in WORDS:
        return isinstance(value, list) and all(is_answer(answer, name) for answer in value)
    if isinstance(default, str):
        return isinstance(value, str)
    if name == "status_only":
        return isinstance(value, dict) and all(code is None or type(code) is int for code in value.values())
    if name == "down" or isinstance(default, bool):
        return isinstance(value, bool)
    if isinstance(value, bool) or value is None or not isinstance(value, int | float):
        return False
    return value >= 0 and (isinstance(default, float) or isinstance(value, int))
