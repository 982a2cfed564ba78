"""Search: people, notes, and what was said, in all languages and from the first day on."""

from dataclasses import replace

from apiflask import APIBlueprint
from flask import g, render_template, request

from relaystack.services.inbox import search

from ..staff.services import StaffServices
from .page import Page, wanted

PAGE = Page("search", "Search", scope="conversations:read", rank=25, icon="search")
LONGEST = 200
_ROWS = {"people": 10, "notes": 10, "said": 30}


def blueprint(staff_services: StaffServices) -> APIBlueprint:
    """/console/search."""
    routes = PAGE.blueprint()

    @routes.get("/search")
    def index() -> str:
        asked = request.args.get("q", "").strip()[:LONGEST]
        pages = {name: replace(wanted(name), limit=rows) for name, rows in _ROWS.items()}
        found = search.find(staff_services.database, asked, g.caller, pages)
        beside = {name: page.cursor for name, page in pages.items() if page.cursor}
        return render_template("console/search.html", asked=asked, found=found, beside=beside)

    return routes
