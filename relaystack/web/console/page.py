"""What makes a module of this folder a page: its `PAGE` says what its link is called and who may see it."""

import re
from dataclasses import dataclass

from apiflask import APIBlueprint
from flask import abort, g, request, url_for

from relaystack.services.storage.pages import CURSOR, Wanted

from ..staff.authorizer import must_hold

ROWS = 50  # of a list


@dataclass(frozen=True)
class Page:
    """A page, or a few of one subject; `rank` orders the navigation, whose link leads to the view `index`."""

    name: str
    label: str
    scope: str
    rank: int

    @property
    def link(self) -> str:
        """Where the navigation leads."""
        return url_for(f"console.{self.name}.index")

    def blueprint(self) -> APIBlueprint:
        """Routes below /console for who has the scope, and for nobody else."""
        routes = APIBlueprint(self.name, __name__, enable_openapi=False)
        routes.before_request(lambda: must_hold(g.caller, self.scope))
        return routes


def wanted() -> Wanted:
    """The part of a list that is asked for."""
    cursor = request.args.get("cursor")
    if cursor and not re.fullmatch(CURSOR, cursor):
        abort(404, "There is no such page; begin at the newest.")
    return Wanted(ROWS, cursor)
