"""How is an update from Meta kept as JSON, so that the very same one can be handled later?"""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import datetime
from typing import Any

from relaystack.engine.events import (
    CalendarAnswered,
    FellSilent,
    HandedBack,
    JobsFound,
    Opened,
    PaymentSettled,
    Said,
    Shared,
    Tapped,
)
from relaystack.engine.updates import (
    AccountTrouble,
    Attachment,
    Called,
    Identity,
    IdentityChanged,
    IdentityDoubted,
    MarketingChosen,
    Price,
    Received,
    ResponderWrote,
    StaffWrote,
    StatusChanged,
    TemplateChanged,
    ThreadPassed,
    Update,
)

_TYPES = {
    type.__name__: type
    for type in (Received, StaffWrote, StatusChanged, IdentityChanged, IdentityDoubted, MarketingChosen,
                 TemplateChanged, ResponderWrote, ThreadPassed, Called, Price,
                 AccountTrouble, Identity, Attachment, Said, Tapped, Shared, Opened, JobsFound, CalendarAnswered,
                 PaymentSettled, FellSilent, HandedBack)
}  # fmt: skip
_NESTED = (
    "sender",
    "shared",
    "before",
    "after",
    "who",
    "incoming",
    "attachment",
    "price",
)  # fields that hold a value of ours, not Meta's JSON

_TIMES = ("at", "coming_at", "until")


def to_json(value: Any) -> Any:
    """A value of ours by its type and fields; Meta's own JSON inside stays as it is."""
    if is_dataclass(value):
        parts = {part.name: to_json(getattr(value, part.name)) for part in fields(value)}
        return {"type": type(value).__name__, **parts}
    return value.isoformat() if isinstance(value, datetime) else value


def from_json(kept: Mapping[str, Any]) -> Update:
    """The update that `to_json` was given; ValueError where another version kept it in a form of its own."""
    try:
        update: Update = _value(kept)
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(f"kept in a form that this version cannot read ({type(error).__name__})") from error
    return update


def _value(kept: Mapping[str, Any]) -> Any:
    parts = {name: part for name, part in kept.items() if name != "type"}
    for name in _NESTED:
        if parts.get(name) is not None:
            parts[name] = _value(parts[name])
    for name in _TIMES:
        if parts.get(name) is not None:
            parts[name] = datetime.fromisoformat(parts[name])
    return _TYPES[kept["type"]](**parts)
