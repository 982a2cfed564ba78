"""Which messages does Meta refuse because they do not fit their template?"""

import re
from typing import Any

from metatwin.errors import Refusal
from metatwin.json_types import Json
from metatwin.template import Template
from metatwin.template_rules import LIMITS, VARIABLE

_UNFIT = re.compile(r"[\n\r\t]| {5}")


def check_use(sent: Json, template: Template) -> None:
    """Refuse what is filled in where it does not fit the places to fill in."""
    parts = {str(part["type"]).lower(): part for part in sent.get("components", []) if part["type"] != "button"}
    for kind in ("HEADER", "BODY"):
        _check_text(kind, parts.get(kind.lower(), {}).get("parameters", []), template)
    given = [part for part in sent.get("components", []) if part["type"] == "button"]
    _check_buttons(given, template.part("BUTTONS").get("buttons", []))


def _check_text(kind: str, given: list[Json], template: Template) -> None:
    names = template.names(kind)
    if len(given) != len(names):
        details = f"{kind.lower()}: number of localizable_params ({len(given)}) does not match the expected number"
        raise Refusal(132000, f"{details} of params ({len(names)})")
    values = [_text(one, kind) for one in given]
    if template.is_named and {one.get("parameter_name") for one in given} != names:
        raise Refusal(100, f"{kind.lower()}: Parameter name is missing or empty")
    length = len(VARIABLE.sub("", template.part(kind).get("text", ""))) + sum(map(len, values))
    if length > LIMITS[kind]:
        raise Refusal(132005, f"{kind.lower()}: translated text too long")


def _text(parameter: Json, kind: str) -> str:
    if parameter.get("type") != "text":
        raise Refusal(132012, f"{kind.lower()}: Format mismatch, expected TEXT, received {parameter.get('type')}")
    value = parameter.get("text")
    if not isinstance(value, str) or not value:
        raise Refusal(131008, "Parameter of type text is missing text value")
    if _UNFIT.search(value):
        raise Refusal(132018, "Param text cannot have new-line/tab characters or more than 4 consecutive spaces")
    return value


def _check_buttons(given: list[Json], buttons: list[Json]) -> None:
    filled = {_check_button(part, buttons) for part in given}
    for index, button in enumerate(buttons):
        if VARIABLE.search(button.get("url", "")) and index not in filled:
            raise Refusal(131008, f"buttons: Button at index {index} of type Url requires a parameter")


def _check_button(part: Json, buttons: list[Json]) -> int:
    index = int(part["index"]) if str(part.get("index", "")).isdecimal() else len(buttons)
    button = buttons[index] if index < len(buttons) else {}
    parameters: list[Any] = part.get("parameters", [])
    if str(part.get("sub_type", "")).upper() != button.get("type") or len(parameters) != 1:
        raise Refusal(132018, f"buttons: the template has no such button at index {part.get('index')}")
    if button["type"] == "URL":
        if not VARIABLE.search(button.get("url", "")):
            raise Refusal(132018, f"buttons: Button at index {index} of type Url takes no parameter")
        _text(parameters[0], "buttons")
    return index
