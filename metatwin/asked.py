"""How is a request to the control API read, and how refused?"""

from typing import Any

from aiohttp import web

from metatwin.json_types import Json


def bad(words: str, kind: type[web.HTTPClientError] = web.HTTPBadRequest) -> web.HTTPClientError:
    """The refusal of a request, in words that say what to do."""
    return kind(text=words)


async def read_object(request: web.Request) -> Json:
    """The JSON object of a request."""
    try:
        body: Any = await request.json()
    except ValueError as error:
        raise bad("send a JSON object") from error
    if not isinstance(body, dict):
        raise bad("send a JSON object")
    return body


def number(request: web.Request, name: str, default: float) -> float:
    """A number of the query."""
    try:
        return float(request.query.get(name, default))
    except ValueError as error:
        raise bad(f"{name} must be a number") from error
