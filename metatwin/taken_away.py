"""Which ways of asking has Graph v27.0 taken away from new apps? And what was asked of the twin at all?"""

from dataclasses import dataclass

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from metatwin.errors import Refusal
from metatwin.world import World

# Parameters of a request, and what they ask for.
GONE = {
    "ids": "Reading several ids at once", "method": "Overriding the HTTP method", "date_format": "Date formatting",
    "callback": "JSONP", "batch": "Batch requests", "include_headers": "Batch requests",
}  # fmt: skip
OVERRIDE = ("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override")


@dataclass(frozen=True)
class Call:
    """One request to the Graph API."""

    method: str
    path: str
    query: str
    headers: dict[str, str]


def refuse_what_is_gone(world: World) -> Middleware:
    """Keeps every request to the Graph API, and refuses what Meta does not take of new apps any more."""

    @web.middleware
    async def refuse(request: web.Request, handler: Handler) -> web.StreamResponse:
        if request.path.startswith("/twin/"):
            return await handler(request)
        with world.lock:
            world.calls.append(Call(request.method, request.path, request.query_string, dict(request.headers)))
        given = set(request.query)
        if request.content_type == "application/x-www-form-urlencoded":
            given |= set(await request.post())
        used = next((GONE[name] for name in GONE if name in given), "")
        if ".as(" in request.query.get("fields", ""):
            used = "Naming fields anew"
        if any(name in request.headers for name in OVERRIDE):
            used = GONE["method"]
        if used:
            raise Refusal(100, f"{used} is not available to this app (Graph API v27.0).")
        return await handler(request)

    return refuse
