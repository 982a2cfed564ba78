"""Programmes: which there are and which are due; one with its form, and beside it what the bot says."""

from apiflask import APIBlueprint

from ...staff.services import StaffServices
from ..page import Page
from . import changing, reading
from .shown import WRITE, Shelf

PAGE = Page("programmes", "Programmes", scope="programs:read", rank=40, icon="world", writes=WRITE)


def blueprint(staff_services: StaffServices) -> APIBlueprint:
    """/console/programmes and what is below it."""
    routes, shelf = PAGE.blueprint(), Shelf(staff_services)
    for part in (reading, changing):
        part.install(routes, shelf)
    return routes
