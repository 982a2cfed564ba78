"""The turns that the checker takes. One that was taken before is known, as long as nothing changed that it depends on.

A turn depends on the flows that it comes through, on the words of its language, and on all else in the folder but the
transcripts and message templates. So a check after one flow was changed takes the turns of that flow alone.
"""

import json
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

from relaystack.engine import choices
from relaystack.engine.effects import Speak
from relaystack.engine.events import CalendarAnswered, FellSilent, Incoming, JobsFound, PaymentSettled, Tapped
from relaystack.engine.flow import Book
from relaystack.engine.state import Place, State
from relaystack.engine.turn import Turn, take_turn

from ..folder import Content
from .moments import Met, Moment, Taken
from .scenarios import Scenario

VERSIONS = 3  # of one turn that are kept: what was before a change, and the changes
REST = ""  # stands for all files that every turn depends on


class Turns:
    """The turns of one content after the other."""

    _book: Book

    def __init__(self) -> None:
        self._known: dict[Any, list[Taken]] = {}
        self._files: dict[str, bytes] = {}

    def look_at(self, content: Content) -> None:
        """Take the turns of this content from now on."""
        self._book, self._files = content.book, dict(_files(content.folder))

    def take(self, scenario: Scenario, language: str, moment: Moment) -> Met:
        """The turn of a moment; its state goes through JSON, as it does in the database."""
        state = json.dumps(moment.state.to_json())
        key = (scenario.name, language, state, repr(moment.incoming), moment.idle, repr(moment.known))
        known = self._known.setdefault(key, [])
        for taken in known:
            if all(self._files.get(name) == digest for name, digest in taken.files.items()):
                return Met(scenario, language, moment, taken)
        facts = scenario.at(**{"language": language, "idle": moment.idle, **moment.known})
        try:
            turn = take_turn(self._book, State.from_json(json.loads(state)), moment.incoming, facts)
        except Exception as error:  # whatever goes wrong here would go wrong before a customer: it becomes a fault
            return Met(scenario, language, moment, Taken(None, error))
        names = {REST, *self._words(language, moment, turn), *(f"flows/{f}.yaml" for f in self._flows(moment, turn))}
        taken = Taken(turn, files={name: self._files.get(name) for name in names})
        del known[: max(len(known) - VERSIONS + 1, 0)]
        known.append(taken)
        return Met(scenario, language, moment, taken)

    def _words(self, language: str, moment: Moment, turn: Turn) -> set[str]:
        """The words that have a part in a turn: who changes the language is answered in the new one."""
        if "language" in moment.known:  # none was chosen yet: another may be proposed
            return {name for name in self._files if name.startswith("words/")}
        spoken = {language, *(effect.language for effect in turn.effects if isinstance(effect, Speak))}
        return {f"words/{one}.yaml" for one in spoken}

    def _flows(self, moment: Moment, turn: Turn) -> set[str]:
        """The flows that have a part in a turn."""
        places = [self._book.menu, *_of_state(moment.state), *_of_state(turn.state), *_of_incoming(moment.incoming)]
        ids = [choice.id for reply in turn.replies for choice in reply.choices]
        read = [choices.read_tap(id) for id in ids]
        return {place.flow for place in places} | {place.flow for place, *_ in filter(None, read)} | _passed(turn)


def _passed(turn: Turn) -> set[str]:
    return {name.partition(".")[0] for name in turn.path}


def _of_state(state: State) -> Iterator[Place]:
    yield from filter(None, (state.place, *state.way))
    if state.left:
        yield from _of_state(State.from_json(state.left))


def _of_incoming(incoming: Incoming) -> Iterator[Place]:
    match incoming:
        case Tapped(id, _):
            read = choices.read_tap(id)
            yield from [read[0]] if read else []
        case JobsFound(place, _) | CalendarAnswered(place, _) | PaymentSettled(place, _) | FellSilent(place, _):
            yield Place.parse(place)


def _files(folder: Path) -> Iterator[tuple[str, bytes]]:
    """What the files of a folder hold: each flow and each language for itself, all others together."""
    rest: dict[str, str] = {}
    for file in sorted(folder.rglob("*.yaml")):
        name, digest = str(file.relative_to(folder)), sha256(file.read_bytes())
        if name.startswith(("flows/", "words/")):
            yield name, digest.digest()
        elif not name.startswith("templates/"):
            rest[name] = digest.hexdigest()
    yield REST, sha256(json.dumps(rest).encode()).digest()
