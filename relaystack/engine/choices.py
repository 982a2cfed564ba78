"""What can be chosen at a step, how it is shown, and which choice an answer means."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qsl, urlencode

from .bidi import plain
from .flow import Book, Choose, Option, Values
from .lexicon import YES, Lexicon
from .replies import Choice
from .state import Place
from .text import keycap, normalise, shorten

# Meta's limits on what stands on a row of a list (CLOUD_API, section 3); buttons are cut shorter by the gateway.
TITLE, DESCRIPTION = 24, 72
# What the bot's own buttons come back with, beside the options of steps. An intent's is `~` and its name.
MENU_TAP, HUMAN_TAP, AGAIN_TAP, CONTINUE_TAP = OWN_TAPS = ("menu", "human", "again", "continue")
INTENT_TAP = "~"
GUESSED = "="  # before an answer that the bot has guessed, which yes confirms

_COMMA = re.compile("[،，]")


@dataclass(frozen=True)
class Offered:
    """An option as it stands before the person: with its key, words, and where it leads."""

    id: str
    key: str
    label: str
    line: str
    title: str
    description: str
    option: Option
    value: Any
    also: Sequence[str] = ()


def offered(choose: Choose, values: Values, language: str) -> list[Offered]:
    """The options that exist now, one per item where they stand for several."""
    found: list[Offered] = []
    counted = 0
    for option in choose.options:
        items = option.each(values) or () if option.each else (None,)
        for item in items:
            scope = {**values, "item": item}
            if option.when is None or option.when(scope):
                key = "" if option.tap_only else _key(choose.keys, counted, option)
                found.append(_offer(option, scope, language, key))
                counted += not option.tap_only
    return found


def _offer(option: Option, scope: Values, language: str, key: str) -> Offered:
    label = option.label.fill(language, scope)
    title = option.title.fill(language, scope) if option.title else label
    small = option.description.fill(language, scope) if option.description else ""
    id = str(option.id(scope))
    return Offered(
        id=id,
        key=key,
        label=label,
        line=option.line.fill(language, scope) if option.line else label,
        title=shorten(plain(title), TITLE),
        description=shorten(plain(small), DESCRIPTION),
        option=option,
        value=option.value(scope) if option.value else id,
        also=(option.also_each(scope) or ()) if option.also_each else option.also,
    )


def _key(keys: str, index: int, option: Option) -> str:
    if option.key or keys == "none":
        return option.key
    return chr(ord("A") + index) if keys == "letters" else str(index + 1)


def lines(options: Sequence[Offered], *, keyed: bool = True) -> str:
    """The options as numbered or lettered lines; without keys where typing one would mean something else."""
    listed = [o for o in options if not o.option.tap_only]
    shown = [f"{mark(o.key if keyed else '')} {o.line}".strip() for o in listed]
    return ("\n\n" if any("\n" in o.line for o in listed) else "\n").join(shown)


def mark(key: str) -> str:
    """What stands before an option: 1️⃣, A., or a dot."""
    if key.isdigit():
        return keycap(int(key))
    return f"{key}." if key else "•"


def match(options: Sequence[Offered], words: str, lexicon: Lexicon) -> Offered | None:
    """The option that the words name: its key, label or title, its place, or an unambiguous beginning of them."""
    said = normalise(words)
    if not said:
        return None
    for option in options:
        if said in {_name(name) for name in (option.key, option.label, option.title, option.id, *option.also)}:
            return option
    meant = next((option for option in options if said in lexicon.options.get(option.id, ())), None)
    if meant:
        return meant
    begun = begun_by(options, said)
    return _pointed(options, lexicon.pointed(words)) or (begun[0] if len(begun) == 1 else None)


def _pointed(options: Sequence[Offered], key: str) -> Offered | None:
    """The option with that key; a number among letters counts from the first."""
    keyed = [option for option in options if option.key]
    found = next((option for option in keyed if key and _name(option.key) == key), None)
    lettered = keyed and all(option.key.isalpha() or option.key == "0" for option in keyed)
    if found or not (lettered and key.isdecimal()):
        return found
    return keyed[int(key) - 1] if 1 <= int(key) <= len(keyed) else None


def begun_by(options: Sequence[Offered], said: str) -> list[Offered]:
    """The options whose label or title begins with the (normalised) words, or is them up to its comma."""
    return [o for o in options if any(_begins(name, said) for name in (o.label, o.title))]


def _begins(name: str, said: str) -> bool:
    return (len(said) >= 3 and _name(name).startswith(said)) or said in first_words(name)


@lru_cache(4096)
def _name(words: str) -> str:
    """An option's word as it is compared: the flows' own, so the same few come again and again."""
    return normalise(words)


@lru_cache(4096)
def first_words(name: str) -> frozenset[str]:
    """`Yes` of `Yes, book it`; empty where there is no comma."""
    first, comma, _ = _COMMA.sub(",", name).partition(",")
    return frozenset({normalise(first)} if comma else ())


def is_yes(id: str) -> bool:
    """Whether a tap agrees to what is asked."""
    tap = read_tap(id)
    return tap is not None and tap[1] == YES


def tap_id(place: Place, option: Offered, carried: Mapping[str, Any]) -> str:
    """The id that comes back with a tap: where it stood, which option, and the answers it needs."""
    query = urlencode({name: value for name, value in carried.items() if isinstance(value, str | int)})
    return f"{place}.{option.id}" + (f"?{query}" if query else "")


@lru_cache(4096)
def read_tap(id: str) -> tuple[Place, str, Mapping[str, str | int]] | None:
    """The place, option and carried answers of a tap id; None when it is not one of ours."""
    path, _, query = id.partition("?")
    flow, _, rest = path.partition(".")
    step, _, option = rest.partition(".")
    if not (flow and step and option):
        return None
    carried = {name: int(value) if _is_number(value) else value for name, value in parse_qsl(query)} if query else {}
    return Place(flow, step), option, carried


def carrying(book: Book, target: str, values: Mapping[str, int]) -> str:
    """What a tap says, with what the option it stands for carries along."""
    tap = read_tap(target)
    question = book.question(tap[0]) if tap else None
    carried = {name: values[name] for name in question.carry if name in values} if isinstance(question, Choose) else {}
    return f"{target}?{urlencode(carried)}" if carried else target


def _is_number(value: str) -> bool:
    return value.isdecimal() and len(value) <= 15  # no longer number is ever carried


def to_choices(place: Place, options: Sequence[Offered], carried: Mapping[str, Any]) -> tuple[Choice, ...]:
    """The options as things to tap."""
    return tuple(Choice(tap_id(place, o, carried), o.title, o.description) for o in options)
