"""Who Meta's JSON speaks of: phone, BSUID, parent BSUID, whichever of them is there (CLOUD_API, section 12)."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from relaystack.engine.phones import canonical
from relaystack.engine.updates import Identity

from .json_shapes import items, mapping, text

Json = Mapping[str, Any]

_NUMBER = re.compile(r"\+?([0-9]{5,20})")
_OWN_NUMBER = re.compile(r"\+?([1-9][0-9]{7,14})")  # a whole number with its country code (E.164)
_BSUID = re.compile(r"[A-Z]{2}\.[A-Za-z0-9.]+")
LONGEST_BSUID = 160
LONGEST_NAME = 200


def of_message(message: Json, contacts: list[Json]) -> Identity:
    """The sender. Contacts are matched by wa_id or user_id, never by position."""
    sender, bsuid = text(message, "from"), text(message, "from_user_id")
    if not _digits(sender) and not bsuid:
        bsuid = sender  # known variant: the BSUID stands in `from`
    parent = text(message, "from_parent_user_id")
    contact = _contact(contacts, {_one_form(sender), bsuid, parent} - {""})
    return _identity(
        sender if _digits(sender) else text(contact, "wa_id"),
        bsuid or text(contact, "user_id"),
        parent or text(contact, "parent_user_id"),
        text(mapping(contact, "profile"), "name")[:LONGEST_NAME],
    )


def of_row(row: Json) -> Identity:
    """Who a row with wa_id, user_id and parent_user_id speaks of."""
    return _identity(text(row, "wa_id"), text(row, "user_id"), text(row, "parent_user_id"))


def of_receiver(message: Json) -> Identity:
    """To whom a message of ours went, as an echo tells it."""
    return _identity(text(message, "to"), text(message, "to_user_id"), text(message, "to_parent_user_id"))


def changed(message: Json) -> tuple[Identity, Identity]:
    """Who a system message was about, and how they are known now."""
    system = mapping(message, "system")
    before = _identity(
        text(system, "customer") or text(message, "from"),
        text(system, "previous_user_id") or text(message, "from_user_id"),
        text(system, "previous_parent_user_id"),
    )
    after = _identity(
        text(system, "wa_id") or text(system, "new_wa_id"), text(system, "user_id"), text(system, "parent_user_id")
    )
    if before.phone and before.bsuid == after.bsuid:
        before = replace(before, bsuid=None)  # the new BSUID says nothing of who it was
    return before, after


def shared_number(message: Json) -> Identity | None:
    """The sender's own number, where they gave it because we asked; None where it is no whole number."""
    for contact in items(message, "contacts"):
        if text(contact, "origin") == "contact_request":
            for phone in items(contact, "phones"):
                written = text(phone, "wa_id") or re.sub(r"[ ().-]", "", text(phone, "phone"))
                found = _OWN_NUMBER.fullmatch(written)
                if found:
                    return _identity(found[1], "", "")
    return None


def _identity(number: str, bsuid: str, parent: str, name: str = "") -> Identity:
    digits = _digits(number)
    if not digits and not bsuid and _BSUID.fullmatch(number):
        bsuid = number  # known variant: the BSUID stands in `wa_id`
    phone = canonical(digits) if digits else None
    return Identity(phone, _bsuid(bsuid), _bsuid(parent), name, digits if digits != phone else None)


def _contact(contacts: list[Json], ids: set[str]) -> Json:
    for contact in contacts:
        if ids & {_one_form(text(contact, "wa_id")), text(contact, "user_id"), text(contact, "parent_user_id")}:
            return contact
    return {}


def _one_form(written: str) -> str:
    """A number in its one form; anything else as it is."""
    digits = _digits(written)
    return canonical(digits) if digits else written


def _digits(written: str) -> str | None:
    found = _NUMBER.fullmatch(written)
    return found[1] if found else None


def _bsuid(written: str) -> str | None:
    return written if written and len(written) <= LONGEST_BSUID else None
