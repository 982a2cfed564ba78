"""Reads and checks the business folder; gives the engine its flow book."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .book import load_book
    from .errors import ContentError, Fault
    from .programs import load_catalogue, read_programs

__all__ = ["ContentError", "Fault", "load_book", "load_catalogue", "read_programs"]
_WHERE = {
    "ContentError": "errors",
    "Fault": "errors",
    "load_book": "book",
    "load_catalogue": "programs",
    "read_programs": "programs",
}


def __getattr__(name: str) -> Any:
    """Each is read when it is wanted: what explains a start that fails needs the errors alone."""
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f".{_WHERE[name]}", __name__), name)
