"""Views: which list of the inbox somebody looks at again and again, under a name, for oneself or for all."""

from typing import Any

from apiflask import APIBlueprint
from flask import abort, g, redirect, request, url_for
from werkzeug import Response

from relaystack.services.office import saved_views
from relaystack.services.office.saved_views import INBOX, OddView

from ..said import say
from .shown import InboxPages, asked, filters


def install(routes: APIBlueprint, pages: InboxPages) -> None:
    """POST /console/inbox/views, which keeps the list of its own address, and /console/inbox/views/<id>/remove."""

    @routes.post("/inbox/views")
    def keep_view() -> Response:
        name, is_shared = request.form.get("name", ""), "shared" in request.form
        kept, member = _kept(), _member()
        narrowed = kept if len(kept) > 1 else {}
        try:
            saved_views.add(pages.database, INBOX, member, name, narrowed, g.caller.name, is_shared=is_shared)
        except OddView as odd:
            say(str(odd), "warning")
        else:
            say("Kept.")
        return redirect(url_for("console.inbox.index", **kept), 303)

    @routes.post("/inbox/views/<int:id>/remove")
    def remove_view(id: int) -> Response:
        there = saved_views.remove(pages.database, id, _member(), g.caller.name)
        say(*("Taken away.", "done") if there else ("It is not there any more, or not yours.", "note"))
        return redirect(url_for("console.inbox.index", **_kept()), 303)


def _kept() -> dict[str, Any]:
    """The list that the address names, as views keep it."""
    which = asked()
    return {"view": which.view, **{name: str(value) for name, value in filters(which).items() if value}}


def _member() -> int:
    id: int | None = g.caller.member_id
    return id or abort(403, "Views belong to people: sign in as one of the team.")
