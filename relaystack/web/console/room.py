"""Who may send a large form? Who is signed in and writes to customers, by the composer; all others have little room."""

import re
from dataclasses import dataclass
from typing import Any

from apiflask import APIBlueprint
from flask import abort, redirect, request, url_for

from relaystack.engine.outgoing_files import LARGEST
from relaystack.services.leads.sheets_in import MOST_BYTES

from ..staff.sessions import ConsoleSessions

_FIELDS = 64 * 1024  # beside the file
ROOM = LARGEST + _FIELDS


@dataclass(frozen=True)
class _Door:
    """Forms that may bring a file: who may send one, how large, and what else is said."""

    path: re.Pattern[str]
    scope: str
    most: int
    words: str

    @property
    def too_large(self) -> str:
        return f"A file may have {self.most // 2**20} MB at the most. {self.words}"


_DOORS = (
    _Door(re.compile(r"/console/inbox/[0-9]{1,19}/(messages|planned)/?"), "conversations:write", LARGEST,
          "Nothing was sent."),
    _Door(re.compile(r"/console/leads/import/?"), "leads:write", MOST_BYTES, "Cut the sheet into several."),
)  # fmt: skip


def _door() -> _Door | None:
    """Which of them the request is for, if it is a form that may bring a file."""
    if request.method != "POST" or request.mimetype != "multipart/form-data":
        return None
    return next((door for door in _DOORS if door.path.fullmatch(request.path)), None)


def has_room(sessions: ConsoleSessions) -> bool:
    """Whether who sends it may: asked before any of it is read."""
    door = _door()
    visitor = sessions.visitor() if door else None
    return door is not None and visitor is not None and door.scope in visitor.scopes


def install(console: APIBlueprint, sessions: ConsoleSessions) -> None:
    """Must stand before whatever reads a form."""

    @console.before_request
    def make_room() -> Any:
        door = _door()
        if door is None:
            return None
        if sessions.visitor() is None:
            return redirect(url_for("console.sign_in", next=request.path.rpartition("/")[0]), 303)
        if has_room(sessions):
            request.max_content_length = door.most + _FIELDS
            if (request.content_length or 0) > request.max_content_length:
                abort(413, door.too_large)
        return None

    @console.teardown_request
    def let_go(_: BaseException | None) -> None:
        request.close()  # of the files that came
