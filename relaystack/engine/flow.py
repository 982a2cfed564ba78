"""What a checked flow is made of: steps of seven verbs, with words and conditions ready to fill in."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from .answers import ANSWERS
from .answers.result import Rate
from .appointment_rules import AppointmentRules
from .command_words import CommandWords
from .languages import LanguageWords
from .lead_rules import LeadRules
from .lexicon import Lexicon
from .message_prices import PriceCard
from .questions.meaning import Tables, understand
from .state import Place

Values = Mapping[str, Any]
Fill = Callable[[Values], Any]  # a compiled template or expression

_MISSPELT = "jordn zzzzz"  # nothing that anybody knows, so that it is looked for among all words that there are


class FlowFault(Exception):
    """A flow cannot go on: a fault in the content. `at` is where it stands (`nexora/flows/jobs.yaml:12`), if known."""

    def __init__(self, message: str, at: str = "") -> None:
        super().__init__(f"{at}: {message}" if at else message)
        self.message = message
        self.at = at


@dataclass(frozen=True)
class Words:
    """A text in every language it has; English is always there."""

    key: str
    by_language: Mapping[str, Fill]

    def fill(self, language: str, values: Values) -> str:
        """The words in that language, or in English where they are missing, with the values filled in."""
        template = self.by_language.get(language) or self.by_language["en"]
        return str(template(values)).strip()


@dataclass(frozen=True)
class CompanyAnswer:
    """What the company answers to a question about itself; with `tell`, consultants read who asks it.

    `leads` is the wish of a button beside it; `title` is what staff call it who taught it.
    """

    words: Words
    tell: bool = False
    leads: str = ""
    title: str = ""


@dataclass(frozen=True)
class LinkTo:
    """A button that opens an address."""

    title: Words
    url: Fill


@dataclass(frozen=True)
class Say:
    words: Words
    link: LinkTo | None = None


@dataclass(frozen=True)
class Ask:
    words: Words
    answer: str
    save: str
    go: str


@dataclass(frozen=True)
class Option:
    """One choice; with `each` it stands for every item of that list."""

    id: Fill
    label: Words
    title: Words | None
    description: Words | None
    line: Words | None
    go: str
    key: str = ""
    each: Fill | None = None
    value: Fill | None = None
    when: Fill | None = None
    set: Mapping[str, Fill] = field(default_factory=dict)
    also: Sequence[str] = ()
    also_each: Fill | None = None  # the same, where each item has its own
    tap_only: bool = False  # not among the numbered lines

    @property
    def name(self) -> str:
        """Which option of which step it is, for everybody who counts them."""
        return self.label.key.removesuffix(".label")


@dataclass(frozen=True)
class Choose:
    words: Words
    options: Sequence[Option]
    keys: str
    button: Words | None
    save: str = ""
    carry: Sequence[str] = ()
    by_time: str = ""  # where a day or a time leads that is typed; it is kept as `wish`
    gone: str = ""  # where a tap leads on what is offered no more; its id is kept as `save`


@dataclass(frozen=True)
class Find:
    what: str
    arguments: Mapping[str, Fill]
    name: str


@dataclass(frozen=True)
class Do:
    effect: str
    arguments: Mapping[str, Fill]
    then: str = ""


@dataclass(frozen=True)
class When:
    condition: Fill
    go: str


@dataclass(frozen=True)
class Go:
    go: str


Verb = Say | Ask | Choose | Find | Do | When | Go


@dataclass(frozen=True)
class Nudge:
    """What is said once to somebody who falls silent in the middle of a form."""

    minutes: int
    words: Words


@dataclass(frozen=True)
class Flow:
    """Named steps; the first is where the flow starts."""

    name: str
    version: int
    steps: Mapping[str, Sequence[Verb]]
    nudge: Nudge | None = None

    @property
    def start(self) -> Place:
        """The place where the flow begins."""
        return Place(self.name, next(iter(self.steps)))

    def question(self, step: str) -> Ask | Choose | None:
        """What the step waits for: its last verb, where that is a question."""
        verbs = self.steps.get(step, ())
        last = verbs[-1] if verbs else None
        return last if isinstance(last, Ask | Choose) else None


@dataclass(frozen=True)
class HandoverRules:
    """When a conversation goes to the consultants, and after how many quiet minutes it comes back.

    By kinds of files, and by phrases (as tokens, by their first one): `words` tell of a trouble, unless they stand in
    one of `asked`; by those of `person` somebody asks for one.
    """

    quiet_minutes: int = 720
    media: frozenset[str] = frozenset()
    words: Mapping[str, Sequence[tuple[str, ...]]] = field(default_factory=dict)
    asked: Mapping[str, Sequence[tuple[str, ...]]] = field(default_factory=dict)
    person: Mapping[str, Sequence[tuple[str, ...]]] = field(default_factory=dict)


@dataclass(frozen=True)
class Book:
    """All that conversations are made of: flows, commands, phrases, brand, what people ask in their own words."""

    flows: Mapping[str, Flow]
    menu: Place
    command_words: CommandWords
    phrases: Mapping[str, Words]
    brand: Mapping[str, Any]
    rates: Mapping[str, Rate] = field(default_factory=dict)  # of other currencies, by ISO code
    message_prices: Sequence[PriceCard] = ()
    lexicon: Lexicon = field(default_factory=Lexicon)
    handover: HandoverRules = field(default_factory=HandoverRules)
    leads: LeadRules = field(default_factory=LeadRules)
    appointments: AppointmentRules = field(default_factory=AppointmentRules)
    languages: Sequence[str] = ("en",)  # that the bot speaks, the one it begins with first
    terms: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # language -> English words -> its
    language_words: LanguageWords = field(default_factory=LanguageWords)
    questions: Tables | None = None  # how people ask, where the content says so
    company: Mapping[str, CompanyAnswer] = field(default_factory=dict)  # answers to what is asked of the company
    brands: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)  # the brand as other languages have it

    def question(self, place: Place | None) -> Ask | Choose | None:
        """What is asked at a place; None where nothing is, or where there is no such place."""
        return self.flows[place.flow].question(place.step) if place and self.has(place) else None

    @property
    def commands(self) -> Mapping[str, str]:
        """The words that are nothing but a command: normalised word -> command."""
        return self.command_words.exact

    @cached_property
    def amounts(self) -> frozenset[str]:
        """The names under which answers are amounts: nothing else may stand there, whatever a tap carries."""
        verbs = (verb for flow in self.flows.values() for step in flow.steps.values() for verb in step)
        return frozenset(verb.save for verb in verbs if isinstance(verb, Ask) and verb.answer == "money")

    def prepare(self) -> None:
        """Make what is otherwise made when the first message is read, and when the first one is misspelt."""
        if self.questions:
            understand(self.questions.words, _MISSPELT, "en")
        ANSWERS["country"].understand(_MISSPELT)
        self.command_words.read(_MISSPELT)

    def brand_in(self, language: str) -> Mapping[str, Any]:
        """The brand as customers of that language see it."""
        return self.brands.get(language) or self.brand

    def place(self, target: str, here: Place | None = None) -> Place:
        """The place that a `go` names: `menu`, a flow, `flow.step`, or a step of the flow one is in."""
        if target == "menu":
            return self.menu
        if "." in target:
            return Place.parse(target)
        if here and target in self.flows[here.flow].steps:
            return Place(here.flow, target)
        if target in self.flows:
            return self.flows[target].start
        raise FlowFault(f"{here}: there is no step or flow named {target!r}")

    def has(self, place: Place) -> bool:
        """Whether the place exists in these flows."""
        return place.flow in self.flows and place.step in self.flows[place.flow].steps
