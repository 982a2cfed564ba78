"""What comes by the composer's form, whether it is to go now or later."""

import re
from collections.abc import Mapping

from flask import abort, request

from relaystack.engine.replies import TEXT
from relaystack.engine.visible import is_seen

TWICE = "This form was sent before, with other words. Open the conversation anew."
_VALUE = "value."
_KEY = re.compile(r"[A-Za-z0-9._-]{1,100}")


def words(typed: str) -> str:
    """As it was typed, with one kind of line ends: browsers send another."""
    return typed.replace("\r\n", "\n").strip()


def trouble_of(typed: str, *, is_there: bool) -> str:
    """Why these words cannot be sent; `is_there`: something goes beside them."""
    if "\0" in typed or not (is_there or any(map(is_seen, typed))):
        return "There is nothing in it to send."
    return f"WhatsApp takes {TEXT:,} characters; these are {len(typed):,}." if len(typed) > TEXT else ""


def key_of_form() -> str:
    """What names the message, however often the form comes."""
    key = request.form.get("key", "")
    return key if _KEY.fullmatch(key) else abort(400, "This form is not complete. Open the conversation anew.")


def values_of(form: Mapping[str, str]) -> dict[str, str]:
    """What is filled into the template that was chosen."""
    return {field.removeprefix(_VALUE): text.strip() for field, text in form.items() if field.startswith(_VALUE)}
