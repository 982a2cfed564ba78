"""How message templates become Meta's JSON, and are read out of it (CLOUD_API, sections 3 and 9)."""

from collections.abc import Iterable, Mapping
from typing import Any

from relaystack.engine.message_templates import (
    CATEGORIES,
    VARIABLE,
    Button,
    Listed,
    MessageTemplate,
    Wording,
    code,
    fill,
    variables,
)

from .json_shapes import items, mapping, text

Json = dict[str, Any]
TYPES = {"reply": "QUICK_REPLY", "link": "URL", "call": "PHONE_NUMBER"}
_KINDS = {meta: kind for kind, meta in TYPES.items()}
LINK_PART = "part"  # what we call the end of an address: Meta keeps no name of it


def message(sent: Mapping[str, Any]) -> Json:
    """A template as it is sent: `header` and `body` by name, `buttons` by place."""
    components: list[Json] = []
    for part in ("header", "body"):
        if values := sent.get(part):
            named = [{"type": "text", "parameter_name": name, "text": value} for name, value in values.items()]
            components.append({"type": part, "parameters": named})
    components += [_sent_button(button) for button in sent.get("buttons", ())]
    template = {"name": sent["name"], "language": {"code": sent["language"]}, "components": components}
    return {"type": "template", "template": template}


def _sent_button(button: Mapping[str, Any]) -> Json:
    index = str(button["index"])
    if "payload" in button:
        parameter = {"type": "payload", "payload": button["payload"]}
        return {"type": "button", "sub_type": "quick_reply", "index": index, "parameters": [parameter]}
    parameter = {"type": "text", "text": button["end"]}
    return {"type": "button", "sub_type": "url", "index": index, "parameters": [parameter]}


def creation(template: MessageTemplate, wording: Wording) -> Json:
    """What makes a template at Meta."""
    return {
        "name": template.name, "language": wording.language, "category": template.category.upper(),
        "parameter_format": "NAMED", "components": components(wording),
    }  # fmt: skip


def components(wording: Wording) -> list[Json]:
    """The parts of a template as Meta keeps them."""
    parts: list[Json] = []
    if wording.header:
        parts.append({"type": "HEADER", "format": "TEXT", **_text("header_text_named_params", wording.header, wording)})
    parts.append({"type": "BODY", **_text("body_text_named_params", wording.body, wording)})
    if wording.footer:
        parts.append({"type": "FOOTER", "text": wording.footer})
    if wording.buttons:
        parts.append({"type": "BUTTONS", "buttons": [_button(one, wording.examples) for one in wording.buttons]})
    return parts


def _text(key: str, words: str, wording: Wording) -> Json:
    names = variables(words)
    if not names:
        return {"text": words}
    shown = [{"param_name": name, "example": wording.examples[name]} for name in names]
    return {"text": words, "example": {key: shown}}


def _button(button: Button, examples: Mapping[str, str]) -> Json:
    made: Json = {"type": TYPES[button.kind], "text": button.title}
    if button.kind == "call":
        made["phone_number"] = button.target
    if button.kind == "link":
        made["url"] = VARIABLE.sub("{{1}}", button.target)
        if variables(button.target):
            made["example"] = [fill(button.target, examples)]
    return made


def listed(row: Mapping[str, Any]) -> Listed:
    """A row of Meta's list."""
    wording, unlike = _read(row)
    reason = text(row, "rejected_reason")
    return Listed(
        id=text(row, "id"), name=text(row, "name")[:512], language=code(text(row, "language"))[:20],
        status=text(row, "status").upper()[:40], category=text(row, "category").upper()[:40],
        quality=text(mapping(row, "quality_score"), "score").upper()[:40],
        reason="" if reason == "NONE" else reason[:500], wording=wording, unlike_ours=unlike,
    )  # fmt: skip


def _read(row: Mapping[str, Any]) -> tuple[Wording | None, str]:
    """The words of a row; what it has that our files cannot hold."""
    parts = {text(part, "type").upper(): part for part in items(row, "components")}
    header, buttons = parts.get("HEADER", {}), items(parts.get("BUTTONS", {}), "buttons")
    odd = sorted(parts.keys() - {"HEADER", "BODY", "FOOTER", "BUTTONS"})
    odd += [text(header, "format")] if header and text(header, "format").upper() != "TEXT" else []
    odd += [kind for one in buttons if (kind := text(one, "type").upper()) not in _KINDS]
    body, head = text(parts.get("BODY", {}), "text"), text(header, "text")
    if any(name.isdigit() for name in variables(body, head)):
        odd.append("numbered variables")
    wording = Wording(
        code(text(row, "language")), body, head, text(parts.get("FOOTER", {}), "text"),
        tuple(_read_button(one) for one in buttons if text(one, "type").upper() in _KINDS),
        _examples(parts.values(), buttons),
    )  # fmt: skip
    category = text(row, "category").upper()[:40]
    if category.lower() not in ("", *CATEGORIES):
        odd.append(f"the category {category}")
    if not body:
        odd.append("a body without words")
    return (None, ", ".join(odd)) if odd else (wording, "")


def _read_button(button: Mapping[str, Any]) -> Button:
    kind = _KINDS[text(button, "type").upper()]
    url = text(button, "url").replace("{{1}}", f"{{{{{LINK_PART}}}}}")
    return Button(kind, text(button, "text"), {"link": url, "call": text(button, "phone_number")}.get(kind, ""))


def _examples(parts: Iterable[Mapping[str, Any]], buttons: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for part in parts:
        for key in ("header_text_named_params", "body_text_named_params"):
            for one in items(mapping(part, "example"), key):
                found[text(one, "param_name")] = text(one, "example")
    for button in buttons:
        start, _, variable = text(button, "url").partition("{{")
        examples = button.get("example")
        if variable and isinstance(examples, list) and examples and isinstance(examples[0], str):
            found[LINK_PART] = examples[0].removeprefix(start)
    return found
