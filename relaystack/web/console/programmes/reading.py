"""Pages of programmes that are read: all of them by category, and one."""

from apiflask import APIBlueprint
from flask import request
from werkzeug.wrappers import Response

from .shown import Shelf, Typed


def install(routes: APIBlueprint, shelf: Shelf) -> None:
    """The list, the page of one, and what the bot would say."""

    @routes.get("/programmes")
    def index() -> str:
        return shelf.all()

    @routes.get("/programmes/<code>")
    def one(code: str) -> Response:
        return shelf.page(code)

    @routes.post("/programmes/<code>/preview")
    def preview(code: str) -> Response:
        """What the bot would say with what is in the form; nothing of it is kept."""
        part = "console/programmes/bot_says.html" if "HX-Request" in request.headers else ""
        return shelf.page(code, typed=Typed(request.form), part=part)
