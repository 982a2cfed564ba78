"""Who changes a thing may say which version of it they have seen (RFC 9110, section 13): `ETag` and `If-Match`."""

from collections.abc import Callable, Container, Mapping
from functools import wraps
from typing import Any

from flask import Response, request
from werkzeug.exceptions import PreconditionFailed
from werkzeug.http import quote_etag

from relaystack.errors import Outdated
from relaystack.services.storage.versions import must_be, version

View = Callable[..., Any]


def seen() -> Container[str] | None:
    """The versions that a change is meant for; werkzeug knows lists and `*`, and that a weak tag never counts."""
    return request.if_match if "If-Match" in request.headers else None


def tagged(view: View) -> View:
    """Name the version of what the view shows; 412 where it is not the one that was asked for."""

    @wraps(view)
    def told(*args: Any, **kwargs: Any) -> Any:
        is_read = request.method in ("GET", "HEAD")
        try:
            shown: Mapping[str, Any] = view(*args, **kwargs)
            if is_read:
                must_be(seen(), shown)
        except Outdated as outdated:
            raise PreconditionFailed(str(outdated)) from outdated
        tag = version(shown)
        headers = {"ETag": quote_etag(tag)}
        if is_read and request.if_none_match.contains_weak(tag):
            return Response(status=304, headers=headers)
        return shown, 200, headers

    return told
