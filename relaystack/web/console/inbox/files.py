"""Files that customers sent, for who is signed in: nothing of them may run, whatever they say they are."""

from mimetypes import guess_extension

from apiflask import APIBlueprint
from flask import Response, abort, g, send_file

from relaystack.services.inbox import attachments, readers

from .shown import InboxPages

# What browsers show without running anything: no SVG, no HTML, nothing with styles or scripts of its own.
INLINE = frozenset({
    "image/jpeg", "image/png", "image/webp", "image/gif", "audio/ogg", "audio/mpeg", "audio/mp4", "audio/aac",
    "audio/amr", "video/mp4", "video/3gpp", "application/pdf",
})  # fmt: skip
_SANDBOX = "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'"


def install(routes: APIBlueprint, pages: InboxPages) -> None:
    """GET /console/inbox/<id>/files/<n>."""

    @routes.get("/inbox/<int:id>/files/<int:number>")
    def file(id: int, number: int) -> Response:
        found = attachments.opened(pages.database, pages.staff_services.media_dir, id, number)
        if found is None:
            abort(404, "This file is not kept here (any more).")
        readers.note(pages.database, id, g.caller.name)
        kind = found.mime_type if found.mime_type in INLINE else "application/octet-stream"
        response = send_file(
            found.path, mimetype=kind, as_attachment=kind not in INLINE, conditional=True, max_age=0,
            download_name=found.filename or f"file-{number}{guess_extension(found.mime_type) or ''}",
        )  # fmt: skip
        response.headers["Content-Security-Policy"] = _SANDBOX
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Cache-Control"] = "private, no-store"
        return response
