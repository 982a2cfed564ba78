"""By a link into the console: invitations, new passwords, and the page where somebody asks for one."""

from collections.abc import Sequence
from typing import Any

from apiflask import APIBlueprint
from flask import make_response, redirect, render_template, request, url_for

from relaystack.services.staff import welcome
from relaystack.services.staff.attempts import TooOften
from relaystack.services.staff.members import Impossible
from relaystack.services.storage.one_time import Purpose

from ..staff import caller_address
from ..staff.people import People
from ..staff.refusals import told
from .entrance import to_own_page
from .page import Page
from .said import say

_SENT = "If somebody here has this address, an e-mail with a link is on its way. It works for 30 minutes."


def install(routes: APIBlueprint, people: People, pages: Sequence[Page]) -> None:
    """The doors that a link opens, once."""

    @routes.route("/welcome/<secret>", methods=["GET", "POST"])
    def invited(secret: str) -> Any:
        return _by_link(Purpose.WELCOME, secret)

    @routes.route("/reset/<secret>", methods=["GET", "POST"])
    def reset(secret: str) -> Any:
        return _by_link(Purpose.RESET, secret)

    def _by_link(purpose: Purpose, secret: str) -> Any:
        try:
            member = welcome.whose(people.database, purpose, secret)
        except Impossible as why:
            return make_response(render_template("console/link_gone.html", trouble=str(why)), 410)
        try:
            return _use(purpose, secret) if request.method == "POST" else _page(purpose, member, "")
        except Impossible as why:
            return make_response(_page(purpose, member, str(why)), 409)

    def _page(purpose: Purpose, member: Any, trouble: str) -> str:
        is_new = purpose is Purpose.WELCOME
        return render_template("console/choose_password.html", member=member, trouble=trouble, is_new=is_new)

    def _use(purpose: Purpose, secret: str) -> Any:
        name, password = request.form.get("name", ""), request.form.get("password", "")
        name = name if purpose is Purpose.WELCOME else ""
        member = welcome.use(people.database, purpose, secret, password, people.company, name)
        if purpose is Purpose.WELCOME:
            return to_own_page(people.sessions.sign_in_member(member), pages)
        say("Your new password is kept. Sign in with it.")
        return redirect(url_for("console.sign_in"), 303)

    @routes.route("/forgotten", methods=["GET", "POST"])
    def forgotten() -> Any:
        if request.method == "GET":
            return render_template("console/forgotten.html", mails=people.letters.mails, trouble="")
        email = request.form.get("email", "")
        try:
            people.signing_in.count_reset(email, caller_address.of_request(people.proxies))
        except TooOften as why:
            words, status = told(why)
            page = render_template("console/forgotten.html", mails=people.letters.mails, trouble=words)
            return make_response(page, status)
        people.letters.send_reset(email)
        say(_SENT)
        return redirect(url_for("console.sign_in"), 303)
