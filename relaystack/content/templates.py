"""How words and conditions are compiled: Jinja in its sandbox, with people's words as data only."""

import re
from collections.abc import Mapping
from typing import Any

from jinja2 import ChainableUndefined, TemplateError, Undefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from relaystack.engine.flow import Fill, FlowFault


class Missing(Undefined):
    """A name without a value: it may be asked about, but not said."""

    __str__ = __iter__ = __len__ = Undefined._fail_with_undefined_error


_words = ImmutableSandboxedEnvironment(undefined=Missing, trim_blocks=True, lstrip_blocks=True, autoescape=False)
_conditions = ImmutableSandboxedEnvironment(undefined=ChainableUndefined, autoescape=False)
_SINGLE = re.compile(r"\s*\{\{((?:(?!\}\}).)*)\}\}\s*", re.DOTALL)


def compile_words(text: str) -> Fill:
    """A template that fills in words; what cannot be filled in raises FlowFault."""
    template = _words.from_string(text)

    def fill(values: Mapping[str, Any]) -> str:
        try:
            return template.render(values)
        except (TemplateError, TypeError) as error:
            raise FlowFault(f"the words {text.strip()[:40]!r} cannot be filled in: {error}") from error

    return fill


def compile_value(text: Any) -> Fill:
    """A value: `{{ budget }}` alone gives the thing itself (None where missing), other text is filled in."""
    if not isinstance(text, str):
        return lambda values: text
    single = _SINGLE.fullmatch(text)
    if single:
        expression = _conditions.compile_expression(single[1].strip(), undefined_to_none=True)
        return lambda values: expression(**values)
    template = _conditions.from_string(text)
    return lambda values: template.render(values)
