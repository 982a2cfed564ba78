"""How one turn walks through the steps of a flow and gathers what is said, shown and done."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from . import choices, views
from .effects import EFFECTS, CaptureLead, Effect, SearchJobs, SendDocument
from .facts import Facts
from .flow import Ask, Book, Choose, Do, Find, FlowFault, Go, Say, Verb, When
from .replies import Choice, Document, Reply
from .state import Place, State

HOPS = 25  # steps one turn may pass through; more is a loop in the content


class Walk:
    """A turn being taken: where it stands, and what it has said and wants done so far."""

    def __init__(self, book: Book, state: State, facts: Facts) -> None:
        self.book = book
        self.facts = facts
        self.language = facts.language or book.brand["language"]
        self.place = state.place
        self.answers = dict(state.answers)
        self.way = list(state.way)
        self.left = state.left
        self.shown = dict(state.shown)
        self.found: dict[str, Any] = {}
        self.said: list[str] = []
        self.choices: tuple[Choice, ...] = ()
        self.button = ""
        self.listed = False
        self.aside = False  # the person is busy with something else: nothing may be answered by its key
        self.document: Document | None = None
        self.effects: list[Effect] = []

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
                self.say(verb.words.fill(self.language, self.values()))
            case Ask():
                self.say(verb.words.fill(self.language, self.values()))
            case Choose():
                self.offer(place, verb)
            case Find():
                arguments = {name: fill(self.values()) for name, fill in verb.arguments.items()}
                self.found[verb.name] = self._find(verb.what, arguments)
            case Do():
                if not quiet:
                    self._do(place, verb)
            case When():
                return verb.go if verb.condition(self.values()) else None
            case Go():
                return verb.go
        return None

    # --- what is said ---------------------------------------------------------------------------------

    def values(self) -> dict[str, Any]:
        """Every name that words and conditions may use."""
        return {
            **self.answers,
            "brand": self.book.brand,
            "known": self.facts.known,
            "can": {name: name in self.facts.can for name in EFFECTS},
            "left": bool(self.left),
            "money": self._money,
            **self.found,
        }

    def say(self, words: str) -> None:
        """Add words to the turn's one message."""
        if words:
            self.said.append(words)

    def phrase(self, key: str, **values: Any) -> str:
        """Words of the bot itself, from `phrases.yaml`."""
        names = {"brand": self.book.brand, "money": self._money, "month": self._month, "day": self._day}
        return self.book.phrases[key].fill(self.language, {**names, **values})

    def _money(self, amount: float, currency: str = "USD") -> str:
        return views.money(amount, self.language, currency)

    def _month(self, day: date) -> str:
        return views.month(day, self.language)

    def _day(self, day: date) -> str:
        return views.day(day, self.language)

    def offer(self, place: Place, choose: Choose, words: str | None = None) -> None:
        """Show a choice; `words` stand in for the step's own when it is offered once more."""
        options = choices.offered(choose, self.values(), self.language)
        lines = choices.lines(options, keyed=not self.aside)
        values = {**self.values(), "options": lines}
        self.say(choose.words.fill(self.language, values) if words is None else words)
        self.listed = lines in self.said[-1]
        carried = {name: self.answers[name] for name in choose.carry if name in self.answers}
        self.choices = choices.to_choices(place, options, carried)
        self.button = choose.button.fill(self.language, values) if choose.button else self.phrase("menu_button")

    def reply(self) -> tuple[Reply, ...]:
        """The turn's one message, if it says anything."""
        if not self.said:
            return ()
        button = self.button if self.choices else ""
        return (Reply("\n\n".join(self.said), self.choices, button, self.document, self.listed),)

    # --- what is looked up and done ---------------------------------------------------------------------

    def look_up(self, place: Place) -> None:
        """Look up what a step looks up, so that its options can be told without showing it."""
        for verb in self.book.flows[place.flow].steps[place.step]:
            if isinstance(verb, Find):
                self._verb(place, verb, quiet=True)

    def _find(self, what: str, arguments: Mapping[str, Any]) -> Any:
        """What the catalogue answers; None where something to look up by is missing."""
        if any(value is None for value in arguments.values()):
            return None
        today, catalogue = self.facts.now.date(), self.facts.catalogue
        match what:
            case "top_programmes":
                return [self._view(p) for p in catalogue.top(arguments["category"], int(arguments["limit"]))]
            case "closed_programmes":
                return [self._view(p) for p in catalogue.closed(arguments["category"])]
            case "programme":
                programme = catalogue.get(str(arguments["id"]))
                return self._view(programme) if programme else None
            case "programmes_within":
                budget = arguments["budget"]
                if not isinstance(budget, int):
                    return None  # from a tap whose id is none of ours
                return views.WithinView(catalogue.within(budget, int(arguments["limit"]), today), budget, self._view)
        raise FlowFault(f"{self.place}: nothing can be found under {what!r}")

    def _view(self, programme: Any) -> views.ProgrammeView:
        return views.ProgrammeView(programme, self.facts.now.date(), self.language, self.phrase, self.shown)

    def _do(self, place: Place, verb: Do) -> None:
        arguments = {name: value for name, fill in verb.arguments.items() if (value := fill(self.values())) != ""}
        match verb.effect:
            case "capture_lead":
                # The turn's own record, not a copy: what is shown after this verb belongs to the lead as well.
                self.effects.append(CaptureLead(**arguments, shown=self.shown))
            case "search_jobs":
                self.effects.append(SearchJobs(**arguments, place=str(self.book.place(verb.then, place))))
            case "send_document":
                effect = SendDocument(**arguments)
                self.document = Document(effect.link, effect.filename)
