"""The facts of a programme in a form: words and values by topic, as `content/program_facts.py` knows them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, get_args, get_origin

from pydantic import ValidationError
from pydantic.fields import FieldInfo

from relaystack.content.program_facts import FIELDS, LONGEST, ProgramFacts
from relaystack.engine.catalogue import Program

from .odd import Odd, day, words

_YES = {"yes": True, "no": False}
_LABELS = {"least": "from", "most": "to"}


@dataclass(frozen=True)
class Value:
    """A value of a fact: `kind` is number, day, choice or yes."""

    name: str
    label: str
    kind: str
    shown: str
    options: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Topic:
    """A topic with what the bot says of it now."""

    name: str
    words: str
    values: tuple[Value, ...]


def topics(row: Mapping[str, Any], program: Program) -> list[Topic]:
    """All topics of a programme, the unknown ones too."""
    stored = row["details"].get("facts") or {}
    return [
        Topic(name, _words(program, name), tuple(_values(name, stored.get(name, {}))))
        for name in ProgramFacts.model_fields
    ]


def changes(form: Mapping[str, str], row: Mapping[str, Any], program: Program) -> dict[str, Any]:
    """What the form says of the facts: all of them, and the longer fields that are empty from now on; raises Odd."""
    found: dict[str, Any] = {}
    emptied: dict[str, str] = {}
    for name in ProgramFacts.model_fields:
        fact = dict((row["details"].get("facts") or {}).get(name, {}))
        typed = words(form, f"fact-{name}", LONGEST)
        if typed is not None and typed != _words(program, name):
            fact["words"] = typed
            emptied |= {FIELDS[name]: ""} if not typed and name in FIELDS else {}
        for value in _values(name, fact):
            if f"fact-{value.name}" in form:
                fact[value.name.partition("-")[2]] = _read(value, form[f"fact-{value.name}"].strip())
        found[name] = {key: told for key, told in fact.items() if told not in (None, "")}
    return {"facts": _held({name: fact for name, fact in found.items() if fact}), **emptied}


def _held(facts: Mapping[str, Any]) -> dict[str, Any]:
    try:
        held = ProgramFacts.model_validate(facts).model_dump(mode="json", exclude_defaults=True)
    except ValidationError as error:
        where = error.errors()[0]["loc"]
        raise Odd(f"fact-{where[0]}", "This cannot be: look at the values once more.") from None
    return {name: fact for name, fact in held.items() if fact}


def _words(program: Program, name: str) -> str:
    return program.facts[name].words if name in program.facts else ""


def _values(topic: str, fact: Mapping[str, Any]) -> Iterator[Value]:
    """The values that a form can hold; lists stay as they are."""
    model = get_args(ProgramFacts.model_fields[topic].annotation)[0]
    for name, field in model.model_fields.items():
        kind, options = _kind(field)
        if name != "words" and kind:
            label = _LABELS.get(name, name.replace("_", " "))
            yield Value(f"{topic}-{name}", label, kind, _shown(fact.get(name, field.default)), options)


def _kind(field: FieldInfo) -> tuple[str, tuple[tuple[str, str], ...]]:
    annotation = field.annotation
    if get_origin(annotation) is Literal:
        return "choice", tuple((option, option) for option in get_args(annotation))
    kinds = {bool: "yes", int: "number", float: "number", date: "day"}
    return next((kinds[one] for one in (annotation, *get_args(annotation)) if one in kinds), ""), ()


def _shown(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case float() if value == int(value):
            return str(int(value))
    return str(value)


def _read(value: Value, typed: str) -> Any:
    if not typed:
        return None
    match value.kind:
        case "yes":
            return _YES.get(typed)
        case "number":
            return _number(value, typed)
        case "day":
            return day(f"fact-{value.name}", typed).isoformat()
    return typed


def _number(value: Value, typed: str) -> int | float:
    try:
        number = float(typed.replace(",", ""))
        return int(number) if number == int(number) else number
    except (ValueError, OverflowError):
        raise Odd(f"fact-{value.name}", "Write a number, like 12.") from None
