"""What is done to questions and answers by forms: not ours, teach, change, say no more, say again, put back."""

from collections.abc import Callable
from datetime import UTC, datetime

from apiflask import APIBlueprint
from flask import abort, g, redirect, request, url_for
from werkzeug.wrappers import Response

from relaystack.errors import Outdated
from relaystack.services.answers import taught
from relaystack.services.answers.taught import Draft, Unfit
from relaystack.services.conversations import unanswered

from ...staff.authorizer import BIGGEST
from ...staff.forms import seen
from ..said import say
from . import forms
from .shown import GONE, LONG, AnswerPages, Told, Typed


def install(routes: APIBlueprint, pages: AnswerPages) -> None:
    """The forms of the pages."""
    database = pages.database

    @routes.post("/answers/questions/<int:id>/not-ours")
    def not_ours(id: int) -> Response:
        with database.transaction() as connection:
            done = id <= BIGGEST and unanswered.settle(connection, id, g.caller.name, datetime.now(UTC))
        say("It stands here no more." if done else "Somebody has dealt with it already.", "done" if done else "note")
        return redirect(url_for("console.answers.index"), 303)

    @routes.post("/answers/new")
    def teach() -> Response:
        def keep(draft: Draft) -> str:
            return taught.teach(database, pages.book, draft, g.caller.name, _question())

        return _kept("", lambda status, typed: pages.new(Told(question=_question()), status, typed), keep)

    @routes.post("/answers/<name>")
    def change(name: str) -> Response:
        def keep(draft: Draft) -> str:
            there = taught.change(database, pages.book, name, draft, g.caller.name, seen())
            return name if there else abort(404, GONE)

        return _kept(name, lambda status, typed: pages.one(name, status, typed), keep)

    def _kept(name: str, again: Callable[[int, Typed], Response], keep: Callable[[Draft], str]) -> Response:
        """Keep what is typed; what does not fit, and what else has its questions, is said first."""
        draft = forms.draft(request.form, pages.book.languages)
        found, trial = pages.trial(name, draft)
        if found:
            return again(422, Typed(request.form, found))
        clashes = [] if "anyway" in request.form else trial.clashes()
        if clashes:
            return again(409, Typed(request.form, clashes=clashes))
        try:
            name = keep(draft)
        except Unfit as why:
            return again(422, Typed(request.form, why.troubles))
        except Outdated:
            return again(409, Typed(request.form, is_outdated=True))
        return _done(name, "Kept. The bot says it within seconds.")

    @routes.post("/answers/<name>/<any(silence, say):way>")
    def turn(name: str, way: str) -> Response:
        words = "The bot says it again." if way == "say" else "The bot says it no more. Nothing is lost."
        served = way == "say"
        return _turned(
            name, lambda: taught.turn(database, pages.book, name, g.caller.name, seen(), served=served), words
        )

    @routes.post("/answers/<name>/put-back/<int:id>")
    def put_back(name: str, id: int) -> Response:
        if id > BIGGEST:
            abort(404, GONE)
        made = lambda: taught.put_back(database, pages.book, name, id, g.caller.name, seen())  # noqa: E731
        return _turned(name, made, "It is as it was before.")

    def _turned(name: str, made: Callable[[], bool], words: str) -> Response:
        try:
            if not made():
                abort(404, GONE)
        except Unfit as why:
            return pages.one(name, 422, Typed({}, why.troubles))
        return _done(name, words)

    def _done(name: str, words: str) -> Response:
        pages.serve()
        say(words)
        return redirect(url_for("console.answers.one", name=name), 303)


def _question() -> int | None:
    """The open question that the form is for."""
    given = request.form.get("question", "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < LONG else None
