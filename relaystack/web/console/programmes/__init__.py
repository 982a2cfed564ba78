"""Programmes: which there are and which are due; one with its form, and beside it what the bot says."""

from apiflask import APIBlueprint
from flask import g, request

from ...staff.authorizer import must_hold
from ...staff.services import StaffServices
from ..page import Page
from . import changing, reading
from .shown import WRITE, Shelf

PAGE = Page("programmes", "Programmes", scope="programs:read", rank=40, icon="world")


def _enter() -> None:
    """Who sends a form must be allowed to write, whatever it is."""
    if request.method == "POST":
        must_hold(g.caller, WRITE)


def blueprint(staff_services: StaffServices) -> APIBlueprint:
    """/console/programmes and what is below it."""
    routes, shelf = PAGE.blueprint(), Shelf(staff_services)
    routes.before_request(_enter)
    for part in (reading, changing):
        part.install(routes, shelf)
    return routes
