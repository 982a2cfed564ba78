"""Which messages does Meta refuse by their shape alone?"""

import re
from collections.abc import Callable
from typing import Any

from metatwin.errors import Refusal
from metatwin.interactive import check_interactive
from metatwin.json_types import Json
from metatwin.shapes import (
    may_text,
    need,
    need_link,
    need_list,
    need_number,
    need_object,
    need_text,
    only,
)

TEXT_BODY = (1, 4096)
CAPTION = (0, 1024)
CALLBACK_DATA = (0, 512)
CONTACTS = (1, 257)
TEMPLATE_NAME = (1, 512)

# Whose the message is, where one number carries several Messaging accounts; the second is its name until 2027.
ACCOUNT = ("messaging_account_id", "paid_messaging_account_id")
COMMON = (
    "messaging_product",
    "recipient_type",
    "to",
    "recipient",
    "type",
    "context",
    "biz_opaque_callback_data",
    "recipient_identity_key_hash",
    "message_activity_sharing",
    *ACCOUNT,
)

# What each kind of media may carry beside its id or link.
MEDIA_KEYS = {
    "image": ("caption",),
    "video": ("caption",),
    "audio": ("voice",),
    "document": ("caption", "filename"),
    "sticker": (),
}


def check(body: Any) -> None:
    """Refuse a body that can be no message."""
    check_product(body)
    kind = body.get("type", "text")
    if not isinstance(kind, str) or kind not in KINDS:
        raise Refusal(100, f"Param type must be one of {', '.join(sorted(KINDS))}.")
    only(body, "", *COMMON, kind)
    _check_recipient(body)
    _check_common(body)
    KINDS[kind](body)


def check_product(body: Any) -> None:
    """Refuse what is not a JSON object for WhatsApp."""
    if not isinstance(body, dict):
        raise Refusal(100, "The request body must be a JSON object.")
    if body.get("messaging_product") != "whatsapp":
        raise Refusal(100, "The parameter messaging_product is required and must be whatsapp.")


def _check_recipient(body: Json) -> None:
    if body.get("recipient_type", "individual") != "individual":
        raise Refusal(100, "Param recipient_type must be individual.")
    if body.get("to") is None and body.get("recipient") is None:
        raise Refusal(131008, "The parameter to or recipient is required.")
    for key in ("to", "recipient"):
        may_text(body, key, "", (1, 160))
    # As in `wa_id`, or as people write it. Without "+" Meta may take it for a number of the business's own country.
    if body.get("to") is not None and not re.fullmatch(r"\+?[0-9(][0-9 ().-]{5,24}", body["to"]):
        raise Refusal(131009, "to must be a phone number with its country code.")


def _check_common(body: Json) -> None:
    may_text(body, "biz_opaque_callback_data", "", CALLBACK_DATA, code=100)
    if "context" in body:
        need_text(need_object(body, "context", ""), "message_id", "context", (1, 512))


def _text(body: Json) -> None:
    text = need_object(body, "text", "")
    only(text, "text", "body", "preview_url")
    need_text(text, "body", "text", TEXT_BODY, code=100)
    if not isinstance(text.get("preview_url", False), bool):
        raise Refusal(131009, "text.preview_url must be true or false.")


def _media(body: Json) -> None:
    kind = body["type"]
    check_media(need_object(body, kind, ""), kind, MEDIA_KEYS[kind])


def check_media(part: Json, place: str, extra: tuple[str, ...]) -> None:
    """Media is an uploaded id or a link, and what the kind allows beside it."""
    only(part, place, "id", "link", *extra)
    if "id" in part:
        need_text(part, "id", place, (1, 512))
    else:
        need_link(part, "link", place)
    may_text(part, "caption", place, CAPTION)
    may_text(part, "filename", place, (1, 240))


def _interactive(body: Json) -> None:
    check_interactive(need_object(body, "interactive", ""), check_media)


def _location(body: Json) -> None:
    location = need_object(body, "location", "")
    need_number(location, "latitude", "location", 90)
    need_number(location, "longitude", "location", 180)


def _contacts(body: Json) -> None:
    for person in need_list(body, "contacts", "", CONTACTS):
        need_text(need_object(person, "name", "contacts"), "formatted_name", "contacts.name", (1, 1024))


def _reaction(body: Json) -> None:
    reaction = need_object(body, "reaction", "")
    need_text(reaction, "message_id", "reaction", (1, 512))
    need_text(reaction, "emoji", "reaction", (0, 64))
    if "context" in body:
        raise Refusal(100, "A reaction cannot be a reply.")


def _template(body: Json) -> None:
    template = need_object(body, "template", "")
    need_text(template, "name", "template", TEMPLATE_NAME)
    need_text(need_object(template, "language", "template"), "code", "template.language", (2, 20))
    for component in need_list({"components": [], **template}, "components", "template", (0, 20)):
        need(component, "type", "template.components")
        need_list({"parameters": [], **component}, "parameters", "template.components", (0, 100))


KINDS: dict[str, Callable[[Json], None]] = {
    "text": _text,
    **dict.fromkeys(MEDIA_KEYS, _media),
    "interactive": _interactive,
    "location": _location,
    "contacts": _contacts,
    "reaction": _reaction,
    "template": _template,
}
