"""Are all names known: those that templates ask for, and those of the bot's own phrases?"""

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Any

from relaystack.engine.facts import Facts
from relaystack.engine.intents import PLACE_ASKED_FOR
from relaystack.engine.state import State
from relaystack.engine.walk import Walk

from .. import shapes
from ..book import PHRASES
from ..errors import Fault
from ..folder import Content
from ..jinja_templates import names_in
from ..questions import question_phrases
from ..rehearsal import START

OF_STEPS = {  # given where they belong
    "options", "item", "jobs", "more", "places", "code", "location", "calendar", "times", "exact", "appointment",
    "further", "booking", "version", "wish", "zones", "waits",
}  # fmt: skip
OPEN = ("kinds.", "understood.")  # phrases that may hold more than must be there


def unknown(content: Content) -> Iterator[Fault]:
    """Names that nothing gives a value; a condition would take them for "no", and never tell."""
    known = _known(content)
    for source in content.sources.values():
        for path, text in _texts(source.data.get("steps"), ("steps",)):
            for name in sorted(names_in(text) - known):
                yield source.fault(path, f"nothing is ever saved as {name!r}{_meant(name, known)}")


def _known(content: Content) -> set[str]:
    verbs = [verb for source in content.sources.values() for step in source.shape.steps.values() for verb in step]
    saved = {verb.save for verb in verbs if isinstance(verb, shapes.AskShape | shapes.ChooseShape)}
    found = {verb.name for verb in verbs if isinstance(verb, shapes.FindShape)}
    put = {name for verb in verbs if isinstance(verb, shapes.ChooseShape) for o in verb.options for name in o.set}
    given = saved | found | put | OF_STEPS | set(_brought(content))
    return given | set(Walk(content.book, State(), Facts(START, content.catalogue)).values())


def _brought(content: Content) -> Iterator[str]:
    """What people's own words bring along to where they lead."""
    for intent in content.book.lexicon.intents.values():
        yield from (*intent.set, intent.country, intent.place, intent.keyword)
        if intent.several:
            yield PLACE_ASKED_FOR


def _texts(data: Any, path: tuple[Any, ...]) -> Iterator[tuple[tuple[Any, ...], str]]:
    if isinstance(data, str) and "{" in data:
        yield path, data
    elif isinstance(data, Mapping | list):
        for key, value in data.items() if isinstance(data, Mapping) else enumerate(data):
            yield from _texts(value, (*path, key))


def _meant(name: str, known: set[str]) -> str:
    near = get_close_matches(name, known, 1)
    return f"; did you mean {near[0]!r}?" if near else "; save it somewhere, or remove it"


def unknown_phrases(content: Content) -> Iterator[Fault]:
    """Phrases that the bot never says: misspelt ones, mostly."""
    said = {*PHRASES, *question_phrases(content.folder), *(f"intents.{name}" for name in content.book.lexicon.intents)}
    for key in content.book.phrases:
        if key not in said and not key.startswith(OPEN):
            yield content.phrase_fault(key, f"the bot never says {key}{_meant(key, said)}")
