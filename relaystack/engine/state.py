"""Where a person is in the conversation: plain values that travel through JSON."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Place:
    """A step of a flow, written `flow.step`."""

    flow: str
    step: str

    def __str__(self) -> str:
        return f"{self.flow}.{self.step}"

    @classmethod
    def parse(cls, text: str) -> "Place":
        """The place written as `flow.step`."""
        flow, _, step = text.partition(".")
        return cls(flow, step)


@dataclass(frozen=True)
class State:
    """The flow's name and version, the step, the answers so far, and the way back.

    `left` is a half-filled journey that a pause set aside; `shown` the figures the person has seen; `misses` how
    often in a row they were not understood; `nudged` says that they were reminded of what they had begun. `beside`
    holds the buttons that the bot itself has offered beside the question, by their words; `offered_at` says when, where
    that was of itself and not as an answer.
    `empty` counts the messages in a row that had no meaning, `heard` knows the last ones again, and `quiet` says that
    the bot answers nothing of that kind any more (`loops.py`). `focus` is what is spoken of (`questions/focus.py`),
    `unfinished` the last words, where they left something open that a next piece may say (`fragments.py`); `put_off`
    says that the reply to them waits for that.
    """

    place: Place | None = None
    version: int = 0
    answers: dict[str, Any] = field(default_factory=dict)
    way: tuple[Place, ...] = ()
    left: dict[str, Any] | None = None
    shown: dict[str, Any] = field(default_factory=dict)
    misses: int = 0
    nudged: bool = False
    beside: dict[str, str] = field(default_factory=dict)
    offered_at: str = ""
    heard: tuple[str, ...] = ()
    empty: int = 0
    quiet: bool = False
    focus: dict[str, Any] = field(default_factory=dict)
    unfinished: str = ""
    put_off: bool = False

    def to_json(self) -> dict[str, Any]:
        """The state as it lies in `whatsapp_sessions.metadata`."""
        return {
            "flow": self.place.flow if self.place else None,
            "step": self.place.step if self.place else None,
            "version": self.version,
            "answers": self.answers,
            "way": [str(place) for place in self.way],
            "left": self.left,
            "shown": self.shown,
            "misses": self.misses,
            "nudged": self.nudged,
            "beside": self.beside,
            "offered_at": self.offered_at,
            "heard": list(self.heard),
            "empty": self.empty,
            "quiet": self.quiet,
            "focus": self.focus,
            "unfinished": self.unfinished,
            "put_off": self.put_off,
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "State":
        """The state that `to_json` wrote; unknown or missing keys are no error (an older version wrote it)."""
        flow, step = data.get("flow"), data.get("step")
        return cls(
            place=Place(flow, step) if flow and step else None,
            version=data.get("version") or 0,
            answers=dict(data.get("answers") or {}),
            way=tuple(Place.parse(text) for text in data.get("way") or ()),
            left=data.get("left"),
            shown=dict(data.get("shown") or {}),
            misses=data.get("misses") or 0,
            nudged=bool(data.get("nudged")),
            beside=dict(data.get("beside") or {}),
            offered_at=data.get("offered_at") or "",
            heard=tuple(data.get("heard") or ()),
            empty=data.get("empty") or 0,
            quiet=bool(data.get("quiet")),
            focus=dict(data.get("focus") or {}),
            unfinished=data.get("unfinished") or "",
            put_off=bool(data.get("put_off")),
        )
