"""How are addresses matched? With a slash at the end they are the same; no redirect loses the body of a request."""

from typing import Any

from apiflask import APIFlask
from werkzeug.routing import Map


class _Addresses(Map):
    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings, strict_slashes=False)


class Application(APIFlask):
    """APIFlask with these addresses, its own for the description too."""

    url_map_class: type[Map] = _Addresses
