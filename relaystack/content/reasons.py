"""Why did the bot answer that? What it read in the last message, and which rule won: for `flask chat`."""

import json
from collections.abc import Iterator

from relaystack.engine import asking, commands, side_trips
from relaystack.engine.events import Said
from relaystack.engine.questions.meaning import Meaning
from relaystack.engine.state import State
from relaystack.engine.walk import Walk

from .rehearsal import Rehearsal


def why(rehearsal: Rehearsal) -> list[str]:
    """What was read in the last message, a line each."""
    stored, said, facts = rehearsal.taken or ("", None, None)
    if facts is None or not isinstance(said, Said):
        return ["Nothing was typed yet: what is tapped means what its id says."]
    walk = Walk(rehearsal.book, State.from_json(json.loads(stored)), facts)
    return [f"  {name}: {value}" for name, value in _read(walk, said.words) if value] + [_came(rehearsal)]


def _read(walk: Walk, words: str) -> Iterator[tuple[str, str]]:
    yield "asked before", str(walk.place or "")
    yield "command", commands.read(walk.book, Said(words))
    yield "in focus", ", ".join(walk.focus.programs)
    yield from _meaning(asking.meaning(walk, words))
    asked = asking.question(walk, words)
    if asked:
        about = ", ".join(program.id for program in asked.programs)
        yield "rule", f"{asked.rule}{f' about {about}' if about else ''}"
    wish = side_trips.wish(walk, words)
    if wish:
        wins = asked and asking.outweighs(asked, wish)
        yield "wish", f"{wish.intent.name} ({'the question outweighs it' if wins else 'it comes first'})"


def _meaning(meaning: Meaning) -> Iterator[tuple[str, str]]:
    named = (*meaning.subjects, *meaning.elsewhere)
    yield "named", ", ".join(f"{one.code} ({one.role})" if one.role else one.code for one in named)
    yield "programmes hinted at", ", ".join(meaning.hints)
    yield "topics", ", ".join(meaning.topics) and f"{', '.join(meaning.topics)} (weight {meaning.clear:.1f})"
    yield "asked of a list", ", ".join(meaning.asks)
    yield "people", str(meaning.people or "")
    yield "about the company", meaning.company
    yield "signals", ", ".join(meaning.signals)


def _came(rehearsal: Rehearsal) -> str:
    path = " > ".join(rehearsal.turn.path)
    return f"  steps: {path}" if path else "  no step of a flow was passed"
