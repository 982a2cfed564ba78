"""One person: who they are, what they agreed to and when; consent is recorded and taken back here."""

from typing import Any

from apiflask import APIBlueprint
from flask import abort, g, make_response, redirect, render_template, request, url_for
from werkzeug import Response

from relaystack.engine.visible import is_seen
from relaystack.errors import Outdated
from relaystack.services.contacts import consent
from relaystack.services.inbox import consenting, person_story
from relaystack.services.privacy import parting

from ...staff.authorizer import must_hold
from ...staff.forms import seen
from ...staff.services import StaffServices
from .. import audit_words
from ..said import say

NOBODY = "There is no such person, or they were erased."
WRITES = "conversations:write"
WAYS = {"phone": "by phone", "form": "on a form", "e-mail": "by e-mail", "chat": "in the chat", "person": "in person"}


class Odd(ValueError):
    """A form holds what cannot be kept; the text says what would be right."""


def install(routes: APIBlueprint, staff_services: StaffServices) -> None:
    """GET /console/people/<id>; POST …/consent and …/consent/withdraw."""
    database = staff_services.database

    @routes.get("/people/<int:id>")
    def one(id: int) -> Response:
        return show(staff_services, id)

    @routes.post("/people/<int:id>/consent")
    def agreed(id: int) -> Response:
        must_hold(g.caller, WRITES)
        try:
            against = consenting.agreed(database, id, _how(), _words(), g.caller, seen())
        except Odd as odd:
            return show(staff_services, id, 422, trouble=str(odd), typed=request.form)
        except Outdated:
            return show(staff_services, id, 409, is_outdated=True, typed=request.form)
        if against is None:
            abort(404, NOBODY)
        if against:
            return show(staff_services, id, 409, trouble=f"Not recorded: this person {against}.", typed=request.form)
        return _back(id, "Recorded. They may be sent marketing.")

    @routes.post("/people/<int:id>/consent/withdraw")
    def withdrawn(id: int) -> Response:
        must_hold(g.caller, WRITES)
        try:
            if not consenting.withdrawn(database, id, _how(), g.caller, seen()):
                abort(404, NOBODY)
        except Odd as odd:
            return show(staff_services, id, 422, trouble=str(odd))
        except Outdated:
            return show(staff_services, id, 409, is_outdated=True)
        return _back(id, "Recorded. They are sent no marketing any more.")


def show(staff_services: StaffServices, id: int, status: int = 200, **more: Any) -> Response:
    """The page of a person; after a form that could not be kept, with what was typed."""
    story = person_story.of(staff_services.database, id)
    if story is None:
        into = parting.went_into(staff_services.database, id) or abort(404, NOBODY)
        return redirect(url_for("console.people.one", id=into), 303)
    house = staff_services.conversation_settings.house
    page = render_template(
        "console/people/one.html", story=story, person=story.person, ways=WAYS, action=audit_words.action,
        changes=lambda entry: audit_words.changes(entry, house), may_write=WRITES in g.caller.scopes,
        may_erase="privacy" in g.caller.scopes, merges=_merges(staff_services, id),
        longest=consent.LONGEST_WORDS, **{"typed": {}, **more},
    )  # fmt: skip
    return make_response(page, status)


def _merges(staff_services: StaffServices, id: int) -> Any:
    with staff_services.database.reading() as connection:
        return parting.merges(connection, id)


def _back(id: int, words: str) -> Response:
    say(words)
    return redirect(url_for("console.people.one", id=id), 303)


def _how() -> str:
    """The way that they said it, and what staff add to that."""
    way, more = WAYS.get(request.form.get("way", "")), " ".join(request.form.get("how", "").split())
    if way is None:
        raise Odd("Choose how they told us.")
    told = f"{way}, {more}" if more else way
    if "\0" in told or len(told) > consent.LONGEST_HOW:
        raise Odd(f"Say how in {consent.LONGEST_HOW} characters at the most.")
    return told


def _words() -> str:
    words = request.form.get("words", "").replace("\r\n", "\n").strip()
    if "\0" in words or not any(map(is_seen, words)):
        raise Odd("Write the words that they were shown, or that you read to them: without these nobody can prove it.")
    if len(words) > consent.LONGEST_WORDS:
        raise Odd(f"The words have {consent.LONGEST_WORDS:,} characters at the most; these are {len(words):,}.")
    return words
