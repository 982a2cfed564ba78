"""What somebody asks for, as the table of answers reads it."""

from dataclasses import dataclass

from ..catalogue import Program

ALWAYS = frozenset({"price", "routes", "cautions", "sources", "status"})  # topics that every programme tells of

TIME, CITIZENSHIP, FAMILY, ELIGIBILITY = "processing_time", "citizenship", "family", "eligibility"
BENEFITS = "benefits"
OVERVIEW = "overview"  # the topic of who wants to know about a programme as a whole
SAID_OUTRIGHT = 0.8  # what a topic is worth that at least one whole word speaks of


@dataclass(frozen=True)
class Asked:
    """What is asked for, by the rule that won: about these programmes, on these topics."""

    rule: str
    programs: tuple[Program, ...] = ()
    topics: tuple[str, ...] = ()
    code: str = ""  # the country that we do not offer, or the category
    asks: tuple[str, ...] = ()
    company: str = ""
    people: int = 0
    budget: int = 0
    origins: tuple[str, ...] = ()
    clear: float = 0.0  # how much the topic, or the company's question, was spoken of
    signals: tuple[str, ...] = ()  # what else is said beside it

    @property
    def is_known(self) -> bool:
        """Whether something is known of it: a topic of a programme that nobody has told is not."""
        return any(topic in program.facts or topic in ALWAYS for program in self.programs for topic in self.topics)
