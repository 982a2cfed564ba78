"""People: all there are, what each agreed to, and what is done with their data."""

from apiflask import APIBlueprint

from ...staff.services import StaffServices
from ..page import Page
from . import data, first, listing, merging, one

PAGE = Page("people", "People", scope="contacts:read", rank=32, icon="users")


def blueprint(staff_services: StaffServices) -> APIBlueprint:
    """/console/people and what is below it."""
    routes = PAGE.blueprint()
    for part in (listing, one, first, data, merging):
        part.install(routes, staff_services)
    return routes
