"""How is a JSON body read? Strictly: of a field that is named twice nobody knows which value was meant."""

from collections import Counter
from typing import Any

from flask.json.provider import DefaultJSONProvider
from werkzeug.exceptions import BadRequest


class Strict(DefaultJSONProvider):
    """Flask's own, which refuses what Python would pass over."""

    def loads(self, s: str | bytes, **kwargs: Any) -> Any:
        """Read JSON."""
        return super().loads(s, object_pairs_hook=_once, **kwargs)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = next(name for name, times in Counter(name for name, _ in pairs).items() if times > 1)
        raise BadRequest(f"The JSON names the field {twice[:40]!r} twice: send it once.")
    return found
