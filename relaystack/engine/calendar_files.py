"""Appointments as a calendar file (RFC 5545): the same name each time, so that calendars change what they have."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

PUBLISH, CANCEL = "PUBLISH", "CANCEL"
_AFRESH = timedelta(minutes=30)  # how often calendars are asked to look for what is new; most do as they like


@dataclass(frozen=True)
class Event:
    """An appointment in somebody's calendar; times are in UTC. `revision` grows with each change."""

    uid: str
    revision: int
    changed_at: datetime
    begins_at: datetime
    ends_at: datetime
    title: str
    notes: str = ""
    state: str = "CONFIRMED"  # or TENTATIVE, CANCELLED

    @property
    def method(self) -> str:
        """What a file with this event alone asks a calendar to do."""
        return CANCEL if self.state == "CANCELLED" else PUBLISH

    def to_json(self) -> dict[str, Any]:
        """As the outbox keeps it."""
        return {
            name: value.isoformat() if isinstance(value, datetime) else value for name, value in asdict(self).items()
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Event":
        """The same again."""
        times = {name: datetime.fromisoformat(kept[name]) for name in ("changed_at", "begins_at", "ends_at")}
        return cls(**{**kept, **times})


def one(event: Event, organizer: str = "") -> bytes:
    """A file that puts one event into a calendar, changes it there or takes it out."""
    return written([event], method=event.method, organizer=organizer)


def written(events: Iterable[Event], *, method: str = PUBLISH, name: str = "", organizer: str = "") -> bytes:
    """A file of these events; with a `name` it is a calendar that others follow."""
    from icalendar import Calendar  # takes a tenth of a second, which no command need wait for

    calendar = Calendar()
    calendar.add("prodid", "-//Relaystack//EN")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    if name:
        calendar.add("x-wr-calname", name)
        calendar.add("refresh-interval", _AFRESH, {"value": "DURATION"})
        calendar.add("x-published-ttl", _AFRESH, {"value": "DURATION"})
    for event in events:
        calendar.add_component(_component(event, organizer))
    return bytes(calendar.to_ical())


def _component(event: Event, organizer: str) -> Any:
    from icalendar import Event as Component

    component = Component()
    component.add("uid", event.uid)
    component.add("sequence", event.revision)
    component.add("dtstamp", event.changed_at)
    component.add("dtstart", event.begins_at)
    component.add("dtend", event.ends_at)
    component.add("summary", event.title)
    component.add("status", event.state)
    if event.notes:
        component.add("description", event.notes)
    if organizer:
        component.add("organizer", f"mailto:{organizer}")
    return component
