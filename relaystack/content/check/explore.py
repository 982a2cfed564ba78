"""Every way through the flows, walked by the engine itself: what each answer, tap, pause and old button leads to."""

from collections import deque
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

from relaystack.engine import choices
from relaystack.engine.effects import BookTime, CalendarEffect, SearchJobs, WakeUp
from relaystack.engine.events import FellSilent, HandedBack, Incoming, JobsFound, PaymentSettled, Said, Tapped
from relaystack.engine.flow import Ask, Book, Choose
from relaystack.engine.loops import MOST
from relaystack.engine.replies import Choice
from relaystack.engine.state import Place, State
from relaystack.engine.turn import Turn

from ..folder import Content
from .inputs import NOTHING, ODD, at_the_menu, everywhere
from .moments import Met, Moment
from .scenarios import PAYMENT_NEWS, Scenario
from .turns import Turns

PAUSE = timedelta(minutes=31)


def beginnings(book: Book) -> Iterator[Moment]:
    """How a conversation may begin: anew, from another country, after a stop, a person, or a change of the flows."""
    yield Moment(State(), Said("hi"), idle=None)
    for country in ("ES", "FR"):
        yield Moment(State(), Said("hi"), None, note=f"({country})", known={"language": None, "country": country})
    yield Moment(State(), HandedBack())
    for before in ({"opted_out": True}, {"opted_out": True, "handed_over": True}):
        yield Moment(State(), Said("start"), note=f"({', '.join(before)})", known=before)
    asking = next((flow for flow in book.flows.values() if isinstance(flow.question(flow.start.step), Ask)), None)
    if asking:
        gone = State(Place(asking.name, "gone"), answers={"kept": "something"})
        yield Moment(gone, Said("hello"), note="(after a step was removed)")


def explore(content: Content, turns: Turns, scenario: Scenario) -> Iterator[Met]:
    """All ways of a scenario in the brand's own language; what their outcomes say then in each other language."""
    own, *others = content.languages
    outcomes: dict[tuple[Any, ...], Met] = {}
    for met in Exploration(content.book, turns, scenario, own).walk():
        outcomes.setdefault(met.outcome, met)
        yield met
    for language in others:
        for met in outcomes.values():
            yield turns.take(scenario, language, met.moment)


class Exploration:
    """A breadth-first walk over where a person is and which answers they have given."""

    def __init__(self, book: Book, turns: Turns, scenario: Scenario, language: str) -> None:
        self._book, self._turns, self._scenario, self._language = book, turns, scenario, language
        self._waiting = deque(beginnings(book))
        self._seen: set[Any] = set()

    def walk(self) -> Iterator[Met]:
        """Live through every moment once."""
        while self._waiting:
            met = self._turns.take(self._scenario, self._language, self._waiting.popleft())
            yield met
            if met.turn:
                self._go_on(met.moment, met.turn)

    def _go_on(self, moment: Moment, turn: Turn) -> None:
        offered = [choice for reply in turn.replies for choice in reply.choices]
        state = turn.state
        if self._is_new((state.place, _names(state.answers))):
            self._waiting += self._next(moment, state, offered)
        if state.left and self._is_new(_left(state)):
            self._waiting += self._taken_up(moment, state, offered)
        if state.place and self._is_new((state.place, state.way[-1:], _names(state.answers))):
            self._waiting.append(Moment(state, Said("back"), before=moment))
        if 0 < state.misses < MOST and self._is_new((state.place, state.misses)):
            self._waiting.append(Moment(state, Said(NOTHING), before=moment))
        self._waiting += self._own_buttons(moment, state, offered)
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
            odd = ODD[question.answer] if isinstance(question, Ask) else ()
            for incoming in (*everywhere(self._book), *map(Said, odd)):
                yield Moment(state, incoming, before=before)
            if state.place == self._book.menu:
                wishes = at_the_menu(self._book, self._scenario.facts.catalogue)
                yield from (Moment(state, incoming, before=before) for incoming in wishes)

    def _answers(self, question: Ask | Choose | None, offered: Sequence[Choice]) -> Iterator[Incoming]:
        yield Said(NOTHING)
        if isinstance(question, Ask):
            yield from map(Said, self._scenario.answers[question.answer])
        elif isinstance(question, Choose):
            yield from (Tapped(choice.id, choice.title) for choice in offered)

    def _taken_up(self, before: Moment, state: State, offered: Sequence[Choice]) -> Iterator[Moment]:
        """What a pause set aside is gone on with where that is offered; all else is there as without it."""
        for choice in offered:
            if choice.id == choices.CONTINUE_TAP or self._resumes(choice):
                yield Moment(state, Tapped(choice.id, choice.title), before=before)

    def _resumes(self, choice: Choice) -> bool:
        read = choices.read_tap(choice.id)
        question = self._question(read[0]) if read else None
        options = question.options if isinstance(question, Choose) else ()
        return any(
            read and option.each is None and option.id({}) == read[1] for option in options if option.go == "resume"
        )

    def _own_buttons(self, before: Moment, state: State, offered: Sequence[Choice]) -> Iterator[Moment]:
        """The bot's own buttons: to the menu, to a person, to what it has proposed."""
        for choice in offered:
            if choices.read_tap(choice.id) is None and self._is_new((state.place, choice.id)):
                yield Moment(state, Tapped(choice.id, choice.title), before=before)

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
            if isinstance(effect, CalendarEffect) and self._is_new((effect.place, type(effect))):
                yield from (Moment(turn.state, effect.answered(one), before=before) for one in self._scenario.calendar)
                yield from self._payments(before, effect)
            if isinstance(effect, WakeUp):
                silence = FellSilent(effect.place, effect.minutes)
                yield Moment(turn.state, silence, timedelta(minutes=effect.minutes), before)

    def _results(self, before: Moment, waiting: State, place: str) -> Iterator[Moment]:
        """A search comes back: to who waits for it, who went home, and who is busy elsewhere."""
        for state in (waiting, State(), State(self._book.menu)):
            if self._is_new((place, state.place, _names(state.answers))):
                yield from (Moment(state, JobsFound(place, result), before=before) for result in self._scenario.jobs)

    def _payments(self, before: Moment, effect: CalendarEffect) -> Iterator[Moment]:
        """There is news of a payment: for who waits for it, and who is busy elsewhere."""
        news = [one for one in self._scenario.calendar if one["outcome"] in PAYMENT_NEWS]
        for state in (State(), State(self._book.menu)) if isinstance(effect, BookTime) else ():
            yield from (Moment(state, PaymentSettled(effect.place, one), before=before) for one in news)

    def _question(self, place: Place | None) -> Ask | Choose | None:
        return self._book.flows[place.flow].question(place.step) if place and self._book.has(place) else None


def _left(state: State) -> tuple[str, Place | None, frozenset[tuple[str, bool]]]:
    """What a pause set aside, as far as going on with it depends on it."""
    left = State.from_json(state.left or {})
    return "left", left.place, _names(left.answers)


def _names(answers: dict[str, Any]) -> frozenset[tuple[str, bool]]:
    return frozenset((name, bool(value)) for name, value in answers.items())
