"""The table of the leads, narrowed down, and as a sheet."""

from apiflask import APIBlueprint
from flask import Response, g, render_template

from relaystack.services.leads import lead_board, lead_desk

from ...staff.services import StaffServices
from ..page import wanted
from . import around, forms


def install(routes: APIBlueprint, staff_services: StaffServices) -> None:
    """GET /console/leads and /console/leads.csv."""
    database = staff_services.database

    @routes.get("/leads")
    def index() -> str:
        given, house = forms.asked(), staff_services.conversation_settings.house
        board = lead_board.of(database, forms.which(given, house), wanted())
        return render_template(
            "console/leads/all.html", board=board, asked=given, sources=forms.SOURCES, nobody=forms.NOBODY,
            colleagues=around.colleagues(staff_services), today=around.today(staff_services),
            may_write=around.WRITES in g.caller.scopes,
        )  # fmt: skip

    @routes.get("/leads.csv")
    def sheet() -> Response:
        which = forms.which(forms.asked(), staff_services.conversation_settings.house)
        response = Response(lead_desk.as_csv(database, which, g.caller.name), mimetype="text/csv")
        response.headers["Content-Disposition"] = 'attachment; filename="leads.csv"'
        return response
