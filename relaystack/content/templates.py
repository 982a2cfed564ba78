"""How words and conditions are compiled: Jinja in its sandbox, with people's words as data only."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from jinja2 import ChainableUndefined, Template, TemplateError, Undefined, meta
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment

from relaystack.engine.flow import Fill, FlowFault


class Missing(Undefined):
    """A name without a value: it may be asked about, but not said."""

    __str__ = __iter__ = __len__ = Undefined._fail_with_undefined_error


_words = ImmutableSandboxedEnvironment(undefined=Missing, trim_blocks=True, lstrip_blocks=True, autoescape=False)
_conditions = ImmutableSandboxedEnvironment(undefined=ChainableUndefined, autoescape=False)
_SINGLE = re.compile(r"\s*\{\{((?:(?!\}\}).)*)\}\}\s*", re.DOTALL)
_SYNTAX = ("{{", "{%", "{#")


def compile_words(text: str, *, at: str = "") -> Fill:
    """A template that fills in words; what cannot be filled in raises FlowFault, which names the place `at`."""
    render = _renderer(_words.from_string(text))
    if not any(sign in text for sign in _SYNTAX):
        return _always(render({}))

    def fill(values: Mapping[str, Any]) -> str:
        try:
            return render(values)
        except (TemplateError, TypeError) as error:
            raise FlowFault(f"the words {text.strip()[:40]!r} cannot be filled in: {error}", at) from error

    return fill


def compile_value(text: Any, *, at: str = "") -> Fill:
    """A value: `{{ budget }}` alone gives the thing itself (None where missing), other text is filled in."""
    if not isinstance(text, str) or not any(sign in text for sign in _SYNTAX):
        return _always(text)
    single = _SINGLE.fullmatch(text)
    reckon = _expression(single[1].strip()) if single else _renderer(_conditions.from_string(text))

    def fill(values: Mapping[str, Any]) -> Any:
        try:
            return reckon(values)
        except (TemplateError, TypeError) as error:
            raise FlowFault(f"{text.strip()[:40]!r} cannot be reckoned: {error}", at) from error

    return fill


def names_in(text: str) -> set[str]:
    """The names that a template asks for."""
    return meta.find_undeclared_variables(_words.parse(text)) - set(_words.globals)


def _always(value: Any) -> Fill:
    return lambda values: value


def _renderer(template: Template) -> Callable[[Mapping[str, Any]], str]:
    context = _contexts(template)
    return lambda values: "".join(template.root_render_func(context(values)))


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
    names = dict(template.globals)
    return lambda values: template.new_context({**names, **values}, shared=True)
