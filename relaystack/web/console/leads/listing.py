"""The table of the leads, narrowed down, and as a sheet."""

from apiflask import APIBlueprint
from flask import Response, g, render_template

from relaystack.services.leads import lead_board, lead_desk
from relaystack.services.office import saved_views

from ...staff.services import StaffServices
from ..page import wanted
from . import around, forms


def install(routes: APIBlueprint, staff_services: StaffServices) -> None:
    """GET /console/leads and /console/leads.csv."""
    database = staff_services.database

    @routes.get("/leads")
    def index() -> str:
        given, house = forms.asked(), staff_services.conversation_settings.house
        which, is_board = forms.which(given, house), forms.is_board(given)
        board = lead_board.of(database, which, wanted())
        return render_template(
            "console/leads/all.html", board=board, cards=lead_board.cards(database, which) if is_board else None,
            asked=given, sources=forms.SOURCES, nobody=forms.NOBODY, most=lead_board.CARDS,
            views=saved_views.of(database, saved_views.LEADS, g.caller.member_id), longest=saved_views.LONGEST,
            colleagues=around.colleagues(staff_services), today=around.today(staff_services),
            may_write=around.WRITES in g.caller.scopes,
        )  # fmt: skip

    @routes.get("/leads.csv")
    def sheet() -> Response:
        which = forms.which(forms.asked(), staff_services.conversation_settings.house)
        response = Response(lead_desk.as_csv(database, which, g.caller.name), mimetype="text/csv")
        response.headers["Content-Disposition"] = 'attachment; filename="leads.csv"'
        return response
