"""Write first: to somebody new, by number and name, with a template as they will read it."""

from typing import Any
from uuid import uuid4

from apiflask import APIBlueprint
from flask import abort, g, make_response, redirect, render_template, request, url_for
from werkzeug import Response

from relaystack.services.inbox import choices, writing_first
from relaystack.services.inbox.writing_first import Known, Newcomer
from relaystack.services.message_templates import template_sending

from ...staff.authorizer import must_hold
from ...staff.services import StaffServices
from ..inbox.typed import key_of_form, values_of
from ..said import say
from ..wording import conversation
from .one import WRITES

_FIELDS = ("phone", "name", "language", "template")


def install(routes: APIBlueprint, staff_services: StaffServices) -> None:
    """GET and POST /console/people/new."""
    database = staff_services.database

    @routes.get("/people/new")
    def new() -> Response:
        must_hold(g.caller, WRITES)
        if "phone" not in request.args:
            return _show({})
        try:
            whom = _whom(request.args)
        except writing_first.Odd as odd:
            return _show(request.args, 422, trouble=str(odd))
        there = writing_first.known(database, whom.phone)
        return _to(there) if there else _show(request.args, whom=whom)

    @routes.post("/people/new")
    def send() -> Response:
        must_hold(g.caller, WRITES)
        settings, key, values = staff_services.conversation_settings, key_of_form(), values_of(request.form)
        template = settings.content.templates.get(request.form.get("template", "")) or abort(404, "No such template.")
        try:
            whom = _whom(request.form)
        except writing_first.Odd as odd:
            return _show(request.form, 422, trouble=str(odd))
        language = request.form.get("wording") or None
        try:
            done = writing_first.send(database, settings, template, whom, values, key, language, g.caller)
        except template_sending.CannotSend as refused:
            trouble = settings.house.plain(f"Not sent: {refused}.")
            return _show(request.form, 409, whom=whom, values=values, key=key, trouble=trouble)
        if isinstance(done, Known):
            return _to(done)
        staff_services.wake()
        say("Sent. When they answer, you have the conversation.")
        return redirect(conversation(done), 303)

    def _whom(given: Any) -> Newcomer:
        language = given.get("language", "") or None
        if language not in (None, *staff_services.conversation_settings.book.languages):
            raise writing_first.Odd("The bot does not speak this language; choose one of the list.")
        return writing_first.newcomer(given.get("phone", ""), given.get("name", ""), language)

    def _show(given: Any, status: int = 200, whom: Newcomer | None = None, **more: Any) -> Response:
        """The form; with the template that was chosen, once it is known who it goes to."""
        settings = staff_services.conversation_settings
        language = whom.language if whom else None
        found = choices.of(database, settings.content.templates, language, marketing=False)
        chosen = next((one for one in found if one.name == given.get("template")), found[0] if found else None)
        page = render_template(
            "console/people/new.html", given={name: given.get(name, "") for name in _FIELDS}, whom=whom,
            templates=found, chosen=chosen, languages=settings.book.languages,
            **{"key": str(uuid4()), "values": {}, **more},
        )  # fmt: skip
        return make_response(page, status)


def _to(there: Known) -> Response:
    """Who is known already has a page."""
    if there.sent:
        say("It was sent before.")
        return redirect(conversation(there.contact_id), 303)
    if there.stopped:
        say("This number is known: they have asked for no more messages, so nothing may be sent to them.", "warning")
    else:
        say("This number is known already. Here is the person; write to them in the conversation.", "note")
    return redirect(url_for("console.people.one", id=there.contact_id), 303)
