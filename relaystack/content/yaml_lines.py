"""YAML files whose values remember the lines they stand on."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml

from .errors import ContentError, fault


class Lined(dict[str, Any]):
    """A mapping that knows the line of each of its keys, and its own."""

    line: int = 1
    lines: dict[str, int]


class _Loader(yaml.CSafeLoader):
    """PyYAML's safe loader on libyaml (ten times as fast), keeping lines and refusing a key that stands twice."""


def _mapping(loader: _Loader, node: yaml.MappingNode) -> Lined:
    found = Lined()
    found.line, found.lines = node.start_mark.line + 1, {}
    for key_node, value_node in node.value:
        key = loader.construct_object(key_node, deep=True)
        if not isinstance(key, str):
            problem = "a key must be a word; put quotes around values that begin with {{"
            raise yaml.MarkedYAMLError(problem=problem, problem_mark=key_node.start_mark)
        if key in found:
            raise yaml.MarkedYAMLError(problem=f"{key!r} stands twice; remove one", problem_mark=key_node.start_mark)
        found[key] = loader.construct_object(value_node, deep=True)
        found.lines[key] = key_node.start_mark.line + 1
    return found


_Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)


def read_text(file: Path) -> str:
    """The file's words; raises ContentError where it is missing or not UTF-8."""
    try:
        return file.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise ContentError([fault(file, 1, "the file is missing; every content folder needs it")]) from None
    except UnicodeDecodeError as error:
        line = file.read_bytes()[: error.start].count(b"\n") + 1
        raise ContentError([fault(file, line, "this is not UTF-8; save the file as UTF-8")]) from None


def read_yaml(file: Path) -> Any:
    """The file's content; raises ContentError with file and line where it cannot be read."""
    try:
        return yaml.load(read_text(file), _Loader)  # noqa: S506 (a SafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise ContentError([fault(file, line, f"this is not valid YAML: {error.problem}")]) from None
    except yaml.YAMLError as error:  # characters that YAML does not allow
        raise ContentError([fault(file, 1, f"this is not valid YAML: {error}; remove what is named")]) from None


def line_of(data: Any, path: Iterable[Any]) -> int:
    """The line of the value at `path` (keys and indexes), or of the nearest one above it that has a line."""
    line = getattr(data, "line", 1)
    for part in path:
        if isinstance(data, Lined) and part in data:
            line, data = data.lines[part], data[part]
        elif isinstance(data, list) and isinstance(part, int) and part < len(data):
            data = data[part]
            line = getattr(data, "line", line)
    return int(line)
