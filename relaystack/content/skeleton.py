"""A words file for translators: every key with its English, and what is translated already."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from .check.translation_faults import English, english_of
from .folder import load
from .translatable import Text
from .translations import SECTIONS, WordFile, read_words

Tree = dict[str, Any]  # names -> Tree, or (Text | None, what stands there now)


def write_skeleton(folder: Path, language: str) -> int:
    """Write `words/<language>.yaml` anew; how many texts are still to be translated."""
    english = english_of(load(folder))
    file = folder / "words" / f"{language}.yaml"
    old = read_words(file) if file.exists() else WordFile(language, file, {}, {}, {})
    file.parent.mkdir(exist_ok=True)
    head = f"# The words in {language}; docs/content.md explains them, `flask words check {language}` looks at them."
    file.write_text("\n".join([head, *_lines(_tree(english, old), 0)]) + "\n", encoding="utf-8")
    return len(english.texts.keys() - old.texts.keys())


def _tree(english: English, old: WordFile) -> Tree:
    """All keys, the English ones first: a title that only this language needs comes after them, beside its label."""
    tree: Tree = {section: {} for section in SECTIONS}
    for key, text in english.texts.items():
        _put(tree, text.path, (text, old.texts.get(key, "")))
    for key, path in old.paths.items():
        if key not in english.texts:
            _put(tree, path, (None, old.texts[key]))
    return {section: below for section, below in tree.items() if below}


def _put(tree: Tree, path: tuple[str, ...], leaf: tuple[Text | None, str]) -> None:
    for name in path[:-1]:
        tree = tree.setdefault(name, {})
    tree[path[-1]] = leaf


def _lines(tree: Tree, depth: int) -> Iterator[str]:
    indent, group = "  " * depth, ""
    for name, below in tree.items():
        if isinstance(below, dict):
            yield from ([""] if depth < 2 else [])
            yield f"{indent}{_key(name)}:"
            yield from _lines(below, depth + 1)
            continue
        text, words = below
        if text and text.group != group:
            group = text.group
            yield f"{indent}# {group}"
        if text and not words and text.section != "programs":
            yield from _english(text, indent)
        yield from _entry(f"{indent}{_key(name)}:", words.strip(), indent)


def _english(text: Text, indent: str) -> Iterator[str]:
    room = f" (at most {text.limit} characters)" if text.limit else ""
    yield from (f"{indent}# {line}{room}".rstrip() for line in text.english.strip().split("\n"))


def _entry(start: str, words: str, indent: str) -> Iterator[str]:
    if "\n" in words:
        yield f"{start} |"
        yield from (f"{indent}  {line}".rstrip() for line in words.split("\n"))
    else:
        yield f"{start} {_quoted(words)}" if words else start


def _key(name: str) -> str:
    """A key as YAML reads it back: plain where that says the same, else in quotes."""
    plain = name.replace("_", "").isalnum() and isinstance(yaml.safe_load(name), str)
    return name if plain else _quoted(name)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
