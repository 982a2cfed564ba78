"""How `topics.yaml`, `names.yaml`, `answers.yaml` and `questions/` are laid out, and which phrases frame answers."""

from pydantic import Field, RootModel

from relaystack.engine.questions.about import ELSE, NEARLY
from relaystack.engine.questions.phrases import NOTHING

from .shapes import Shape

# What frames answers to questions; every topic has its title besides, under `topics`.
PHRASES = (
    "details_button",
    *(f"facts.{name}" for name in (
        "heading", "dated", "due", "missing", "closed", "sources", "for_people", "each", "more_people", "reached",
        "short",
    )),
    *(f"values.{unit}{kind}" for unit in ("days", "weeks", "months") for kind in ("", "_range", "_least")),
    *(f"values.{name}" for name in (
        "no_stay", "days_a_year", "lives_there", "at_once", "after_years", "not_possible", "yes", "no", "years",
        "spouse", "children", "children_minor", "children_to", "children_under", "students_to", "parents",
        "parents_from", "no_parents", "grandparents", "siblings",
    )),
    *(f"questions.{name}" for name in (
        "which", "comparison", "comparison_one", "row", "line", "unknown", "ranked", "cheapest", "fastest", "none_fit",
        "stay_unknown", "elsewhere", "languages", "pages", "details_noted", "known", "call_me",
        "no_currency", "in_currency",
    )),
)  # fmt: skip


class TopicShape(Shape):
    """A topic: how much its words count, and before which topics it steps back."""

    weight: float = Field(1.0, gt=0, le=2)
    yields: list[str] = Field(default_factory=list)
    yields_at: float = Field(NEARLY, gt=0, le=1)
    of_origin: str = ""


class TopicsShape(Shape):
    """`topics.yaml` as a whole."""

    topics: dict[str, TopicShape]
    asks: list[str]
    signals: list[str]


class NamesShape(Shape):
    """`names.yaml` as a whole."""

    countries: dict[str, str]
    categories: dict[str, str]
    programs: dict[str, str]
    grants: dict[str, str]
    tells_apart: list[str] = Field(default_factory=list)
    no_names: dict[str, str] = Field(default_factory=dict)


class AnswerShape(Shape):
    """What the company answers to one question about itself, by language; with `tell`, consultants read who asks.

    `leads` names a wish of `intents.yaml`: a button beside the answer.
    """

    tell: bool = False
    leads: str = ""
    say: dict[str, str]


class AnswersShape(RootModel[dict[str, AnswerShape]]):
    """`answers.yaml` as a whole."""


class WordsShape(Shape):
    """How people ask in one language; phrases with commas between them."""

    topics: dict[str, str]
    company: dict[str, str] = Field(default_factory=dict)
    nothing: str = ""
    astray: str = ""
    asks: dict[str, str] = Field(default_factory=dict)
    signals: dict[str, str] = Field(default_factory=dict)
    people: str = ""
    adults: str = ""
    more_people: str = ""
    two_more_people: str = ""
    two_people: str = ""
    relatives: str = ""
    ages: str = ""
    things: str = ""
    roles: dict[str, str] = Field(default_factory=dict)

    @property
    def spoken(self) -> dict[str, str]:
        """All that people ask about, by what it is."""
        return {**self.topics, **self.company, **self.asks, **self.signals, NOTHING: self.nothing, ELSE: self.astray}
