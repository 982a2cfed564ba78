"""Who works here: invite, give a role, help somebody in again, remove."""

from collections.abc import Callable
from typing import Any

from apiflask import APIBlueprint
from flask import Response, g, make_response, redirect, render_template, request

from relaystack.services.staff import members, roles, team
from relaystack.services.staff.members import Member
from relaystack.services.staff.team import Actor
from relaystack.services.storage.one_time import Purpose

from ..staff.authorizer import must_hold
from ..staff.forms import seen
from ..staff.people import People
from ..staff.refusals import REFUSED, told
from ..staff.services import StaffServices
from .page import Page
from .said import say

PAGE = Page("team", "Team", scope="team:read", rank=900, icon="users", in_settings=True)
_WRITE, _HELP = "team:write", "team:help"


def blueprint(staff_services: StaffServices) -> APIBlueprint:
    """/console/settings/team."""
    routes, people = PAGE.blueprint(), staff_services.people
    database = people.database

    @routes.get("/settings/team")
    def index() -> str:
        return _page(people)

    @routes.post("/settings/team/invite")
    def invite() -> Any:
        def make() -> tuple[Purpose, Member, str]:
            email, name, role = (request.form.get(field, "") for field in ("email", "name", "role"))
            return Purpose.WELCOME, *team.invite(database, _actor(), email, name, role)

        return _with_link(people, make)

    @routes.post("/settings/team/<int:id>/link")
    def link(id: int) -> Any:
        def make() -> tuple[Purpose, Member, str]:
            member, purpose, secret = team.new_link(database, _actor(), id)
            return purpose, member, secret

        return _with_link(people, make)

    @routes.post("/settings/team/<int:id>/role")
    def role(id: int) -> Any:
        chosen = request.form.get("role", "")
        return _done(people, _WRITE, "Changed.", lambda: team.give_role(database, _actor(), id, chosen, seen()))

    @routes.post("/settings/team/<int:id>/remove")
    def remove(id: int) -> Any:
        words = "Removed, and signed out everywhere."
        return _done(people, _WRITE, words, lambda: team.remove(database, _actor(), id, seen()))

    @routes.post("/settings/team/<int:id>/sign-out")
    def sign_out(id: int) -> Any:
        return _done(people, _HELP, "Signed out everywhere.", lambda: team.end_sign_ins(database, _actor(), id))

    @routes.post("/settings/team/<int:id>/second-factor")
    def second_factor(id: int) -> Any:
        words = "No code is asked of them any more. They should set it up again."
        return _done(people, _HELP, words, lambda: team.reset_second_factor(database, _actor(), id))

    return routes


def _actor() -> Actor:
    return Actor(g.caller.name, _WRITE in g.caller.scopes, g.caller.member_id)


def _done(people: People, scope: str, words: str, do: Callable[[], object]) -> Any:
    must_hold(g.caller, scope)
    try:
        do()
    except REFUSED as why:
        return _refused(people, why)
    say(words)
    return redirect(PAGE.link, 303)


def _with_link(people: People, make: Callable[[], tuple[Purpose, Member, str]]) -> Any:
    """A link goes by e-mail. Where none can be sent it stands in this answer and nowhere else, to be handed over."""
    must_hold(g.caller, _WRITE)
    try:
        purpose, member, secret = make()
    except REFUSED as why:
        return _refused(people, why)
    if people.letters.send(purpose, member, g.caller.name):
        say(f"An e-mail with a link is on its way to {member.email}.")
        return redirect(PAGE.link, 303)
    link = people.letters.link(purpose, secret, people.site.origin)
    return render_template("console/link_made.html", member=member, link=link, is_new=purpose is Purpose.WELCOME)


def _refused(people: People, why: Exception) -> Response:
    words, status = told(why)
    return make_response(_page(people, words), status)


def _page(people: People, trouble: str = "") -> str:
    shown = [(member, team.shown(member)) for member in members.every(people.database)]
    may = {"write": _WRITE in g.caller.scopes, "help": _HELP in g.caller.scopes}
    return render_template("console/team.html", team=shown, roles=roles.ROLES.values(), may=may, trouble=trouble)
