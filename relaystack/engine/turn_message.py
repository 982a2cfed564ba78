"""What a turn says: its words, in the person's language, and what is offered with them to choose from."""

from typing import Any

from . import bidi, choices, locale_formats, views
from .answers import Understood
from .effects import EFFECTS
from .facts import Facts
from .flow import Book, Choose, Option
from .language_offer import proposal
from .questions.focus import Focus
from .replies import Choice, Document, Link
from .state import Place, State
from .text import normalise


class TurnMessage:
    """The one message of a turn as it comes together, with the values that its words may use."""

    def __init__(self, book: Book, state: State, facts: Facts) -> None:
        self.book = book
        self.facts = facts
        self.language = facts.language or book.brand["language"]
        self.answers = dict(state.answers)
        self.left = state.left
        self.focus = Focus.from_json(state.focus)
        self.found: dict[str, Any] = {}
        self.said: list[str] = []
        self.choices: tuple[Choice, ...] = ()
        self.button = ""
        self.listed = False
        self.aside = False  # the person is busy with something else: nothing may be answered by its key
        self.went_on = False  # the message has begun something: no menu stands below it
        self.menu_below = False  # the menu follows in the same message: nothing else is offered
        self.document: Document | None = None
        self.link: Link | None = None
        self.beside: dict[str, str] = {}
        self._brand: tuple[str, dict[str, Any]] | None = None  # by the language that it was made for

    @property
    def brand(self) -> dict[str, Any]:
        """The company as words speak of it; its hours as its people set them, where the content has none in words."""
        if self._brand is None or self._brand[0] != self.language:
            brand, office = self.book.brand_in(self.language), self.facts.office
            hours = {"hours": office.words(self.language)} if office.are_known else {}
            self._brand = self.language, {**hours, **brand}
        return self._brand[1]

    def values(self) -> dict[str, Any]:
        """Every name that words and conditions may use."""
        return {
            **self.answers,
            "brand": {**self.brand, **self.book.brand},
            "known": self.facts.known,
            "can": {name: name in self.facts.can for name in EFFECTS},
            "left": bool(self.left),
            "spoken_of": self.focus.programs[0] if len(self.focus.programs) == 1 else "",
            "proposal": proposal(self.facts, self.book.brand["language"]),
            **self.found,
        }

    def spoken(self) -> dict[str, Any]:
        """The same as words say it, in the person's language. What goes to the consultants stays English."""
        if self.language == "en":
            return self.values()  # programmes and countries are English to begin with
        own = {**self.book.terms.get(self.language, {}), **self.facts.catalogue.terms.get(self.language, {})}
        said = {k: views.spoken(v, self.language, own, self.term) for k, v in (self.answers | self.found).items()}
        return {**self.values(), "brand": self.brand, **said}

    def term(self, english: str) -> str:
        """A word of a programme, or a country's name, in the person's language."""
        of_staff = self.facts.catalogue.terms.get(self.language, {})
        own = of_staff.get(english) or self.book.terms.get(self.language, {}).get(english)
        return own or (locale_formats.country(self.language, english) if self.language != "en" else "") or english

    def say(self, words: str) -> None:
        """Add words to the turn's one message."""
        if words:
            self.said.append(words)

    def phrase(self, key: str, **values: Any) -> str:
        """Words of the bot itself, from `phrases.yaml`."""
        return self.book.phrases[key].fill(self.language, {"brand": self.brand, **values})

    def said_back(self, value: Any) -> Any:
        """The value of an answer; what was understood from it is said back where a customer should check it."""
        if not isinstance(value, Understood):
            return value
        self.say(self.phrase(f"understood.{value.echo}", **value.values))
        return value.value

    def offer(self, place: Place, choose: Choose, words: str | None = None) -> None:
        """Show a choice; `words` stand in for the step's own when it is offered once more."""
        options = self.options(choose)
        lines = choices.lines(options, keyed=not self.aside)
        values = {**self.spoken(), "options": lines}
        self.say(choose.words.fill(self.language, values) if words is None else words)
        self.listed = lines in self.said[-1]
        carried = {name: self.answers[name] for name in choose.carry if name in self.answers}
        self.choices = choices.to_choices(place, options, carried)
        self.button = choose.button.fill(self.language, values) if choose.button else self.phrase("menu_button")

    def options(self, choose: Choose) -> list[choices.Offered]:
        """What can be chosen now; while half-filled answers are kept, also to go on with them (key 0)."""
        options = choices.offered(choose, self.spoken(), self.language)
        if self.left and all(offered.option.go != "resume" for offered in options):
            words = self.book.phrases
            resume = Option(
                id=lambda _: "resume",
                label=words["continue_line"],
                title=words["continue_button"],
                description=None,
                line=None,
                go="resume",
                key="0",
            )
            options += choices.offered(Choose(words["continue_line"], [resume], "none", None), {}, self.language)
        return options

    def button_of(self, tap: str) -> Choice:
        """One of the bot's own buttons."""
        return Choice(tap, bidi.plain(self.phrase(f"{tap}_button")))

    def offer_beside(self, *buttons: Choice, yes: str = "") -> None:
        """Offer the bot's own buttons instead of a step's options; their titles may be typed as well."""
        self.choices, self.listed = buttons, False
        self.beside = {normalise(button.title): button.id for button in buttons} | ({"yes": yes} if yes else {})
