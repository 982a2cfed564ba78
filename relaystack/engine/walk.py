"""How one turn walks through the steps of a flow and gathers what is looked up and done."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, assert_never
from zoneinfo import ZoneInfo

from . import bidi, choices, lookups, phone_zones, views
from .answers import Hearing
from .effects import EFFECTS, Effect, HandOver, SendDocument, Speak, WakeUp
from .facts import Facts
from .flow import Ask, Book, Choose, Do, Find, FlowFault, Go, Say, Verb, When
from .questions.asked import Asked
from .questions.focus import Focus
from .questions.meaning import Meaning
from .replies import Document, Link, Reply
from .state import Place, State
from .turn_message import TurnMessage

HOPS = 25  # steps one turn may pass through; more is a loop in the content


@dataclass(frozen=True)
class Piece:
    """Words of a person's own, neither an option nor an answer to what was asked: there may be more of them to come.

    `open`: a next piece may well say what these leave open. `missed`: these had no meaning. `joined`: they were read
    with those before them.
    """

    open: bool = False
    missed: bool = False
    joined: bool = False


@dataclass(frozen=True)
class Turn:
    """What came of it; `path` names the steps it came through and the options that were chosen.

    With a `piece` the reply may wait for the next one. `asked` is the question that it answers.
    """

    state: State
    replies: tuple[Reply, ...] = ()
    effects: tuple[Effect, ...] = ()
    path: tuple[str, ...] = ()
    piece: Piece | None = None
    asked: Asked | None = None


class Walk(TurnMessage):
    """A turn being taken: where it stands, and what it has said and wants done so far."""

    def __init__(self, book: Book, state: State, facts: Facts) -> None:
        super().__init__(book, state, facts)
        self.before = state
        self.place = state.place
        self.way = list(state.way)
        self.shown = dict(state.shown)
        self.misses = 0  # whatever is understood begins anew
        self.nudged = state.nudged
        self.effects: list[Effect] = []
        self.path: list[str] = []  # the steps passed and options chosen
        self.piece: Piece | None = None
        self.asked: Asked | None = None  # the question that was answered
        self.told: dict[str, Any] = {}  # answers to questions that come next, told with the one before
        self.meanings: dict[tuple[str, str, bool], Meaning] = {}  # what words ask, read once in a turn

    # --- where to -----------------------------------------------------------------------------------

    def go(self, target: str, *, quiet: bool = False) -> None:
        """Go where a `go` says, through as many steps as it takes until one waits for the person."""
        next_target: str | None = target
        for _ in range(HOPS):
            if next_target is None:
                return
            next_target = self._arrive(next_target, quiet)
        raise FlowFault(f"{self.place}: more than {HOPS} steps without a question")

    def _arrive(self, target: str, quiet: bool) -> str | None:
        if target == "resume":
            return self._resume()
        place = self.book.place(target, self.place)
        if place == self.book.menu:
            self.answers, self.way = {}, []
        self.place = place
        return self._perform(place, quiet)

    def _resume(self) -> str:
        left = State.from_json(self.left or {})
        self.left = None
        if left.place is None or not self.book.has(left.place):
            return "menu"
        self.answers, self.way = dict(left.answers), list(left.way)
        return str(left.place)

    def _perform(self, place: Place, quiet: bool) -> str | None:
        """Carry out the verbs of a step; the target they lead to, or None to wait here or rest."""
        self.path.append(str(place))
        verb: Verb | None = None
        for verb in self.book.flows[place.flow].steps[place.step]:
            target = self._verb(place, verb, quiet)
            if target:
                return target
        if not isinstance(verb, Ask | Choose) and not (isinstance(verb, Do) and verb.then):
            self.place, self.way = None, []  # the journey is over
            self.answers = {}
        return None

    def _verb(self, place: Place, verb: Verb, quiet: bool) -> str | None:
        match verb:
            case Say():
                self.say(verb.words.fill(self.language, self.spoken()))
                if verb.link:
                    title, url = verb.link.title.fill(self.language, self.spoken()), verb.link.url(self.values())
                    self.link = Link(title, str(url))
            case Ask():
                if verb.save in self.told:
                    return self._told_already(place, verb)
                self.say(verb.words.fill(self.language, self.spoken()))
            case Choose():
                self.offer(place, verb)
            case Find():
                arguments = {name: fill(self.values()) for name, fill in verb.arguments.items()}
                self.found[verb.name] = lookups.find(verb.what, arguments, self.facts, self.view)
            case Do():
                if not quiet:
                    self._do(place, verb)
                elif verb.then:  # shown once more: what is waited for has to be begun anew
                    self._do(place, verb)
                    self.say(self.phrase("still_waiting"))
            case When():
                return verb.go if verb.condition(self.values()) else None
            case Go():
                return verb.go
            case _:
                assert_never(verb)
        return None

    def _told_already(self, place: Place, ask: Ask) -> str:
        """Keep what was told before it was asked for, and go on from there."""
        self.answers[ask.save] = self.said_back(self.told.pop(ask.save))
        self.way.append(place)
        return ask.go

    def hearing(self) -> Hearing:
        """What it takes to understand this person's answers."""
        facts = self.facts
        zone = facts.zone or phone_zones.zone_of(facts.country, facts.now)
        today = facts.now.astimezone(ZoneInfo(zone) if zone else facts.office.zone).date()
        return Hearing(self.language, facts.country, today, self.book.rates)

    # --- the end of a turn ------------------------------------------------------------------------------

    def turn(self) -> Turn:
        """What came of the walk."""
        self._offer_what_is_left()
        question = self.book.question(self.place)
        if not (question and self.before.place and self.place and self.place.flow == self.before.place.flow):
            self.nudged = False
        self._wake_up_later(question)
        version = self.book.flows[self.place.flow].version if self.place else 0
        state = State(
            self.place,
            version,
            self.answers,
            tuple(self.way),
            self.left,
            self.shown,
            self.misses,
            self.nudged,
            self.beside,
            focus=self._in_focus().to_json(),
        )
        return Turn(state, self.reply(), tuple(self.effects), tuple(self.path), self.piece, self.asked)

    def _in_focus(self) -> Focus:
        """What is spoken of from here on: the programme whose page was shown, the list that was."""
        focus = self.focus
        shown = self.answers.get("programme") or self.before.answers.get("programme") if self.path else None
        asked = focus != Focus.from_json(self.before.focus)  # an answer of this turn speaks of more than the page
        spoken_of = focus.programs if asked else focus.programs[:1] * (len(focus.programs) == 1)
        if shown and self.facts.catalogue.get(str(shown)) and str(shown) not in spoken_of:
            focus = focus.about((str(shown),))
        for found in self.found.values() if self.path else ():
            if isinstance(found, views.WithinView):
                found = found.reached
            if isinstance(found, list) and found and all(isinstance(one, views.ProgramView) for one in found):
                named = (
                    focus.programs if self.answers.get("programme") else _spoken_of(found)
                )  # its page looks them up too
                focus = replace(focus, listed=tuple(one.id for one in found), programs=named, asks=(), budget=0)
        return focus

    def _offer_what_is_left(self) -> None:
        """At a journey's end, offer to go on with what was begun before it."""
        if self.place or not self.left or not self.said or self.choices or self.handed_over:
            return
        if self.document:
            self.say(self.phrase("continue_hint"))  # a document holds no buttons
        else:
            self.offer_beside(self.button_of(choices.CONTINUE_TAP), self.button_of(choices.MENU_TAP))

    def _wake_up_later(self, question: Ask | Choose | None) -> None:
        nudge = self.book.flows[self.place.flow].nudge if self.place and isinstance(question, Ask) else None
        if nudge and nudge.minutes and not self.nudged:
            self.effects.append(WakeUp(nudge.minutes, str(self.place)))

    @property
    def handed_over(self) -> bool:
        """Whether this turn gives the conversation to the consultants."""
        return any(isinstance(effect, HandOver) for effect in self.effects)

    def reply(self) -> tuple[Reply, ...]:
        """The turn's one message, if it says anything."""
        if not self.said:
            return ()
        reply = Reply(
            text=bidi.aligned("\n\n".join(self.said), self.language),
            choices=self.choices,
            button=bidi.plain(self.button) if self.choices else "",
            document=self.document,
            listed=self.listed,
            even_handed_over=self.handed_over,
            link=None if self.choices or self.document else self.link,
        )
        return (reply,)

    # --- what is looked up and done ---------------------------------------------------------------------

    def look_up(self, place: Place) -> None:
        """Look up what a step looks up, so that its options can be told without showing it."""
        for verb in self.book.flows[place.flow].steps[place.step]:
            if isinstance(verb, Find):
                self._verb(place, verb, quiet=True)

    def view(self, program: Any) -> views.ProgramView:
        """The programme with its figures guarded; what is read of them counts as shown."""
        return views.ProgramView(program, self.facts.now.date(), self.language, self.phrase, self.shown)

    def _do(self, place: Place, verb: Do) -> None:
        wanted = EFFECTS[verb.effect]
        arguments = {name: value for name, fill in verb.arguments.items() if (value := fill(self.values())) != ""}
        arguments |= {name: self._by_engine(name, place, verb) for name in wanted.by_engine}
        effect = wanted(**arguments)
        match effect:  # what shows in this message already is done here, the rest comes of the turn
            case SendDocument(link, filename):
                self.document = Document(link, filename)
            case Speak(language):
                self.speak(str(language))
            case _:
                self.effects.append(effect)

    def _by_engine(self, argument: str, place: Place, verb: Do) -> Any:
        """What the engine knows better than the flow."""
        match argument:
            case "shown":
                # The turn's own record, not a copy: what is shown after this verb belongs to the lead as well.
                return self.shown
            case "place":
                return str(self.book.place(verb.then, place))
            case "language":
                return self.language
        raise FlowFault(f"{place}: nothing fills in {argument!r} of {verb.effect}")

    def speak(self, language: str) -> None:
        """Speak that language from here on."""
        self.language = language
        if language != self.facts.language:
            self.facts = replace(self.facts, language=language)
            self.effects.append(Speak(language))


def _spoken_of(shown: Sequence[views.ProgramView]) -> tuple[str, ...]:
    """What a list that is shown speaks of: the programmes of one country; of several countries none alone."""
    return tuple(one.id for one in shown) if len({one.country_code for one in shown}) == 1 else ()
