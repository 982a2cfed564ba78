"""Parts of a page that browsers ask for again every few seconds. Nothing new is 304: one cheap read, and no words.

Such a part says itself which version it is (macro `part` of `live.html`), so that it works with no script of ours.
"""

from collections.abc import Callable, Collection, Mapping
from itertools import zip_longest

from apiflask import APIBlueprint
from flask import Response, g, make_response, request


def answer(version: str, render: Callable[[], str]) -> Response:
    """The part anew, or 304 where the browser shows this version."""
    is_shown = version in request.if_none_match
    response = make_response("", 304) if is_shown else make_response(render())
    response.set_etag(version)
    return response


def name_of(versions: Mapping[str, str]) -> str:
    """The version of several parts together."""
    return "~".join(versions.values())


def parts(versions: Mapping[str, str], render: Callable[[Collection[str]], str]) -> Response:
    """Several parts at once: `render` gets the names of those of which the browser shows another version."""
    shown = next(iter(request.if_none_match.as_set()), "").split("~")
    new = [name for name, was in zip_longest(versions, shown[: len(versions)]) if versions[name] != was]
    return answer(name_of(versions), lambda: render(new))


def install(console: APIBlueprint) -> None:
    """Whose sign-in has ended is led to the sign-in as a whole page, not inside of a part."""

    @console.after_request
    def whole(response: Response) -> Response:
        if "HX-Request" in request.headers and g.get("caller") is None:
            response = make_response("", 401)
            response.headers["HX-Refresh"] = "true"
        return response
