"""Who may send a large form? Who is signed in and writes to customers, by the composer; all others have little room."""

import re
from typing import Any

from apiflask import APIBlueprint
from flask import abort, redirect, request, url_for

from relaystack.engine.outgoing_files import LARGEST

from ..staff.sessions import ConsoleSessions

PATH = re.compile(r"/console/inbox/[0-9]{1,19}/(messages|planned)/?")
ROOM = LARGEST + 64 * 1024  # for the fields beside the file
_TOO_LARGE = f"A file may have {LARGEST // 2**20} MB at the most. Nothing was sent."


def is_large() -> bool:
    """Whether the request is a form that may bring a file."""
    is_there = request.method == "POST" and PATH.fullmatch(request.path) is not None
    return is_there and request.mimetype == "multipart/form-data"


def has_room(sessions: ConsoleSessions) -> bool:
    """Whether who sends it may: asked before any of it is read."""
    visitor = sessions.visitor() if is_large() else None
    return visitor is not None and "conversations:write" in visitor.scopes


def install(console: APIBlueprint, sessions: ConsoleSessions) -> None:
    """Must stand before whatever reads a form."""

    @console.before_request
    def make_room() -> Any:
        if not is_large():
            return None
        if sessions.visitor() is None:
            return redirect(url_for("console.sign_in", next=request.path.rpartition("/")[0]), 303)
        if has_room(sessions):
            request.max_content_length = ROOM
            if (request.content_length or 0) > ROOM:
                abort(413, _TOO_LARGE)
        return None

    @console.teardown_request
    def let_go(_: BaseException | None) -> None:
        request.close()  # of the files that came
