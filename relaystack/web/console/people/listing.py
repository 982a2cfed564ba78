"""The list of all people, narrowed down, and as a sheet."""

from apiflask import APIBlueprint
from flask import Response, abort, g, render_template, request

from relaystack.services.inbox import people_list
from relaystack.services.inbox.people_list import STANDINGS, Which

from ...staff.services import StaffServices
from ..page import wanted

_LONGEST = 100


def install(routes: APIBlueprint, staff_services: StaffServices) -> None:
    """GET /console/people and /console/people.csv."""
    database = staff_services.database

    @routes.get("/people")
    def index() -> str:
        given = _asked()
        listed = people_list.listed(database, _which(given), wanted())
        return render_template("console/people/all.html", listed=listed, asked=given, most=people_list.FOUND)

    @routes.get("/people.csv")
    def sheet() -> Response:
        response = Response(people_list.as_csv(database, _which(_asked()), g.caller.name), mimetype="text/csv")
        response.headers["Content-Disposition"] = 'attachment; filename="people.csv"'
        return response


def _asked() -> dict[str, str]:
    """What the filter names, as far as it was filled in."""
    given = {name: request.args.get(name, "").strip()[:_LONGEST] for name in ("q", "standing", "language")}
    return {name: words for name, words in given.items() if words and "\0" not in words}


def _which(given: dict[str, str]) -> Which:
    standing = given.get("standing", "")
    if standing and standing not in STANDINGS:
        abort(404, "There is no such list; choose from what the page offers.")
    return Which(given.get("q", ""), standing, given.get("language", ""))
