"""What a message says, by its type, and what the conversation makes of it."""

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from relaystack.engine.events import Incoming, Opened, Said, Shared, Tapped
from relaystack.engine.updates import Attachment, Identity, Received, StaffWrote

from . import readable
from .identities import shared_number
from .json_shapes import items, mapping, only_of, plain, text

# (words for the record, what the conversation gets: None is recorded and not answered)
Reading = tuple[str, Incoming | None]
_CHOSEN = ("button_reply", "list_reply")
_UNANSWERED = ("call_permission_reply", "payment_method")
MEDIA = ("image", "video", "audio", "voice", "document", "sticker")
LARGEST_CONTENT = 20_000  # characters of a message's own JSON that are kept


def read_message(message: Mapping[str, Any], id: str, sender: Identity, at: datetime) -> Received:
    """The message as ours. Types that nobody foresaw are recorded, and answered that they cannot be read."""
    kind = kind_of(message)
    words, incoming = _READERS.get(kind, _unforeseen)(message, kind)
    shared = shared_number(message) if kind == "contacts" else None
    content, file = _content(message, kind), _attachment(message, kind)
    about, note = readable.refers_to(message, kind), readable.note(message)
    advert = readable.advert(message)
    return Received(
        id, sender, at, kind, words, incoming, content, shared, file, refers_to=about, note=note, advert=advert
    )


def read_echo(message: Mapping[str, Any], id: str, receiver: Identity, at: datetime) -> StaffWrote:
    """A message that staff sent from the WhatsApp Business app."""
    kind = kind_of(message)
    words, _ = _READERS.get(kind, _unforeseen)(message, kind)
    about, note = readable.refers_to(message, kind), readable.note(message)
    return StaffWrote(id, receiver, at, kind, words, _content(message, kind), about, note)


def kind_of(message: Mapping[str, Any]) -> str:
    """Its type. One that is not named is told by the one part that the message has."""
    return text(message, "type")[:40] or only_of(message, KINDS) or "unknown"


def recorded(kind: str, words: str, content: Mapping[str, Any]) -> Incoming | None:
    """What the conversation made of a message, from its record; None also where that was too large to be kept."""
    if "too_large" in content:
        return None
    return _READERS.get(kind, _unforeseen)({"type": kind, "text": {"body": words}, **content}, kind)[1]


def _text(message: Mapping[str, Any], kind: str) -> Reading:
    words = text(mapping(message, "text"), "body")
    return words, Said(words)


def _media(message: Mapping[str, Any], kind: str) -> Reading:
    """A file; one that Meta gives no id for can be passed on to nobody."""
    part = mapping(message, kind)
    return text(part, "caption") or f"[{kind}]", Shared(kind if text(part, "id") else "other")


def _attachment(message: Mapping[str, Any], kind: str) -> Attachment | None:
    part = mapping(message, kind) if kind in MEDIA else {}
    id = text(part, "id")
    return Attachment(
        id, text(part, "mime_type")[:100], text(part, "sha256")[:100], text(part, "filename")[:240],
        text(part, "caption"),
    ) if id else None  # fmt: skip


def _location(message: Mapping[str, Any], kind: str) -> Reading:
    return readable.place(message), Shared(kind)


def _order(message: Mapping[str, Any], kind: str) -> Reading:
    return readable.order(message), Shared(kind)


def _contacts(message: Mapping[str, Any], kind: str) -> Reading:
    """A shared contact; the person's own number, given after we asked for it, needs no answer."""
    if any(text(contact, "origin") == "contact_request" for contact in items(message, "contacts")):
        return "[own number]", None
    return readable.contacts(message), Shared("contacts")


def _button(message: Mapping[str, Any], kind: str) -> Reading:
    button = mapping(message, "button")
    title = text(button, "text")
    return title, Tapped(text(button, "payload") or title, title)


def _interactive(message: Mapping[str, Any], kind: str) -> Reading:
    interactive = mapping(message, "interactive")
    way = text(interactive, "type") or only_of(interactive, (*_CHOSEN, *_UNANSWERED))
    if way in _CHOSEN:
        chosen = mapping(interactive, way)
        title = text(chosen, "title")
        return title, Tapped(text(chosen, "id"), title)
    if way == "call_permission_reply":
        return readable.calls(mapping(interactive, way)), None
    if way in _UNANSWERED:
        return f"[{way}]", None
    return readable.form(mapping(interactive, way)), Shared("other")


def _reaction(message: Mapping[str, Any], kind: str) -> Reading:
    return readable.reaction(message), None


def _edit(message: Mapping[str, Any], kind: str) -> Reading:
    """The new words. What was answered stays answered."""
    new = mapping(mapping(message, "edit"), "message")
    kind = text(new, "type")
    words = "" if kind in ("", "edit") else _READERS.get(kind, _unforeseen)(new, kind)[0]
    return f"[edited] {words}" if words else "[edited]", None


def _revoke(message: Mapping[str, Any], kind: str) -> Reading:
    return "[deleted a message]", None


def _opened(message: Mapping[str, Any], kind: str) -> Reading:
    return "[opened the chat]", Opened()


def _unsupported(message: Mapping[str, Any], kind: str) -> Reading:
    """Edits, pins and the like arrive as unsupported: nobody expects an answer to those."""
    is_silent = text(mapping(message, "unsupported"), "type") in ("edit", "pin", "revoke")
    return readable.unsupported(message), None if is_silent else Shared("other")


def _unforeseen(message: Mapping[str, Any], kind: str) -> Reading:
    return f"[{kind}]", Shared("other")


_READERS: dict[str, Callable[[Mapping[str, Any], str], Reading]] = {
    "text": _text,
    **dict.fromkeys(MEDIA, _media),
    "location": _location,
    "order": _order,
    "contacts": _contacts,
    "button": _button,
    "interactive": _interactive,
    "reaction": _reaction,
    "edit": _edit,
    "revoke": _revoke,
    "request_welcome": _opened,
    "unsupported": _unsupported,
}
KINDS = (*_READERS, "system")  # each is also the name of the part that says what is in such a message


def _content(message: Mapping[str, Any], kind: str) -> dict[str, Any]:
    """What the words do not say (ids of media, coordinates, the tapped id), as Meta wrote it."""
    if kind == "text":
        return {}
    kept = {name: plain(message[name]) for name in (kind, "context", "referral", "errors") if name in message}
    length = len(json.dumps(kept))
    return kept if length <= LARGEST_CONTENT else {"too_large": length}
