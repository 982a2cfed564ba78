"""Relaystack: a WhatsApp bot for a company's customers. `assembly.py` is where its parts meet."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .assembly import Relaystack, create_app

__version__ = "0.2.0"
__all__ = ["Relaystack", "create_app"]


def __getattr__(name: str) -> Any:
    """The whole program is read when it is wanted: commands about the content do without it, and begin at once."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from . import assembly

    return getattr(assembly, name)
