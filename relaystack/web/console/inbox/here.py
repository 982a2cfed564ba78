"""That somebody looks at a conversation or writes in it: told by the script of the composer, shown to colleagues."""

from apiflask import APIBlueprint
from flask import abort, g, request
from werkzeug import Response

from relaystack.services.inbox import presence

from .shown import NOBODY, InboxPages


def install(routes: APIBlueprint, pages: InboxPages) -> None:
    """POST /console/inbox/<id>/here."""

    @routes.post("/inbox/<int:id>/here")
    def here(id: int) -> Response:
        writes, member = bool(request.form.get("writing")), g.caller.member_id
        if member and not presence.tell(pages.database, id, member, writes=writes):
            abort(404, NOBODY)
        return Response(status=204)
