"""Leads: all of them by stage, owner, country, budget and source; and one, with what is to be done next."""

from apiflask import APIBlueprint

from ...staff.services import StaffServices
from ..page import Page
from . import entering, importing, listing, moving, one, views

PAGE = Page("leads", "Leads", scope="leads:read", rank=30, icon="layout-kanban")


def blueprint(staff_services: StaffServices) -> APIBlueprint:
    """/console/leads and what is below it."""
    routes = PAGE.blueprint()
    for part in (listing, views, one, moving, entering, importing):
        part.install(routes, staff_services)
    return routes
