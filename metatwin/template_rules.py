"""Which new words for a message template does Meta refuse at once? What it refuses after days, people decide."""

import re
from itertools import pairwise
from typing import Any

from metatwin.errors import Refusal
from metatwin.json_types import Json
from metatwin.shapes import need_list, need_object, need_text

VARIABLE = re.compile(r"\{\{\s*(\w+)\s*\}\}")
CATEGORIES = ("UTILITY", "MARKETING", "AUTHENTICATION")
LIMITS = {"HEADER": 60, "BODY": 1024, "FOOTER": 60}
BUTTONS, BUTTON_TEXT, URL, PHONE = 10, 25, 2000, 20
MOST = {"URL": 2, "PHONE_NUMBER": 1, "COPY_CODE": 1}
KINDS = ("QUICK_REPLY", *MOST)
COUNTRY_NEEDED = ("pt", "zh", "rw", "ky")
_LANGUAGE = re.compile(r"[a-z]{2,3}(_[A-Z]{2})?")
_NAMED = re.compile(r"[a-z][a-z0-9_]*")
_MARKUP = re.compile(r"[*_~`\n]|[\U0001f000-\U0001faff\u2600-\u27bf]")
_AROUND = " \t\n.,;:!?¡¿()\"'-–—。，！？；：،؛؟।"  # signs that do not count as words around a variable
_DENSE = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]")  # scripts without spaces between words


def unfit(words: str, subcode: int | None = None) -> Refusal:
    """Meta's no to a template, in words for people."""
    return Refusal(100, subcode=subcode, user_msg=words)


def check_head(body: Any) -> tuple[str, str]:
    """Refuse a new template by its name, language or category; the first two."""
    if not isinstance(body, dict):
        raise Refusal(100, "The request body must be a JSON object.")
    name = need_text(body, "name", "", (1, 512), code=100)
    language = need_text(body, "language", "", (2, 20), code=100)
    if not re.fullmatch(r"[a-z0-9_]+", name):
        raise Refusal(100, "Param name must be made of lowercase letters, digits and underscores.")
    if not _LANGUAGE.fullmatch(language) or language in COUNTRY_NEEDED:
        raise Refusal(100, f"Param language must be one of Meta's codes, got {language}.")
    if body.get("category") not in CATEGORIES:
        raise Refusal(100, f"Param category must be one of {', '.join(CATEGORIES)}.")
    if body.get("parameter_format", "POSITIONAL") not in ("NAMED", "POSITIONAL"):
        raise Refusal(100, "Param parameter_format must be one of NAMED, POSITIONAL.")
    return name, language


def check_components(body: Json, named: bool) -> None:
    """Refuse parts that Meta refuses."""
    kinds = []
    for part in need_list(body, "components", "", (1, 4)):
        kind = need_text(part, "type", "components", (1, 20), code=100)
        kinds.append(kind)
        if kind in LIMITS and part.get("format", "TEXT") == "TEXT":
            _check_text(part, kind, named)
        if kind == "BUTTONS":
            _check_buttons(need_list(part, "buttons", "components", (1, BUTTONS)))
    if "BODY" not in kinds or len(set(kinds)) < len(kinds):
        raise Refusal(100, "components must have one BODY, and each type once.")


def _check_text(part: Json, kind: str, named: bool) -> None:
    words = need_text(part, "text", "components", (1, 10**6), code=100)
    names = VARIABLE.findall(words)
    if len(words) > LIMITS[kind]:
        raise unfit(f"The {kind.lower()} can have at most {LIMITS[kind]} characters.", 2388040)
    if kind == "HEADER" and (len(names) > 1 or _MARKUP.search(VARIABLE.sub("", words))):
        raise unfit("A header has one variable at most, no new lines, formatting characters or emojis.", 2388072)
    if kind == "FOOTER" and names:
        raise unfit("A footer can't have variables.", 2388073)
    if kind == "BODY" and names:
        _check_around(words, len(names))
    for name in names:
        if bool(_NAMED.fullmatch(name)) != named:
            raise unfit(f"{{{{{name}}}}} does not fit the format of the template's parameters.", 2388072)
    if names:
        _check_examples(part, kind, names, named)


def _check_around(words: str, variables: int) -> None:
    bare = words.strip(_AROUND)
    if bare.startswith("{{") or bare.endswith("}}"):
        raise unfit("Variables can't be at the start or end of the template.", 2388299)
    rest = VARIABLE.sub(" ", words)
    dense = len(_DENSE.findall(rest))
    if len(re.findall(r"\w+", _DENSE.sub(" ", rest))) + dense // 2 < 2 * variables + 1:
        raise unfit("There are too many variables for the length of the message.", 2388293)


def _check_examples(part: Json, kind: str, names: list[str], named: bool) -> None:
    example = need_object({"example": {}, **part}, "example", "components")
    key = f"{kind.lower()}_text"
    if named:
        shown = need_list({f"{key}_named_params": [], **example}, f"{key}_named_params", "example", (0, 100))
        good = {one.get("param_name") for one in shown if one.get("example")} == set(names)
    else:
        given = example.get(key, [[]])
        given = given[0] if kind == "BODY" and given else given
        good = isinstance(given, list) and len(given) == len(set(names)) and all(given)
    if not good:
        raise unfit("Every variable needs an example.", 2388043)


def _check_buttons(buttons: list[Json]) -> None:
    kinds = [button.get("type") for button in buttons]
    titles = [need_text(button, "text", "components.buttons", (1, BUTTON_TEXT), code=100) for button in buttons]
    if any(kind not in KINDS for kind in kinds):
        raise Refusal(100, f"Param type of a button must be one of {', '.join(KINDS)}.")
    for kind, most in MOST.items():
        if kinds.count(kind) > most:
            raise unfit(f"A template has at most {most} buttons of type {kind}.")
    replies = [kind == "QUICK_REPLY" for kind in kinds]
    if sum(before != after for before, after in pairwise(replies)) > 1:
        raise unfit("Quick replies must be grouped, before or after the other buttons.")
    if len(set(titles)) < len(titles):
        raise unfit("Two buttons can't have the same text.")
    for button in buttons:
        if button["type"] == "URL":
            _check_url(button)
        if button["type"] == "PHONE_NUMBER":
            need_text(button, "phone_number", "components.buttons", (7, PHONE), code=100)


def _check_url(button: Json) -> None:
    url = need_text(button, "url", "components.buttons", (1, URL), code=100)
    if not re.fullmatch(r"https?://[^/{}\s]+[^{}\s]*(\{\{1\}\})?", url):
        raise unfit("The URL of a button is a web address with one variable at most, at its end.")
    if VARIABLE.search(url) and not button.get("example"):
        raise unfit("The URL of the button needs an example.", 2388043)
