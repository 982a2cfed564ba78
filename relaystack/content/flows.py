"""How flow files become flows: read, held to their shape, compiled, their targets resolved."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any, assert_never

from jinja2 import TemplateSyntaxError
from pydantic import ValidationError

from relaystack.engine import flow as engine

from . import shapes
from .errors import ContentError, Fault, advice, fault
from .jinja_templates import compile_value, compile_words
from .translatable import Text
from .translations import Wordbook
from .yaml_lines import line_of, read_yaml

SPECIAL_TARGETS = {"menu", "resume"}
# The most characters of what can be tapped (CLOUD_API, section 3): a button, the title and small print of a list's row.
BUTTON, ROW, SMALL_PRINT, BUTTONS = 20, 24, 72, 3


class Source:
    """A flow file with its lines, for faults that name them."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.data = read_yaml(file)
        self.shape = self._shape()
        self.texts: dict[str, Text] = {}  # all that it says, by key; filled in by the compiler

    def _shape(self) -> shapes.FlowShape:
        try:
            shape = shapes.FlowShape.model_validate(self.data)
        except ValidationError as error:
            raise ContentError([self._explain(detail) for detail in error.errors()]) from None
        if shape.flow != self.file.stem:
            raise ContentError(
                [
                    self.fault(
                        ("flow",),
                        f"the flow is named {shape.flow!r} but its file {self.file.stem!r}; name them alike",
                    )
                ]
            )
        return shape

    def _explain(self, detail: Any) -> Fault:
        # pydantic names the verb after the index of the step's entry; the file has no such level.
        path = [part for depth, part in enumerate(detail["loc"]) if depth != 3]
        return self.fault(path, f"{'.'.join(map(str, path))}: {advice(detail)}")

    def fault(self, path: Any, message: str) -> Fault:
        """A fault at the value that `path` leads to."""
        return fault(self.file, line_of(self.data, path), message)


class Compiler:
    """Compiles one flow file and gathers what is wrong with it."""

    def __init__(self, source: Source, wordbook: Wordbook) -> None:
        self.source = source
        self.wordbook = wordbook
        self.faults: list[Fault] = []

    def flow(self) -> engine.Flow:
        """The flow, ready for the engine; look at `faults` before using it."""
        shape = self.source.shape
        steps = {
            name: tuple(self._verb(name, index, verb) for index, verb in enumerate(verbs))
            for name, verbs in shape.steps.items()
        }
        for name, verbs in shape.steps.items():
            self._questions_last(name, verbs)
        return engine.Flow(shape.flow, shape.version, steps, self._nudge(shape))

    def _nudge(self, shape: shapes.FlowShape) -> engine.Nudge | None:
        if not shape.nudge:
            return None
        words = self._words(f"{shape.flow}.nudge", shape.nudge.words, ("nudge", "words"))
        return engine.Nudge(shape.nudge.after_minutes, words)

    def _questions_last(self, name: str, verbs: list[Any]) -> None:
        for index, verb in enumerate(verbs[:-1]):
            if isinstance(verb, shapes.AskShape | shapes.ChooseShape | shapes.GoShape):
                self._fault(
                    ("steps", name, index),
                    f"what follows this in step {name} is never reached; put it into a step of its own",
                )

    def _verb(self, step: str, index: int, verb: shapes.VerbShape) -> engine.Verb:
        path = ("steps", step, index)
        key = f"{self.source.shape.flow}.{step}"
        if isinstance(verb, shapes.FindShape | shapes.DoShape):
            problem = shapes.unfit_arguments(verb)
            if problem:
                self._fault(path, problem)
        match verb:
            case shapes.SayShape():
                link = self._link(f"{key}.link", verb.link, (*path, "link")) if verb.link else None
                return engine.Say(self._words(f"{key}.say", verb.say, (*path, "say")), link)
            case shapes.AskShape():
                words = self._words(f"{key}.ask", verb.ask, (*path, "ask"))
                return engine.Ask(words, verb.answer, verb.save, verb.go)
            case shapes.ChooseShape():
                return self._choose(key, verb, path)
            case shapes.FindShape():
                return engine.Find(verb.find, self._values(verb.arguments, path), verb.name)
            case shapes.DoShape():
                return engine.Do(verb.do, self._values(verb.arguments, path), verb.then)
            case shapes.WhenShape():
                return engine.When(self._value(verb.when, path), verb.go)
            case shapes.GoShape():
                return engine.Go(verb.go)
            case _:
                assert_never(verb)

    def _link(self, key: str, link: shapes.LinkShape, path: Any) -> engine.LinkTo:
        return engine.LinkTo(self._words(key, link.title, path), self._value(link.url, path))

    def _choose(self, key: str, verb: shapes.ChooseShape, path: tuple[Any, ...]) -> engine.Choose:
        words = self._words(f"{key}.choose", verb.choose, (*path, "choose"))
        button = self._words(f"{key}.button", verb.button, path, BUTTON) if verb.button else None
        few = len(verb.options) <= BUTTONS and not any(option.each for option in verb.options)
        room = BUTTON if few else ROW
        options = [self._option(key, option, (*path, "options", i), room) for i, option in enumerate(verb.options)]
        ids = [option.id for option in verb.options]
        keys = [option.key for option in verb.options]
        for i, id in enumerate(ids):
            if id in ids[:i]:
                self._fault((*path, "options", i), f"two options are named {id!r}; a tap could not tell them apart")
            if keys[i] and keys[i] in keys[:i]:
                self._fault((*path, "options", i), f"two options have the key {keys[i]!r}; give one another")
        return engine.Choose(words, options, verb.keys, button, verb.save, verb.carry, verb.by_time, verb.gone)

    def _option(self, key: str, option: shapes.OptionShape, path: tuple[Any, ...], room: int) -> engine.Option:
        key = f"{key}.options.{'each' if option.each else option.id}"
        label = self._words(f"{key}.label", option.label, path, 0 if option.title else room)
        line = self._words(f"{key}.line", option.line, path) if option.line else None
        small = option.description
        return engine.Option(
            id=self._value(option.id, path),
            label=label,
            title=self._title(key, option, path, room),
            description=self._words(f"{key}.description", small, path, SMALL_PRINT) if small else None,
            line=line,
            go=option.go,
            key=option.key,
            each=self._value(option.each, path) if option.each else None,
            value=self._value(option.value, path) if option.value is not None else None,
            when=self._value(option.when, path) if option.when else None,
            set=self._values(option.set, path),
            also=() if isinstance(option.also, str) else option.also,
            also_each=self._value(option.also, path) if isinstance(option.also, str) else None,
            tap_only=option.tap_only,
        )

    def _title(self, key: str, option: shapes.OptionShape, path: Any, room: int) -> engine.Words | None:
        """The words to tap. Another language may need a title where the English label is short enough."""
        if option.title:
            return self._words(f"{key}.title", option.title, path, room)
        if not self.wordbook.has("flows", f"{key}.title"):
            return None
        english = self._compiled(compile_words, option.label, path)
        return self.wordbook.words("flows", f"{key}.title", english, instead=f"{key}.label")

    def _words(self, key: str, text: str, path: Any, room: int = 0) -> engine.Words:
        if key in self.source.texts:
            key += f"_{sum(other.startswith(key) for other in self.source.texts) + 1}"
        self.source.texts[key] = said = Text("flows", key, text, room)

        def same(language: str) -> engine.Fill:
            return self._compiled(partial(compile_words, language=language), text, path)

        return self.wordbook.words("flows", key, same("en"), same=None if said.has_words else same)

    def _value(self, text: Any, path: Any) -> engine.Fill:
        return self._compiled(compile_value, text, path)

    def _values(self, texts: Mapping[str, Any], path: Any) -> dict[str, engine.Fill]:
        return {name: self._value(text, path) for name, text in texts.items()}

    def _compiled(self, compiler: Callable[..., engine.Fill], text: Any, path: Any) -> engine.Fill:
        try:
            return compiler(text, at=self.source.fault(path, "").at)
        except TemplateSyntaxError as error:
            self._fault(path, f"this template cannot be read: {error.message}")
            return lambda values: ""

    def _fault(self, path: Any, message: str) -> None:
        self.faults.append(self.source.fault(path, message))


