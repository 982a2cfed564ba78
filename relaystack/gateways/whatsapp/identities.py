"""Who Meta's JSON speaks of: phone, BSUID, parent BSUID, whichever of them is there (CLOUD_API, section 12)."""

import re
from collections.abc import Mapping
from typing import Any

from relaystack.engine.updates import Identity

from .json_shapes import mapping, text

_PHONE = re.compile(r"\+?([0-9]{5,20})")
LONGEST_BSUID = 160
LONGEST_NAME = 200


def of_message(message: Mapping[str, Any], contacts: list[Mapping[str, Any]]) -> Identity:
    """The sender. Contacts are matched by wa_id or user_id, never by position."""
    sender, bsuid = text(message, "from"), text(message, "from_user_id")
    phone = _phone(sender)
    if not phone and not bsuid:
        bsuid = sender  # known variant: the BSUID stands in `from`
    contact = _contact(contacts, {sender, bsuid, text(message, "from_parent_user_id")} - {""})
    return Identity(
        phone=phone or _phone(text(contact, "wa_id")),
        bsuid=_bsuid(bsuid or text(contact, "user_id")),
        parent_bsuid=_bsuid(text(message, "from_parent_user_id") or text(contact, "parent_user_id")),
        name=text(mapping(contact, "profile"), "name")[:LONGEST_NAME],
    )


def changed(message: Mapping[str, Any]) -> tuple[Identity, Identity]:
    """Who a system message was about, and how they are known now."""
    system = mapping(message, "system")
    before = Identity(
        phone=_phone(text(message, "from")),
        bsuid=_bsuid(text(system, "previous_user_id") or text(message, "from_user_id")),
        parent_bsuid=_bsuid(text(system, "previous_parent_user_id")),
    )
    after = Identity(
        phone=_phone(text(system, "wa_id") or text(system, "new_wa_id")),
        bsuid=_bsuid(text(system, "user_id")),
        parent_bsuid=_bsuid(text(system, "parent_user_id")),
    )
    return before, after


def _contact(contacts: list[Mapping[str, Any]], ids: set[str]) -> Mapping[str, Any]:
    for contact in contacts:
        if ids & {text(contact, name) for name in ("wa_id", "user_id", "parent_user_id")}:
            return contact
    return {}


def _phone(written: str) -> str | None:
    found = _PHONE.fullmatch(written)
    return found[1] if found else None


def _bsuid(written: str) -> str | None:
    return written if written and len(written) <= LONGEST_BSUID else None
