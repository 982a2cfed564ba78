"""The shape of a flow file: what pydantic holds every step to."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag

from relaystack.engine.effects import arguments_of

NAME = r"^[a-z][a-z0-9_]*$"
VERBS = ("say", "ask", "choose", "find", "do", "when", "go")
LOOK_UPS = {
    "top_programmes": {"category", "limit"},
    "closed_programmes": {"category"},
    "programme": {"id"},
    "programmes_in": {"country"},
    "programmes_within": {"budget", "limit"},
}


class Shape(BaseModel):
    """Unknown keys are faults: a misspelt key must not be ignored."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)


class LinkShape(Shape):
    title: str
    url: str


class SayShape(Shape):
    say: str
    link: LinkShape | None = None


class AskShape(Shape):
    ask: str
    answer: Literal["money", "email", "person_name", "country", "phone", "date", "time", "text"]
    save: str = Field(pattern=NAME)
    go: str


class OptionShape(Shape):
    id: str
    label: str
    go: str
    title: str | None = None
    description: str | None = None
    line: str | None = None
    key: str = ""
    each: str | None = None
    value: str | int | None = None
    when: str | None = None
    set: dict[str, Any] = {}
    also: list[str] = []
    tap_only: bool = False


class ChooseShape(Shape):
    choose: str
    options: list[OptionShape] = Field(min_length=1)
    keys: Literal["numbers", "letters", "none"] = "none"
    button: str | None = None
    save: str = Field("", pattern=r"^([a-z][a-z0-9_]*)?$")
    carry: list[str] = []


class FindShape(Shape):
    find: Literal["top_programmes", "closed_programmes", "programme", "programmes_in", "programmes_within"]
    arguments: dict[str, Any] = Field({}, alias="with")
    name: str = Field(alias="as", pattern=NAME)


class DoShape(Shape):
    do: Literal["capture_lead", "search_jobs", "send_document", "hand_over", "speak"]
    arguments: dict[str, Any] = Field({}, alias="with")
    then: str = ""


class WhenShape(Shape):
    when: str
    go: str


class GoShape(Shape):
    go: str


def _verb(data: Any) -> str:
    keys = data if isinstance(data, dict) else {}
    return next((verb for verb in VERBS if verb in keys), "unknown")


VerbShape = Annotated[
    Annotated[SayShape, Tag("say")]
    | Annotated[AskShape, Tag("ask")]
    | Annotated[ChooseShape, Tag("choose")]
    | Annotated[FindShape, Tag("find")]
    | Annotated[DoShape, Tag("do")]
    | Annotated[WhenShape, Tag("when")]
    | Annotated[GoShape, Tag("go")],
    Discriminator(
        _verb,
        custom_error_type="unknown_verb",
        custom_error_message="no verb of ours; a step is made of say, ask, choose, find, do, when, go",
    ),
]


class NudgeShape(Shape):
    """What is said once to somebody who falls silent in the middle of the flow; 0 minutes: nothing."""

    after_minutes: int = Field(0, ge=0, le=1380)  # the 24-hour window must still be open
    words: str


class FlowShape(Shape):
    """A flow file as a whole."""

    flow: str = Field(pattern=NAME)
    version: int = Field(ge=1)
    nudge: NudgeShape | None = None
    steps: dict[Annotated[str, Field(pattern=NAME)], Annotated[list[VerbShape], Field(min_length=1)]] = Field(
        min_length=1
    )


def unfit_arguments(verb: FindShape | DoShape) -> str:
    """What is wrong with the arguments after `with`; empty when nothing is."""
    given = set(verb.arguments)
    if isinstance(verb, FindShape):
        wanted = LOOK_UPS[verb.find]
        if given != wanted:
            return f"find: {verb.find} needs exactly {', '.join(sorted(wanted))} under `with`"
        return ""
    unknown = given - arguments_of(verb.do)
    return (
        f"do: {verb.do} has no {', '.join(sorted(unknown))}; it takes {', '.join(sorted(arguments_of(verb.do)))}"
        if unknown
        else ""
    )
