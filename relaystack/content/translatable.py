"""What there is to translate: every text of the content folder with its key and the room it has."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from jinja2 import TemplateSyntaxError, nodes

from .jinja_templates import FUNCTIONS, SIGNS, words_environment

_NAMED = (nodes.Name, nodes.Getattr)


@dataclass(frozen=True)
class Text:
    """An English text. `limit` is the most characters that Meta shows of it, 0 where messages are the only limit."""

    section: str
    key: str
    english: str
    limit: int = 0
    group: str = ""  # what it is part of, for a heading in the translators' file

    @property
    def path(self) -> tuple[str, ...]:
        """Where its translation stands in a words file."""
        return (self.section, self.key) if self.section == "programs" else (self.section, *self.key.split("."))

    @property
    def has_words(self) -> bool:
        """Whether there is anything to translate: `{{ item.short }}: {{ item.price }}` is the same everywhere."""
        return any(any(c.isalpha() for c in words) for words in _literals(parsed(self.english)))


@lru_cache(8192)  # the English of a text is compared with every language
def parsed(text: str, language: str = "en") -> nodes.Template:
    """The text as Jinja reads it; what cannot be read counts as plain words, as does what holds no sign of it."""
    try:
        if not any(sign in text for sign in SIGNS):
            return _plain(text)
        return words_environment(language).parse(text)
    except TemplateSyntaxError:
        return _plain(text)


def _plain(text: str) -> nodes.Template:
    return nodes.Template([nodes.Output([nodes.TemplateData(text)])])


def _literals(template: nodes.Template) -> Iterator[str]:
    for data in template.find_all(nodes.TemplateData):
        yield data.data
    for call in template.find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name == "plural":
            yield from (str(form.value.as_const()) for form in call.kwargs if isinstance(form.value, nodes.Const))


@lru_cache(8192)
def said(text: str) -> frozenset[str]:
    """The values that the words say, as dotted names: `brand.name`, `fit.count`; also `money` where it is used."""
    names: set[str] = set()
    for output in parsed(text).find_all(nodes.Output):
        for part in output.nodes:
            if not isinstance(part, nodes.TemplateData):
                names |= set(_names(part))
    return frozenset(names - {"plural"})


@lru_cache(8192)
def used(text: str) -> frozenset[str]:
    """All that the words use, also in conditions and loops."""
    return frozenset(_names(parsed(text))) - set(FUNCTIONS)


def _names(node: nodes.Node) -> Iterator[str]:
    """The outermost dotted names below a node."""
    if isinstance(node, nodes.CondExpr) and isinstance(node.expr1, nodes.Const):
        yield from _names(node.test)
        return
    name = _dotted(node)
    if name:
        yield name
        return
    for child in node.iter_child_nodes():
        yield from _names(child)


def _dotted(node: nodes.Node) -> str:
    if isinstance(node, nodes.Name):
        return str(node.name)
    if isinstance(node, nodes.Getattr):
        before = _dotted(node.node)
        return f"{before}.{node.attr}" if before else ""
    return ""


def plurals(text: str, language: str) -> Iterator[set[str]]:
    """The forms that each `plural(…)` of the text gives."""
    for call in parsed(text, language).find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name == "plural":
            yield {form.key for form in call.kwargs}


def flattened(data: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every value of nested mappings with the way to it."""
    if isinstance(data, Mapping):
        for name, value in data.items():
            yield from flattened(value, (*path, str(name)))
    else:
        yield path, data


def numbers(text: str) -> set[str]:
    """The numbers in a text, without the signs between their digits: `EUR 800,000` and `800.000 EUR` have the same."""
    plain = "".join(str(int(c)) if c.isdecimal() else c for c in text)
    return set(re.findall(r"\d+", re.sub(r"(?<=\d)[.,\u00a0\u202f'’ ](?=\d)", "", plain)))
