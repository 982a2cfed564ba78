"""Who comes in, and where they are led: sign-in, sign-out, and nobody further without the one."""

import re
from collections.abc import Sequence
from typing import Any

from apiflask import APIBlueprint
from flask import g, make_response, redirect, render_template, request, url_for
from werkzeug.exceptions import Unauthorized

from ..staff.authorizer import Caller
from ..staff.forms import Forms
from ..staff.sessions import ConsoleSessions
from .page import Page

_OPEN = ("console.sign_in", "console.static")  # to whoever comes
_HERE = re.compile(r"/console[/?a-z0-9=&-]*")


def install(routes: APIBlueprint, sessions: ConsoleSessions, forms: Forms, pages: Sequence[Page]) -> None:
    """The two doors of the console. Whoever is let in is `g.caller` of the request."""

    scopes = list(dict.fromkeys(scope for page in pages for scope in page.scopes))

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
            caller = sessions.sign_in(request.form.get("token", ""), scopes)
        except Unauthorized as why:
            return make_response(render_template("console/sign_in.html", trouble=why.description), 401)
        return redirect(_own_page(request.args.get("next", ""), open_to(caller, pages)[0]), 303)

    @routes.post("/sign-out")
    def sign_out() -> Any:
        sessions.sign_out()
        return redirect(url_for("console.sign_in"), 303)


def open_to(caller: Caller | None, pages: Sequence[Page]) -> list[Page]:
    """The pages that somebody may see, in the order of the navigation; the first is where they begin."""
    return [page for page in pages if page.is_open_to(caller)]


def _own_page(path: str, home: Page) -> str:
    """Where to go after the sign-in: what was asked for before, if that is a page of ours."""
    return path if _HERE.fullmatch(path) else home.link
