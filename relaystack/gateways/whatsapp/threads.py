"""Whose a thread is, where an account has several responders (CLOUD_API, section 16)."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from relaystack.engine.updates import Identity, Ignored, Received, ResponderWrote, StatusChanged, ThreadPassed, Update

from .identities import of_receiver, of_row
from .json_shapes import clean, items, mapping, moment, text
from .messages import read_echo

STANDBY, HANDOVERS = "standby", "messaging_handovers"
LONGEST_ID = 256
LONGEST_SUMMARY = 4000


def beside(value: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a value of `standby` holds, in the shape of a value of `messages`."""
    return {**value, **mapping(value, STANDBY)}


def overheard(update: Update) -> Update:
    """What is told of a thread that is another's: to be read, not answered; failures there are not ours."""
    match update:
        case Received():
            return replace(update, on_standby=True)
        case StatusChanged():
            return replace(update, stops=False)
    return update


def echoes(value: Mapping[str, Any], now: datetime) -> Iterator[Update]:
    """What another responder wrote; an echo that does not say to whom is of the one person that the value names."""
    contacts = [of_row(contact) for contact in items(value, "contacts")]
    only = contacts[0] if len(contacts) == 1 else Identity()
    for echo in items(value, "message_echoes"):
        said = {**mapping(echo, "message"), **{name: echo[name] for name in echo if name != "message"}}
        id, receiver = text(said, "id"), of_receiver(said) or only
        if not id or len(id) > LONGEST_ID or not receiver:
            yield Ignored("an echo on standby without a usable id or receiver")
        else:
            kind = text(said, "type") or next((name for name in ("text", "template", "flow") if said.get(name)), "")
            read = read_echo({**said, "type": kind}, id, receiver, moment(said, now))
            yield ResponderWrote(read.message_id, read.who, read.at, read.kind, read.words, read.content)


def handover(value: Mapping[str, Any], number_id: str, now: datetime) -> Update:
    """A thread that has changed hands. Whose it is may be missing: then it is told of nobody."""
    number = text(mapping(value, "recipient"), "phone_number_id")
    if number and number_id and number != number_id:
        return Ignored("another business number")
    kind = text(value, "type")
    if kind not in ("control_passed", "control_taken"):
        return Ignored(f"hand-over {clean(kind)[:60] or 'without a type'}")
    about, sender = mapping(value, kind) or mapping(value, "control_passed"), mapping(value, "sender")
    number = text(sender, "phone_number") or text(sender, "wa_id") or text(sender, "phone")
    who = of_row({**sender, "wa_id": "".join(number.split()).lstrip("+")})
    owner = clean(text(about, "new_owner_role"))[:40]
    return ThreadPassed(who, moment(value, now), owner, summary(about))


def summary(told: Mapping[str, Any]) -> str:
    """What an AI has written about the conversation so far. For people to read: no fact is taken from it."""
    return text(mapping(mapping(told, "conversation_context"), "summary"), "text")[:LONGEST_SUMMARY]
