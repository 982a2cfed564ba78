"""What is known of a conversation that took place, and how it is kept as a line of JSON."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from relaystack.engine.events import Opened, Said, Shared, Tapped


@dataclass(frozen=True)
class Found:
    """The job search came back: where the answer led (`flow.step`), and how it had gone where that can be told."""

    led_to: str = ""
    outcome: str = ""


Happening = Said | Tapped | Shared | Opened | Found
_TYPES: Mapping[str, type[Happening]] = {type.__name__: type for type in (Said, Tapped, Shared, Opened, Found)}


@dataclass(frozen=True)
class Event:
    """Something that happened; `answered`: the bot answered it then."""

    at: datetime
    what: Happening
    answered: bool = True


@dataclass(frozen=True)
class Conversation:
    """All that one person did, the oldest first. It has a number and no name.

    Only what happened from `since` on is to be compared; what was before leads there.
    """

    number: int
    country: str = ""
    since: datetime | None = None
    events: tuple[Event, ...] = ()

    def counts(self, event: Event) -> bool:
        """Whether what came of the event is to be compared."""
        return self.since is None or event.at >= self.since

    def with_events(self, events: tuple[Event, ...]) -> "Conversation":
        """The same person with other events."""
        return replace(self, events=events)

    def to_json(self) -> dict[str, Any]:
        """The conversation as a line of JSON keeps it."""
        since = self.since.isoformat() if self.since else None
        events = [
            {"at": e.at.isoformat(), "answered": e.answered, "type": type(e.what).__name__, **vars(e.what)}
            for e in self.events
        ]
        return {"conversation": self.number, "country": self.country, "since": since, "events": events}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Conversation":
        """The conversation that `to_json` wrote; ValueError where it is none."""
        try:
            since = datetime.fromisoformat(data["since"]) if data["since"] else None
            events = tuple(_event(dict(event)) for event in data["events"])
            return cls(int(data["conversation"]), str(data["country"]), since, events)
        except (KeyError, TypeError, ValueError) as error:
            raise ValueError(f"this is no recorded conversation ({type(error).__name__})") from None


def _event(data: dict[str, Any]) -> Event:
    at, answered, kind = data.pop("at"), data.pop("answered"), data.pop("type")
    return Event(datetime.fromisoformat(at), _TYPES[kind](**data), bool(answered))
