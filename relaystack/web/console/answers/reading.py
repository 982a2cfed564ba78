"""Pages of answers that are read: all of them below the open questions, one, and what the bot would say."""

from apiflask import APIBlueprint
from flask import request
from werkzeug.wrappers import Response

from .shown import AnswerPages, Told, Typed

_PHONE = "console/answers/phone.html"


def install(routes: APIBlueprint, pages: AnswerPages) -> None:
    """The lists, the page of one, and the phone beside it."""

    @routes.get("/answers")
    def index() -> str:
        return pages.all()

    @routes.get("/answers/new")
    def new() -> Response:
        return pages.new(pages.told(request.args.get("question")))

    @routes.get("/answers/<name>")
    def one(name: str) -> Response:
        return pages.one(name)

    @routes.post("/answers/new/try")
    def try_new() -> Response:
        """What the bot would say with what is in the form; nothing of it is kept."""
        return pages.new(Told(), typed=Typed(request.form), part=_part())

    @routes.post("/answers/<name>/try")
    def try_one(name: str) -> Response:
        return pages.one(name, typed=Typed(request.form), part=_part())


def _part() -> str:
    return _PHONE if "HX-Request" in request.headers else ""
