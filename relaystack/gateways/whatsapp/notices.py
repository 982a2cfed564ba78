"""What Meta tells beside messages: who wants no marketing, and what is wrong with the account."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from relaystack.engine.updates import AccountTrouble, Ignored, MarketingChosen, Update

from .identities import of_row
from .json_shapes import EVER, clean, items, mapping, moment, text, whole

LOCKED = 131031  # "account has been locked" (CLOUD_API, section 6)
RESTRICTED = 368
ACCOUNT, QUALITY = "account_update", "phone_number_quality_update"  # fields
_LOWERED = {"FLAGGED": False, "DOWNGRADE": False, "UNFLAGGED": True, "UPGRADE": True}  # whether it is over
_MARKETING = {"stop": False, "resume": True, "signup": True}


def preferences(value: Mapping[str, Any], now: datetime) -> Iterator[Update]:
    """What people chose about marketing messages (field `user_preferences`)."""
    for row in items(value, "user_preferences"):
        who, choice = of_row(row), text(row, "value").lower()
        if text(row, "category") == "marketing_messages" and choice in _MARKETING and who:
            yield MarketingChosen(who, _MARKETING[choice], moment(row, now, EVER))
        else:
            yield Ignored(f"user preference {clean(choice)[:60] or 'without a value'}")


def account_update(value: Mapping[str, Any], at: datetime, now: datetime) -> Iterator[Update]:
    """What was done to the account (field `account_update`): some of it stops the sending, all trouble is told."""
    event = text(value, "event")
    if event == "ACCOUNT_RESTRICTION":
        yield from (_restriction(row, at, now) for row in items(value, "restriction_info"))
    elif event == "DISABLED_UPDATE":
        state = text(mapping(value, "ban_info"), "waba_ban_state")
        yield AccountTrouble(
            LOCKED, _title(event, state), stops=state == "DISABLE", about="account/ban", at=at,
            is_over=state == "REINSTATE",
        )  # fmt: skip
    elif event == "ACCOUNT_VIOLATION":
        kind = text(mapping(value, "violation_info"), "violation_type")
        yield AccountTrouble(0, _title(event, kind), about=f"violation/{clean(kind)[:60]}", at=at)
    else:
        yield Ignored(f"account update {clean(event)[:60] or 'without an event'}")


def _restriction(row: Mapping[str, Any], at: datetime, now: datetime) -> Update:
    """Only one kind forbids to answer customers; the others concern templates, calls and new numbers."""
    kind, until = text(row, "restriction_type"), whole(row, "expiration")
    if until is not None and until < now.timestamp():
        return Ignored("a restriction that has run out")
    return AccountTrouble(
        RESTRICTED, _title("ACCOUNT_RESTRICTION", kind), stops=kind == "RESTRICTED_CUSTOMER_INITIATED_MESSAGING",
        about=f"account/{clean(kind)[:60]}", at=at, until=datetime.fromtimestamp(until, UTC) if until else None,
    )  # fmt: skip


def number_quality(value: Mapping[str, Any], at: datetime) -> Update:
    """What Meta thinks of a number of ours (field `phone_number_quality_update`); most events are no trouble."""
    event = clean(text(value, "event"))[:60].upper()
    number = "".join(c for c in text(value, "display_phone_number") if c in "0123456789")[:20]
    if event not in _LOWERED or not number:
        return Ignored(f"number update {event or 'without an event'}")
    title = _title(event, text(value, "current_limit"))
    return AccountTrouble(0, title, about=f"number/{number}", at=at, is_over=_LOWERED[event])


def _title(event: str, detail: str) -> str:
    return clean(f"{event} {detail}".strip())[:300]
