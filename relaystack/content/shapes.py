"""The shape of a flow file: what pydantic holds every step to."""

from collections.abc import Collection
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Discriminator, Field, PlainValidator, Tag
from pydantic_core import PydanticCustomError

from relaystack.engine.answers import ANSWERS
from relaystack.engine.effects import EFFECTS, arguments_of
from relaystack.engine.lookups import LOOK_UPS

NAME = r"^[a-z][a-z0-9_]*$"
VERBS = ("say", "ask", "choose", "find", "do", "when", "go")


def one_of(names: Collection[str]) -> PlainValidator:
    """Holds a value to names that the engine knows; the fault lists them."""
    *most, last = map(repr, names)
    told = f"{', '.join(most)} or {last}"

    def known(name: Any) -> str:
        if not isinstance(name, str) or name not in names:
            raise PydanticCustomError("none_of_ours", "Input should be {names}", {"names": told})
        return name

    return PlainValidator(known)


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
    answer: Annotated[str, one_of(ANSWERS)]
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
    also: list[str] | str = []
    tap_only: bool = False


class ChooseShape(Shape):
    choose: str
    options: list[OptionShape] = Field(min_length=1)
    keys: Literal["numbers", "letters", "none"] = "none"
    button: str | None = None
    save: str = Field("", pattern=r"^([a-z][a-z0-9_]*)?$")
    carry: list[str] = []
    by_time: str = ""
    gone: str = ""


class FindShape(Shape):
    find: Annotated[str, one_of(LOOK_UPS)]
    arguments: dict[str, Any] = Field({}, alias="with")
    name: str = Field(alias="as", pattern=NAME)


class DoShape(Shape):
    do: Annotated[str, one_of(EFFECTS)]
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
        wanted = LOOK_UPS[verb.find].arguments.keys()
        if given != wanted:
            return f"find: {verb.find} needs exactly {', '.join(sorted(wanted))} under `with`"
        return ""
    unknown = given - arguments_of(verb.do)
    return (
        f"do: {verb.do} has no {', '.join(sorted(unknown))}; it takes {', '.join(sorted(arguments_of(verb.do)))}"
        if unknown
        else ""
    )