def targets(shape: shapes.FlowShape) -> Iterator[tuple[tuple[Any, ...], str]]:
    """Every place that a flow names, with the path to where it is named."""
    for step, verbs in shape.steps.items():
        for index, verb in enumerate(verbs):
            path: tuple[Any, ...] = ("steps", step, index)
            if isinstance(verb, shapes.ChooseShape):
                for i, option in enumerate(verb.options):
                    yield (*path, "options", i, "go"), option.go
                yield from (((*path, name), to) for name in ("by_time", "gone") if (to := getattr(verb, name)))
            elif isinstance(verb, shapes.AskShape | shapes.WhenShape | shapes.GoShape):
                yield (*path, "go"), verb.go
            elif isinstance(verb, shapes.DoShape) and verb.then:
                yield (*path, "then"), verb.then


def load_flows(folder: Path, wordbook: Wordbook | None = None) -> tuple[dict[str, engine.Flow], list[Source]]:
    """All flows of a folder, in English and the wordbook's languages; raises ContentError with all that is wrong."""
    faults: list[Fault] = []
    sources: list[Source] = []
    flows: dict[str, engine.Flow] = {}
    for file in sorted(folder.glob("*.yaml")):
        try:
            source = Source(file)
        except ContentError as error:
            faults += error.faults
            continue
        compiler = Compiler(source, wordbook or Wordbook())
        sources.append(source)
        flows[source.shape.flow] = compiler.flow()
        faults += compiler.faults
    if not faults:
        faults = [fault for source in sources for fault in _lost_targets(source, flows)]
    if faults:
        raise ContentError(faults)
    return flows, sources


def _lost_targets(source: Source, flows: Mapping[str, engine.Flow]) -> Iterator[Fault]:
    steps = source.shape.steps
    for path, target in targets(source.shape):
        flow, _, step = target.partition(".")
        known = target in SPECIAL_TARGETS or target in steps or (not step and flow in flows)
        if not known and not (step and flow in flows and step in flows[flow].steps):
            yield source.fault(
                path, f"there is no step or flow named {target!r}; steps of this flow: {', '.join(steps)}"
            )
