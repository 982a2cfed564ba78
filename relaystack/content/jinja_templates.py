"""How words and conditions are compiled: Jinja in its sandbox, with people's words as data only."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from functools import cache, partial
from typing import Any

from jinja2 import ChainableUndefined, Template, TemplateAssertionError, TemplateError, Undefined, meta, nodes
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment

from relaystack.engine import bidi, locale_formats
from relaystack.engine.flow import Fill, FlowFault

# What words may use in every language besides their values.
FUNCTIONS: dict[str, Callable[..., str]] = {
    "money": locale_formats.money,
    "price": locale_formats.price,
    "number": locale_formats.number,
    "month": locale_formats.month,
    "day": locale_formats.day,
    "moment": locale_formats.moment_in,
    "slot": locale_formats.slot,
    "listed": locale_formats.listed,
    "plural": locale_formats.plural,
}


class Missing(Undefined):
    """A name without a value: it may be asked about, but not said."""

    __str__ = __iter__ = __len__ = Undefined._fail_with_undefined_error


class Sandbox(ImmutableSandboxedEnvironment):
    """Jinja's sandbox, which asks about every attribute. A plain value can do no harm: it passes at once."""

    def getattr(self, obj: Any, attribute: str) -> Any:
        """The attribute or item, if templates may have it."""
        if not attribute.startswith("_") and type(value := getattr(obj, attribute, None)) in _PLAIN:
            return value
        return super().getattr(obj, attribute)


_PLAIN = frozenset({str, int, float, bool, list, tuple, dict, date})


@cache
def words_environment(language: str) -> Sandbox:
    """Jinja for the words of one language: its numbers and plurals, and values kept apart in right-to-left text."""
    finalize = bidi.isolated if language in bidi.RIGHT_TO_LEFT else None
    environment = Sandbox(undefined=Missing, trim_blocks=True, lstrip_blocks=True, autoescape=False, finalize=finalize)
    environment.globals.update(_functions(language))
    return environment


def _functions(language: str) -> dict[str, Callable[..., str]]:
    return {name: partial(function, language) for name, function in FUNCTIONS.items()}


_conditions = Sandbox(undefined=ChainableUndefined, autoescape=False)
_conditions.globals.update(_functions("en"))
_SINGLE = re.compile(r"\s*\{\{((?:(?!\}\}).)*)\}\}\s*", re.DOTALL)
SIGNS = ("{{", "{%", "{#")


def compile_words(text: str, language: str = "en", *, at: str = "") -> Fill:
    """A template that fills in words of a language; what cannot be raises FlowFault, which names the place `at`."""
    if not any(sign in text for sign in SIGNS):
        return _always(text)
    render = _words_renderer(language, text)
    whole = bidi.bare if language in bidi.RIGHT_TO_LEFT else str

    def fill(values: Mapping[str, Any]) -> str:
        try:
            return whole(render(values).strip())
        except (TemplateError, TypeError, ValueError) as error:
            raise FlowFault(f"the words {text.strip()[:40]!r} cannot be filled in: {error}", at) from error

    return fill


def compile_value(text: Any, *, at: str = "") -> Fill:
    """A value: `{{ budget }}` alone gives the thing itself (None where missing), other text is filled in."""
    if not isinstance(text, str) or not any(sign in text for sign in SIGNS):
        return _always(text)
    single = _SINGLE.fullmatch(text)
    reckon = _expression(single[1].strip()) if single else _renderer(_conditions, text)

    def fill(values: Mapping[str, Any]) -> Any:
        try:
            return reckon(values)
        except (TemplateError, TypeError) as error:
            raise FlowFault(f"{text.strip()[:40]!r} cannot be reckoned: {error}", at) from error

    return fill


def names_in(text: str) -> set[str]:
    """The names that a template asks for."""
    environment = words_environment("en")
    return meta.find_undeclared_variables(environment.parse(text)) - set(environment.globals)


@cache
def _words_renderer(language: str, text: str) -> Callable[[Mapping[str, Any]], str]:
    """Once in a process: the same words are read again at each reload, and thousands of times by tests."""
    return _renderer(words_environment(language), text)


def _always(value: Any) -> Fill:
    return lambda values: value


def _renderer(environment: Sandbox, text: str) -> Callable[[Mapping[str, Any]], str]:
    """Read now, which tells what is wrong with it. Compiled when it is first said: a process says few of its words."""
    _must_be_known(environment, environment.parse(text))

    @cache
    def said() -> tuple[Template, Callable[[Mapping[str, Any]], Context]]:
        template = environment.from_string(text)
        return template, _contexts(template)

    def render(values: Mapping[str, Any]) -> str:
        template, context = said()
        return "".join(template.root_render_func(context(values)))

    return render


def _must_be_known(environment: Sandbox, read: nodes.Template) -> None:
    """Jinja itself would say it only when it compiles."""
    for kind, known in ((nodes.Filter, environment.filters), (nodes.Test, environment.tests)):
        for node in read.find_all(kind):
            if node.name not in known:
                raise TemplateAssertionError(f"No {kind.__name__.lower()} named {node.name!r}.", node.lineno)


@cache
def _expression(source: str) -> Fill:
    _conditions.compile_expression(source)  # says what is wrong with it
    template = _conditions.from_string(f"{{% set result = ({source}) %}}")
    context = _contexts(template)

    def evaluate(values: Mapping[str, Any]) -> Any:
        names = context(values)
        for _ in template.root_render_func(names):
            pass
        result = names.vars["result"]
        return None if isinstance(result, Undefined) else result

    return evaluate


def _contexts(template: Template) -> Callable[[Mapping[str, Any]], Context]:
    """Makes the names of one rendering; `Template.render` would copy them three times, at twice the cost of all."""
    names, blocks, environment = dict(template.globals), template.blocks, template.environment
    return lambda values: Context(environment, {**names, **values}, template.name, blocks)
