"""Every way through the flows, walked by the engine itself: what each answer, tap, pause and old button leads to."""

import json
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from relaystack.engine import choices
from relaystack.engine.effects import SearchJobs, WakeUp
from relaystack.engine.events import FellSilent, HandedBack, Incoming, JobsFound, Said, Shared, Tapped
from relaystack.engine.flow import Ask, Book, Choose
from relaystack.engine.replies import Choice
from relaystack.engine.state import Place, State
from relaystack.engine.turn import Turn, take_turn

from .folder import Content
from .worlds import NOTHING, World, worlds

MINUTE, PAUSE = timedelta(minutes=1), timedelta(minutes=31)
ASIDES: tuple[Incoming, ...] = (Said("help"), Said("thanks"), Shared("image"), Shared("sticker"))


@dataclass(frozen=True)
class Moment:
    """Something that happens to somebody, and what happened before."""

    state: State
    incoming: Incoming
    idle: timedelta | None = MINUTE
    before: "Moment | None" = None
    note: str = ""

    @property
    def way(self) -> str:
        """How one gets here: `hi > [Check Eligibility] > 250000`."""
        steps = f"{self.before.way} > " if self.before else ""
        return steps + f"{self.note} {_shown(self.incoming)}".strip()


@dataclass(frozen=True)
class Met:
    """A moment that was lived through, in one world and language: its turn, or what went wrong."""

    world: World
    language: str
    moment: Moment
    turn: Turn | None
    error: Exception | None = None

    @property
    def outcome(self) -> tuple[Any, ...]:
        """What tells moments apart that say something else."""
        path = self.turn.path if self.turn else ()
        return id(self.world), type(self.moment.incoming) if path else _shown(self.moment.incoming), path


def explore(content: Content) -> Iterator[Met]:
    """All ways in the brand's own language, in every world; what they say then in each other language."""
    own, *others = content.languages
    for world in worlds(content.catalogue):
        outcomes: dict[tuple[Any, ...], Met] = {}
        for met in Exploration(content.book, world, own).walk():
            outcomes.setdefault(met.outcome, met)
            yield met
        for language in others:
            for met in outcomes.values():
                yield live(content.book, world, language, met.moment)


def live(book: Book, world: World, language: str, moment: Moment) -> Met:
    """Take the turn of a moment; its state goes through JSON, as it does in the database."""
    try:
        state = State.from_json(json.loads(json.dumps(moment.state.to_json())))
        turn = take_turn(book, state, moment.incoming, world.at(language, moment.idle))
    except Exception as error:  # whatever goes wrong here would go wrong before a customer: it becomes a fault
        return Met(world, language, moment, None, error)
    return Met(world, language, moment, turn)


class Exploration:
    """A breadth-first walk over where a person is and which answers they have given."""

    def __init__(self, book: Book, world: World, language: str) -> None:
        self._book, self._world, self._language = book, world, language
        self._waiting = deque([Moment(State(), Said("hi"), idle=None), Moment(State(), HandedBack())])
        self._seen: set[Any] = set()

    def walk(self) -> Iterator[Met]:
        """Live through every moment once."""
        while self._waiting:
            met = live(self._book, self._world, self._language, self._waiting.popleft())
            yield met
            if met.turn:
                self._go_on(met.moment, met.turn)

    def _go_on(self, moment: Moment, turn: Turn) -> None:
        offered = [choice for reply in turn.replies for choice in reply.choices]
        state = turn.state
        if self._is_new(_key(self._book, state)):
            self._waiting += self._next(moment, state, offered)
        if state.place and self._is_new((state.place, state.way[-1:], _names(state.answers))):
            self._waiting.append(Moment(state, Said("back"), before=moment))
        self._waiting += self._later(moment, turn, offered)

    def _is_new(self, key: Any) -> bool:
        new = key not in self._seen
        self._seen.add(key)
        return new

    def _next(self, before: Moment, state: State, offered: Sequence[Choice]) -> Iterator[Moment]:
        """What may happen in a state that nobody was in before."""
        question = self._question(state.place)
        for incoming in self._answers(question, offered):
            yield Moment(state, incoming, before=before)
        if state.place:
            yield Moment(state, Said("hello again"), PAUSE, before, "(31 minutes later)")
        if self._is_new(state.place):
            for incoming in ASIDES:
                yield Moment(state, incoming, before=before)

    def _answers(self, question: Ask | Choose | None, offered: Sequence[Choice]) -> Iterator[Incoming]:
        yield Said(NOTHING)
        if isinstance(question, Ask):
            yield from map(Said, self._world.answers[question.answer])
        elif isinstance(question, Choose):
            yield from (Tapped(choice.id, choice.title) for choice in offered)

    def _later(self, before: Moment, turn: Turn, offered: Sequence[Choice]) -> Iterator[Moment]:
        """What may come back when the person is elsewhere: taps on this message, results, reminders."""
        for choice in offered:
            read = choices.read_tap(choice.id)
            if read and self._is_new((read[0], read[1], *sorted(read[2]))):
                for id in dict.fromkeys((choice.id, choice.id.partition("?")[0])):
                    yield Moment(State(), Tapped(id, choice.title), before=before, note="(later, an old button)")
        for effect in turn.effects:
            if isinstance(effect, SearchJobs):
                yield from self._results(before, turn.state, effect.place)
            if isinstance(effect, WakeUp):
                silence = FellSilent(effect.place, effect.minutes)
                yield Moment(turn.state, silence, timedelta(minutes=effect.minutes), before)

    def _results(self, before: Moment, waiting: State, place: str) -> Iterator[Moment]:
        """A search comes back: to who waits for it, who went home, and who is busy elsewhere."""
        for state in (waiting, State(), State(self._book.menu)):
            if self._is_new((place, state.place, _names(state.answers))):
                yield from (Moment(state, JobsFound(place, result), before=before) for result in self._world.jobs)

    def _question(self, place: Place | None) -> Ask | Choose | None:
        return self._book.flows[place.flow].question(place.step) if place and self._book.has(place) else None


def _key(book: Book, state: State) -> Any:
    """What the next turn depends on; what a pause set aside counts where it is offered."""
    left = State.from_json(state.left) if state.left and state.place == book.menu else State()
    return state.place, _names(state.answers), left.place, _names(left.answers)


def _names(answers: dict[str, Any]) -> frozenset[tuple[str, bool]]:
    return frozenset((name, bool(value)) for name, value in answers.items())


def _shown(incoming: Incoming) -> str:
    match incoming:
        case Said(words):
            return words if len(words) <= 30 else f"{words[:29]}…"
        case Tapped(id, title):
            return f"[{title or id}]"
        case JobsFound(_, result):
            return f"(jobs: {result['outcome']}, {len(result['openings'])})"
    return f"({type(incoming).__name__})" if not isinstance(incoming, Shared) else f"({incoming.kind})"
