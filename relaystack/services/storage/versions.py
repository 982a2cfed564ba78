"""Is something still what somebody has seen? A version is a name for exactly what is shown."""

from collections.abc import Container, Mapping
from hashlib import sha256
from typing import Any

import orjson

from relaystack.errors import Outdated


def version(shown: Mapping[Any, Any]) -> str:
    """The same for the same content, whichever process or database it comes from."""
    return sha256(orjson.dumps(dict(shown), option=orjson.OPT_SORT_KEYS)).hexdigest()[:32]


def must_be(seen: Container[str] | None, shown: Mapping[Any, Any]) -> None:
    """Raise Outdated unless it is one of the versions that were seen; whoever names none takes what there is."""
    if seen is not None and version(shown) not in seen:
        raise Outdated
