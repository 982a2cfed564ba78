"""What somebody changes of their own: name, password, codes from an app, passkeys, sign-ins."""

from collections.abc import Callable
from typing import Any

import segno
from apiflask import APIBlueprint
from flask import Response, abort, g, make_response, redirect, render_template, request

from relaystack.services.staff import account, passkeys, sign_ins
from relaystack.services.staff.members import Member

from ..staff import caller_address
from ..staff.people import People
from ..staff.refusals import REFUSED, told
from ..staff.services import StaffServices
from .page import Page
from .passkey_door import JSON
from .said import say

PAGE = Page("me", "Me", scope=None, rank=980, icon="user", in_settings=True)


def blueprint(staff_services: StaffServices) -> APIBlueprint:
    """/console/settings/me."""
    routes, people = PAGE.blueprint(), staff_services.people

    @routes.before_request
    def people_only() -> None:
        g.me = people.me
        if g.me is None and request.method == "POST":
            abort(403, "This page is for people of the team. A token has nothing to change here.")

    @routes.get("/settings/me")
    def index() -> str:
        return _page(people)

    @routes.post("/settings/me/name")
    def name() -> Any:
        return _done(people, "Your name is changed.", lambda: account.rename(people.database, g.me, _field("name")))

    @routes.post("/settings/me/password")
    def password() -> Any:
        def change() -> None:
            _confirm(people)
            account.change_password(people.database, g.me, _field("new_password"), people.company)
            people.sessions.sign_in_member(g.me)

        return _done(people, "Your password is changed. You are signed out everywhere else.", change)

    @routes.post("/settings/me/sign-out")
    def sign_out_everywhere() -> Any:
        people.sessions.sign_out()
        return _done(people, "", lambda: account.sign_out_everywhere(people.database, g.me))

    _codes(routes, people)
    _passkeys(routes, people)
    return routes


def _codes(routes: APIBlueprint, people: People) -> None:
    """Codes from an app, and recovery codes."""
    database = people.database

    @routes.post("/settings/me/codes")
    def begin_codes() -> Any:
        def begin() -> None:
            _confirm(people)
            account.begin_totp(database, people.keys, g.me)

        return _done(people, "Now let your app read the picture below.", begin)

    @routes.post("/settings/me/codes/confirm")
    def confirm_codes() -> Any:
        return _shown_once(people, lambda: account.confirm_totp(database, people.keys, g.me, _field("code")))

    @routes.post("/settings/me/codes/end")
    def end_codes() -> Any:
        def end() -> None:
            _confirm(people)
            account.end_totp(database, g.me)
            people.sessions.sign_in_member(g.me)

        return _done(people, "No code is asked for any more.", end)

    @routes.post("/settings/me/recovery-codes")
    def recovery_codes() -> Any:
        def renew() -> list[str]:
            _confirm(people)
            return account.new_recovery_codes(database, g.me)

        return _shown_once(people, renew)


def _passkeys(routes: APIBlueprint, people: People) -> None:
    """Keys on somebody's devices."""
    database = people.database

    @routes.post("/settings/me/passkeys/question")
    def passkey_question() -> Response:
        try:
            _confirm(people)
        except REFUSED as why:
            words, status = told(why)
            return make_response({"trouble": words}, status)
        return Response(passkeys.question_for_new(database, people.site, g.me), content_type=JSON)

    @routes.post("/settings/me/passkeys")
    def add_passkey() -> Any:
        credential, name = _field("credential"), _field("name")
        add = lambda: passkeys.add(database, people.site, g.me, credential, name)  # noqa: E731
        return _done(people, "Your passkey is kept: sign in with it next time.", add)

    @routes.post("/settings/me/passkeys/<int:id>/remove")
    def remove_passkey(id: int) -> Any:
        return _done(people, "The passkey is removed.", lambda: passkeys.remove(database, g.me, id))


def _confirm(people: People) -> None:
    """What is nobody else's doing asks for the password, also of who is in: a browser may stand open."""
    people.signing_in.confirm(g.me.id, _field("password"), caller_address.of_request(people.proxies))


def _done(people: People, words: str, do: Callable[[], object]) -> Any:
    try:
        do()
    except REFUSED as why:
        return _refused(people, why)
    if words:
        say(words)
    return redirect(PAGE.link, 303)


def _shown_once(people: People, make: Callable[[], list[str]]) -> Any:
    """Recovery codes stand in this answer and nowhere else, so it leads to no other page."""
    try:
        codes = make()
    except REFUSED as why:
        return _refused(people, why)
    people.sessions.sign_in_member(g.me)
    return render_template("console/recovery_codes.html", codes=codes)


def _refused(people: People, why: Exception) -> Response:
    words, status = told(why)
    return make_response(_page(people, words), status)


def _page(people: People, trouble: str = "") -> str:
    me: Member | None = g.me
    if me is None:
        return render_template("console/me_of_token.html")
    pending = account.pending_totp(people.database, people.keys, me, people.company)
    return render_template(
        "console/me.html", me=me, trouble=trouble, visits=sign_ins.of_member(people.database, me.id),
        here=people.sessions.here, secret=pending[0] if pending else "",
        picture=segno.make(pending[1], micro=False).svg_data_uri(scale=5) if pending else "",
        codes_left=account.codes_left(people.database, me), keys=passkeys.of_member(people.database, me.id),
    )  # fmt: skip


def _field(name: str) -> str:
    return request.form.get(name, "")
