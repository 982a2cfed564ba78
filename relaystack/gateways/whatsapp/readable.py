"""What is no text, in words for staff: contact cards, places, orders, forms, what was edited or taken back."""

import json
import math
from collections.abc import Iterator, Mapping
from typing import Any

from relaystack.engine import adverts

from .json_shapes import clean, items, mapping, text

LONGEST = 2_000  # characters of what a person reads at a glance
MAP = "https://www.google.com/maps?q="
_UNSUPPORTED = {
    "edit": "a message was edited; WhatsApp does not tell us the new words",
    "revoke": "a message was deleted",
    "pin": "a message was pinned",
    "poll_creation": "a poll, which WhatsApp does not show to businesses",
    "gif": "a GIF, which WhatsApp does not show to businesses",
    "group_invite": "an invitation to a group, which WhatsApp does not show to businesses",
    "media_placeholder": "a file that is on another phone only",
}
_TOO_LARGE = "131052"
_CALLS = {"accept": "allowed us to call", "reject": "does not allow us to call"}


def contacts(message: Mapping[str, Any]) -> str:
    """Who was shared: names and numbers, a line each."""
    return _short("\n".join(filter(None, map(_card, items(message, "contacts"))))) or "[contacts]"


def _card(card: Mapping[str, Any]) -> str:
    name = mapping(card, "name")
    parts = (text(name, "first_name"), text(name, "last_name"))
    who = text(name, "formatted_name") or " ".join(part for part in parts if part) or "without a name"
    company = text(mapping(card, "org"), "company")
    reached = [
        *(text(phone, "phone") or f"+{text(phone, 'wa_id')}" for phone in items(card, "phones")),
        *(text(mail, "email") for mail in items(card, "emails")),
    ]
    told = ", ".join(one for one in reached if one.strip("+"))
    return f"[contact] {who}{f' ({company})' if company else ''}{f': {told}' if told else ''}"


def place(message: Mapping[str, Any]) -> str:
    """A place by name, address and coordinates, with a link to a map."""
    part = mapping(message, "location")
    named = [text(part, name) for name in ("name", "address")]
    latitude, longitude = _degrees(part, "latitude", 90), _degrees(part, "longitude", 180)
    if latitude and longitude:
        named.append(f"{latitude}, {longitude} {MAP}{latitude},{longitude}")
    told = _short(", ".join(one for one in named if one))
    return f"[place] {told}" if told else "[location]"


def _degrees(part: Mapping[str, Any], name: str, most: int) -> str:
    """Degrees as a map takes them; empty where there are none."""
    try:
        value = float(part.get(name))  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        return ""
    return f"{value:.6f}".rstrip("0").rstrip(".") if math.isfinite(value) and abs(value) <= most else ""


def order(message: Mapping[str, Any]) -> str:
    """What was ordered, a line each, and what was written with it."""
    part = mapping(message, "order")
    lines = [
        f"- {text(one, 'quantity') or '1'} × {text(one, 'product_retailer_id')}"
        f"{f' at {price} ' + text(one, 'currency') if (price := _number(one, 'item_price')) else ''}"
        for one in items(part, "product_items")
    ]
    return _short("\n".join(["[order]", *lines, *filter(None, [text(part, "text")])]))


def _number(part: Mapping[str, Any], name: str) -> str:
    value = part.get(name)
    return f"{value:g}" if isinstance(value, float) and math.isfinite(value) else text(part, name)


def form(reply: Mapping[str, Any]) -> str:
    """What was filled into one of WhatsApp's forms."""
    try:
        answers = json.loads(text(reply, "response_json") or "{}")
        known = {name: str(value) for name, value in answers.items()} if isinstance(answers, dict) else {}
    except (ValueError, RecursionError):
        known = {}
    lines = [f"- {clean(name)}: {clean(value)}" for name, value in known.items() if name != "flow_token"]
    return _short("\n".join(["[form]", *lines])) if lines else "[interactive]"


def calls(reply: Mapping[str, Any]) -> str:
    """Whether we may call, and whether that holds for good."""
    said = _CALLS.get(text(reply, "response"), "")
    if said and reply.get("is_permanent") is True:
        said += ", for good"
    return f"[{said}]" if said else "[call_permission_reply]"


def reaction(message: Mapping[str, Any]) -> str:
    """An emoji at a message, or that it was taken away."""
    emoji = text(mapping(message, "reaction"), "emoji")[:40]
    return f"[reacted with {emoji}]" if emoji else "[took a reaction back]"


def unsupported(message: Mapping[str, Any]) -> str:
    """What WhatsApp does not pass on to businesses, as far as it says what it was."""
    kind = text(mapping(message, "unsupported"), "type")[:40]
    codes = {text(error, "code") for error in items(message, "errors")}
    if told := _UNSUPPORTED.get(kind, "a file too large for WhatsApp to pass on" if _TOO_LARGE in codes else ""):
        return f"[{told}]"
    return f"[something that WhatsApp does not show to businesses{': ' + kind if kind else ''}]"


def note(message: Mapping[str, Any]) -> str:
    """What staff must know beside the words: the advert somebody came from, the product meant, that it is forwarded."""
    return _short("; ".join(_notes(message)))


def advert(message: Mapping[str, Any]) -> dict[str, str]:
    """What somebody came from; each text is cut at what a person reads."""
    told = mapping(message, "referral")
    return {name: _short(value) for name in adverts.KEPT if (value := text(told, name))} if told else {}


def _notes(message: Mapping[str, Any]) -> Iterator[str]:
    context = mapping(message, "context")
    if mapping(message, "referral"):
        yield f"came from {adverts.worded(advert(message)) or 'an advert'}"
    if product := text(mapping(context, "referred_product"), "product_retailer_id"):
        yield f"asks about the product {product}"
    if context.get("frequently_forwarded") is True:
        yield "forwarded many times"
    elif context.get("forwarded") is True:
        yield "forwarded"


def refers_to(message: Mapping[str, Any], kind: str) -> str:
    """The id of the message that this one quotes, reacts to, edits or deletes. A tap says it by its title."""
    part = mapping(message, kind)
    ids = [text(part, "original_message_id"), text(part, "message_id") if kind == "reaction" else ""]
    if kind not in ("interactive", "button") and not mapping(message, "context").get("referred_product"):
        ids.append(text(mapping(message, "context"), "id"))
    return next((id[:256] for id in ids if id), "")


def _short(words: str) -> str:
    return words if len(words) <= LONGEST else words[: LONGEST - 1] + "…"
