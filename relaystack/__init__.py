"""Relaystack: a WhatsApp bot for a company's customers. `parts.py` has its parts, `assembly.py` its web application."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .assembly import create_app
    from .parts import Relaystack

__version__ = "0.2.0"
__all__ = ["Relaystack", "create_app"]
_LIES_IN = {"Relaystack": "parts", "create_app": "assembly"}


def __getattr__(name: str) -> Any:
    """The program is read when it is wanted: commands do without most of it, and begin at once."""
    if name not in _LIES_IN:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f".{_LIES_IN[name]}", __name__), name)
