"""Sign in with a passkey: the question for the browser, and the device's answer."""

from collections.abc import Sequence
from typing import Any

from apiflask import APIBlueprint
from flask import Response, make_response, render_template, request

from relaystack.services.staff import passkeys

from ..staff.people import People
from ..staff.refusals import REFUSED, told
from .entrance import to_own_page
from .page import Page

JSON = "application/json"


def install(routes: APIBlueprint, people: People, pages: Sequence[Page]) -> None:
    """Two doors: one asks, the other lets in."""

    @routes.post("/sign-in/passkey/question")
    def passkey_question() -> Response:
        return Response(passkeys.question_to_sign_in(people.database, people.site), content_type=JSON)

    @routes.post("/sign-in/passkey")
    def sign_in_passkey() -> Any:
        try:
            member = passkeys.sign_in(people.database, people.site, request.form.get("credential", ""))
        except REFUSED as why:
            words, status = told(why)
            return make_response(render_template("console/sign_in.html", trouble=words), status)
        return to_own_page(people.sessions.sign_in_member(member), pages)
