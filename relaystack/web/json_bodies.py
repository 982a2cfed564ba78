"""How is a JSON body read? Strictly: of a field that is named twice nobody knows which value was meant."""

from collections import Counter
from typing import Any

from flask import request
from flask.json.provider import DefaultJSONProvider
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge, UnsupportedMediaType


class Strict(DefaultJSONProvider):
    """Flask's own, which refuses what Python would pass over."""

    def loads(self, s: str | bytes, **kwargs: Any) -> Any:
        """Read JSON."""
        return super().loads(s, object_pairs_hook=_once, **kwargs)


def must_be_json(*, said: bool = True) -> None:
    """Refuse a body that is not said to be JSON: a page of another site can send any other without asking us.

    Where the caller bears a token, which no such page can add, nothing need be `said`.
    """
    if (request.content_length or 0) > (request.max_content_length or 0):
        raise RequestEntityTooLarge
    has_body = request.content_length or "Transfer-Encoding" in request.headers
    if has_body and request.mimetype != "application/json" and (said or request.mimetype):
        raise UnsupportedMediaType("Send JSON, with the header Content-Type: application/json.")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = next(name for name, times in Counter(name for name, _ in pairs).items() if times > 1)
        raise BadRequest(f"The JSON names the field {twice[:40]!r} twice: send it once.")
    return found
