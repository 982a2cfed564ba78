"""How WhatsApp's message templates are read from the content folder, one file each."""

from collections.abc import Iterator, Mapping, Set
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from relaystack.engine import choices
from relaystack.engine.flow import Book, Choose
from relaystack.engine.message_templates import Button, MessageTemplate, Wording
from relaystack.engine.state import Place

from .errors import ContentError, Fault, advice, fault
from .folder import Content
from .template_limits import STOP, of_template
from .yaml_lines import Lined, line_of, read_yaml


class ButtonShape(BaseModel):
    """One of `reply` (and what the tap `does`), `link` with its `url`, `call` with its `phone`."""

    model_config = ConfigDict(extra="forbid")
    reply: str = ""
    does: str = ""
    link: str = ""
    url: str = ""
    call: str = ""
    phone: str = ""

    def button(self) -> Button | None:
        """The button; None where it is not exactly one of the three."""
        given = {name for name, value in self.model_dump().items() if value}
        if "reply" in given and given <= {"reply", "does"}:
            return Button("reply", self.reply, self.does)
        if given == {"link", "url"}:
            return Button("link", self.link, self.url)
        return Button("call", self.call, self.phone) if given == {"call", "phone"} else None


class WordingShape(BaseModel):
    """A template in one language."""

    model_config = ConfigDict(extra="forbid")
    header: str = ""
    body: str = Field(min_length=1)
    footer: str = ""
    buttons: list[ButtonShape] = Field(default_factory=list)
    examples: dict[str, str] = Field(default_factory=dict)


class TemplateShape(BaseModel):
    """A file of `templates/`."""

    model_config = ConfigDict(extra="forbid")
    name: str
    category: Literal["utility", "marketing"]
    languages: dict[str, WordingShape] = Field(min_length=1)


def load_templates(folder: Path, book: Book) -> dict[str, MessageTemplate]:
    """The templates of a content folder by name; raises ContentError with all that is wrong with them."""
    templates: dict[str, MessageTemplate] = {}
    faults: list[Fault] = []
    taps, options = _taps(book), _options(book)
    faults += _misnamed(folder / "templates")
    for file in sorted((folder / "templates").glob("*.yaml")):
        try:
            template = _read(file, str(book.brand["language"]), taps, options)
            templates[template.name] = template
        except ContentError as error:
            faults += error.faults
    if faults:
        raise ContentError(faults)
    return templates


def _misnamed(folder: Path) -> Iterator[Fault]:
    """Files that somebody takes for templates, and nobody would read."""
    for file in sorted(folder.glob("*.*")):
        if file.suffix != ".yaml" and file.suffix.lower() in (".yaml", ".yml"):
            yield fault(file, 1, "templates are read from files that end in .yaml; rename it")


def faults(content: Content) -> list[Fault]:
    """What is wrong with the templates of a folder."""
    try:
        load_templates(content.folder, content.book)
    except ContentError as error:
        return error.faults
    return []


def _taps(book: Book) -> dict[str, str]:
    """What a tap may do, and the id that says so: some of the bot's own buttons, or a wish of `intents.yaml`."""
    wishes = {name: f"{choices.INTENT_TAP}{name}" for name in book.lexicon.intents}
    return wishes | {name: name for name in (STOP, choices.MENU_TAP, choices.HUMAN_TAP)}


def _options(book: Book) -> set[str]:
    """The options of steps as a tap may name them: `booking.appointment.move`; not those that stand for several."""
    steps = ((flow, step) for flow, of in book.flows.items() for step in of.steps)
    chosen = ((place, book.question(place)) for place in (Place(*step) for step in steps))
    return {
        f"{place}.{option.id({})}"
        for place, question in chosen
        if isinstance(question, Choose)
        for option in question.options
        if option.each is None
    }


def _read(file: Path, own: str, taps: Mapping[str, str], options: Set[str]) -> MessageTemplate:
    data = read_yaml(file)
    if not isinstance(data, Lined):
        raise ContentError([fault(file, 1, "a template needs name, category and languages")])
    try:
        shape = TemplateShape.model_validate(data)
    except ValidationError as error:
        raise ContentError([_misshapen(file, data, detail) for detail in error.errors()]) from None
    problems = list(_of_buttons(shape, taps, options))
    languages = sorted(shape.languages, key=lambda language: language != own)
    wordings = {language: _wording(language, shape.languages[language], taps) for language in languages}
    template = MessageTemplate(shape.name, shape.category, wordings)
    problems = problems or list(of_template(template, file.stem, own))
    if problems:
        raise ContentError([fault(file, line_of(data, path), problem) for path, problem in problems])
    return template


def _of_buttons(
    shape: TemplateShape, taps: Mapping[str, str], options: Set[str]
) -> Iterator[tuple[tuple[str | int, ...], str]]:
    for language, wording in shape.languages.items():
        for index, part in enumerate(wording.buttons):
            at = ("languages", language, "buttons", index)
            button = part.button()
            if button is None:
                yield at, "a button is `reply` with `does`, or `link` with `url`, or `call` with `phone`"
            elif button.kind == "reply" and button.target not in taps and button.target not in options:
                own = f"`does` is one of {', '.join(sorted(taps))}, or an option of a step (`flow.step.option`)"
                yield at, f"there is no tap {button.target!r}; {own}"


def _misshapen(file: Path, data: Any, detail: Any) -> Fault:
    path = [part for part in detail["loc"] if part != "[key]"]
    return fault(file, line_of(data, path), f"{'.'.join(map(str, path))}: {advice(detail)}")


def _wording(language: str, shape: WordingShape, taps: Mapping[str, str]) -> Wording:
    buttons = [button for part in shape.buttons if (button := part.button())]
    buttons = [replace(button, target=taps.get(button.target, button.target)) for button in buttons]
    header, body, footer = (text.strip() for text in (shape.header, shape.body, shape.footer))
    return Wording(language, body, header, footer, tuple(buttons), shape.examples)
