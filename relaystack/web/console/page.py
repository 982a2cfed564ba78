"""What makes a module of this folder a page: its `PAGE` says what its link is called and who may see it."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from apiflask import APIBlueprint
from flask import abort, g, request, url_for

from relaystack.services.storage.pages import CURSOR, Wanted

from ..staff.authorizer import Caller, must_hold
from ..staff.services import StaffServices

ROWS = 50  # of a list


@dataclass(frozen=True)
class Page:
    """A page, or a few of one subject; `rank` orders the navigation, whose link leads to the view `index`.

    Of several scopes any opens it; without one it is for everybody who is signed in. `icon` is one of
    static/vendor/icons.svg. `badge` counts how many need somebody. What is `in_settings` stands there, not in the
    navigation itself. Who sends a form, whatever it is, needs `writes` too, where it is named.
    """

    name: str
    label: str
    scope: str | tuple[str, ...] | None
    rank: int
    icon: str = "file-text"
    badge: Callable[[StaffServices], int] | None = None
    in_settings: bool = False
    writes: str = ""

    @property
    def scopes(self) -> tuple[str, ...]:
        """Those that open it."""
        return (self.scope,) if isinstance(self.scope, str) else self.scope or ()

    @property
    def link(self) -> str:
        """Where the navigation leads."""
        return url_for(f"console.{self.name}.index")

    @property
    def is_current(self) -> bool:
        """Whether the request is for it."""
        return request.blueprint == f"console.{self.name}"

    def is_open_to(self, caller: Caller | None) -> bool:
        """Whether somebody may see it."""
        return caller is not None and (self.scope is None or not caller.scopes.isdisjoint(self.scopes))

    def blueprint(self) -> APIBlueprint:
        """Routes below /console for who has the scope, and for nobody else."""
        routes = APIBlueprint(self.name, __name__, enable_openapi=False)
        routes.before_request(self._guard)
        return routes

    def _guard(self) -> None:
        if not self.is_open_to(g.caller):
            must_hold(g.caller, self.scopes[0])
        if self.writes and request.method == "POST":
            must_hold(g.caller, self.writes)


def wanted(name: str = "cursor") -> Wanted:
    """The part of a list that is asked for; `name` is that of its cursor, where a page has two lists."""
    cursor = request.args.get(name)
    if cursor and not re.fullmatch(CURSOR, cursor):
        abort(404, "There is no such page; begin at the newest.")
    return Wanted(ROWS, cursor)
