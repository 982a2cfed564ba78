"""How Meta's webhook JSON becomes our values. Nothing in it raises; what is odd is ignored with a reason."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from relaystack.engine.phones import canonical
from relaystack.engine.updates import (
    AccountTrouble,
    IdentityChanged,
    IdentityDoubted,
    Ignored,
    Received,
    StatusChanged,
    Update,
)

from . import calls, errors, notices, template_news, threads
from .identities import changed, of_message, of_receiver
from .json_shapes import EVER, clean, items, mapping, moment, text, whole
from .messages import kind_of, read_echo, read_message
from .prices import price

LONGEST_ID = 256
_FIELDS = ("messages", "user_preferences", "smb_message_echoes", threads.STANDBY, calls.FIELD)


def parse(body: Any, number_id: str, now: datetime | None = None, account_id: str = "") -> list[Update]:
    """Every update of a webhook body for our number, in order; one odd entry never loses its neighbours.

    `account_id`: whose message templates are ours, where that is known.
    """
    now = now or datetime.now(UTC)
    updates: list[Update] = []
    if not isinstance(body, Mapping) or not isinstance(body.get("entry"), list):
        return [Ignored("not a webhook body: there is no list `entry`")]
    for entry in items(body, "entry"):
        told_at = moment({"timestamp": entry.get("time")}, now, EVER)
        is_ours = not account_id or text(entry, "id") == account_id
        for change in items(entry, "changes"):
            if text(change, "field") in template_news.FIELDS:
                told = template_news.read(change, entry, now)
                updates.append(told if is_ours else Ignored("another business account"))
            elif text(change, "field") == notices.QUALITY:
                told = notices.number_quality(mapping(change, "value"), told_at)
                updates.append(told if is_ours else Ignored("another business account"))
            elif text(change, "field") == notices.ACCOUNT:  # concerns the account with all its numbers
                updates += notices.account_update(mapping(change, "value"), told_at, now)
            else:
                updates += _change(change, number_id, now)
    return updates


def _change(change: Mapping[str, Any], number_id: str, now: datetime) -> Iterator[Update]:
    value = mapping(change, "value")
    field = text(change, "field") if "field" in change else _field_by(value)
    if field == threads.HANDOVERS:  # names the number in a place of its own
        yield threads.handover(value, number_id, now)
    elif field not in _FIELDS or (field == threads.STANDBY and not isinstance(value.get(field), dict)):
        # history carries `messages` too: those are not for us to answer
        yield Ignored(f"field {clean(field)[:60] or 'missing'}")
    elif number_id and not _is_of(number_id, value):
        yield Ignored("another business number")
    elif field == "user_preferences":
        yield from notices.preferences(value, now)
    elif field == "smb_message_echoes":
        yield from (_echo(message, now) for message in items(value, "message_echoes"))
    elif field == calls.FIELD:
        yield from calls.read(value, now)
    elif field == threads.STANDBY:  # so does standby: to be read along
        value = threads.beside(value)
        yield from map(threads.overheard, _messages(value, now))
        yield from threads.echoes(value, now)
    else:
        yield from _messages(value, now)


def _field_by(value: Mapping[str, Any]) -> str:
    """What a change is about that does not say it: what carries messages, or statuses of them, is `messages`."""
    carries, elsewhere = value.keys() & {"messages", "statuses"}, value.keys() & {"history", "standby"}
    return "messages" if carries and not elsewhere else ""


def _is_of(number_id: str, value: Mapping[str, Any]) -> bool:
    """Whether it came to our number. What names no number came to the only one that there is; another is another's."""
    metadata = value.get("metadata", {})
    if not isinstance(metadata, dict):
        return False
    return "phone_number_id" not in metadata or text(metadata, "phone_number_id") == number_id


def _messages(value: Mapping[str, Any], now: datetime) -> Iterator[Update]:
    own = canonical("".join(c for c in text(mapping(value, "metadata"), "display_phone_number") if c.isdigit()))
    contacts = items(value, "contacts")
    for message in items(value, "messages"):
        update = _message(message, contacts, own, now)
        told = threads.summary(message) or threads.summary(value)
        yield replace(update, summary=told) if told and isinstance(update, Received) else update
    for status in items(value, "statuses"):
        yield _status(status, now)
    if not value.get("messages") and not value.get("statuses"):
        for error in items(value, "errors"):
            code = whole(error, "code")
            yield AccountTrouble(code or 0, text(error, "title")[:300], stops=errors.stops(code))


def _message(message: Mapping[str, Any], contacts: list[Mapping[str, Any]], own: str, now: datetime) -> Update:
    id = text(message, "id")
    if not id or len(id) > LONGEST_ID:
        return Ignored("a message without a usable id")
    if message.get("group_id"):
        return Ignored("a group message")
    if kind_of(message) == "system":
        return _system(message, contacts, id, now)
    sender = of_message(message, contacts)
    if not sender:
        return Ignored("a message without a sender")
    if sender.phone and sender.phone == own:
        return Ignored("our own number")
    return read_message(message, id, sender, moment(message, now))


def _echo(message: Mapping[str, Any], now: datetime) -> Update:
    id, receiver = text(message, "id"), of_receiver(message)
    if not id or len(id) > LONGEST_ID or not receiver:
        return Ignored("an echo without a usable id or receiver")
    # What staff wrote long ago takes no conversation from the bot today.
    return read_echo(message, id, receiver, moment(message, now, EVER))


def _system(message: Mapping[str, Any], contacts: list[Mapping[str, Any]], id: str, now: datetime) -> Update:
    kind = text(mapping(message, "system"), "type")
    if kind == "customer_identity_changed" and (who := of_message(message, contacts)):
        return IdentityDoubted(id, who, moment(message, now))
    before, after = changed(message)
    if kind not in ("user_changed_number", "user_changed_user_id", "customer_changed_number"):
        return Ignored(f"system message {kind[:60] or 'without a type'}")
    if not before or not after:
        return Ignored(f"{kind} without the identifiers it is about")
    return IdentityChanged(id, before, after, moment(message, now), kind)


def _status(status: Mapping[str, Any], now: datetime) -> Update:
    id, state = text(status, "id"), text(status, "status")
    if not id or len(id) > LONGEST_ID or not state:
        return Ignored("a status without a usable id or state")
    if text(status, "recipient_type") == "group":
        return Ignored("a status of a group message")
    error = next(iter(items(status, "errors")), {})
    code = whole(error, "code")
    title = clean(text(error, "title") or text(error, "message"))[:300] or None
    key = clean(text(status, "biz_opaque_callback_data"))[:512]
    stops = state == "failed" and errors.stops(code)
    return StatusChanged(id, state, moment(status, now), key, code, title, stops, price(status))
