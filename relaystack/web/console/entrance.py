"""Who comes in, and where they are led: sign-in, sign-out, and nobody further without the one."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from apiflask import APIBlueprint
from flask import Response, abort, g, make_response, redirect, render_template, request, url_for
from werkzeug.exceptions import Unauthorized

from ..staff import caller_address
from ..staff.authorizer import BIGGEST, Caller
from ..staff.forms import Forms
from ..staff.people import People
from ..staff.refusals import REFUSED, told
from .page import Page

_OPEN = {  # to whoever comes
    f"console.{view}"
    for view in (
        "sign_in", "sign_in_code", "passkey_question", "sign_in_passkey", "forgotten", "invited", "reset", "static",
        "service_worker",
    )
}  # fmt: skip
_HERE = re.compile(r"/console[/?a-z0-9=&-]*")


def install(routes: APIBlueprint, people: People, forms: Forms, pages: Sequence[Page]) -> None:
    """The doors of the console. Whoever is let in is `g.caller` of the request."""
    sessions = people.sessions
    scopes = list(dict.fromkeys(scope for page in pages for scope in page.scopes))

    @routes.before_request
    def possible_only() -> None:
        _must_be_possible([*(request.view_args or {}).values(), *request.args.values(), *request.form.values()])

    @routes.before_request
    def own_forms_only() -> None:
        if request.method == "POST":
            forms.check()

    @routes.before_request
    def known_only() -> Any:
        g.caller = None if request.endpoint in _OPEN else sessions.visitor()
        if g.caller or request.endpoint in _OPEN:
            return None
        return redirect(url_for("console.sign_in", next=request.full_path.rstrip("?")), 303)

    @routes.route("/sign-in", methods=["GET", "POST"])
    def sign_in() -> Any:
        if request.method == "GET":
            return render_template("console/sign_in.html", trouble="")
        try:
            return _by_token() if "token" in request.form else _by_password()
        except Unauthorized as why:
            return _again("console/sign_in.html", str(why.description), 401)
        except REFUSED as why:
            return _again("console/sign_in.html", *told(why))

    def _by_token() -> Any:
        return to_own_page(sessions.sign_in(request.form["token"], scopes), pages)

    def _by_password() -> Any:
        email, password = request.form.get("email", ""), request.form.get("password", "")
        signed = people.signing_in.by_password(email, password, caller_address.of_request(people.proxies))
        if not signed.step:
            return to_own_page(sessions.sign_in_member(signed.member), pages)
        people.step.set(signed.step)
        return redirect(url_for("console.sign_in_code", next=request.args.get("next")), 303)

    @routes.route("/sign-in/code", methods=["GET", "POST"])
    def sign_in_code() -> Any:
        if request.method == "GET":
            return render_template("console/sign_in_code.html", trouble="")
        code, address = request.form.get("code", ""), caller_address.of_request(people.proxies)
        try:
            member = people.signing_in.by_code(people.step.value(), code, address)
        except REFUSED as why:
            return _again("console/sign_in_code.html", *told(why))
        people.step.forget()
        return to_own_page(sessions.sign_in_member(member), pages)

    @routes.post("/sign-out")
    def sign_out() -> Any:
        sessions.sign_out()
        answer = redirect(url_for("console.sign_in"), 303)
        answer.headers["Clear-Site-Data"] = '"storage"'  # drafts tell of customers
        return answer


def open_to(caller: Caller | None, pages: Sequence[Page]) -> list[Page]:
    """The pages that somebody may see, in the order of the navigation; the first is where they begin."""
    return [page for page in pages if page.is_open_to(caller)]


def to_own_page(caller: Caller, pages: Sequence[Page]) -> Any:
    """Where to go after the sign-in: what was asked for before, if that is a page of ours."""
    path = request.args.get("next", "")
    return redirect(path if _HERE.fullmatch(path) else open_to(caller, pages)[0].link, 303)


def _must_be_possible(given: Iterable[Any]) -> None:
    """What no table can hold is nobody's, and no browser sends it: PostgreSQL keeps no NUL in texts."""
    for value in given:
        if isinstance(value, int) and value > BIGGEST:
            abort(404, "There is no such number here.")
        if isinstance(value, str) and "\0" in value:
            abort(400, "This holds a sign that cannot be kept. Open the page anew.")


def _again(template: str, trouble: str, status: int) -> Response:
    return make_response(render_template(template, trouble=trouble), status)
