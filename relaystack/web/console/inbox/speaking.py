"""What staff send to a person: words and files within 24 hours, else a template. Nobody answers unseen by another."""

from collections.abc import Sequence
from typing import Any

from apiflask import APIBlueprint
from flask import abort, g, redirect, request
from werkzeug import Response
from werkzeug.datastructures import FileStorage

from relaystack.engine.outgoing_files import Unfit
from relaystack.errors import KeyReused
from relaystack.services.inbox import staff_texts
from relaystack.services.inbox.meanwhile import Meanwhile, Seen
from relaystack.services.message_templates import template_sending

from ...staff.authorizer import BIGGEST
from ..said import say
from .shown import NOBODY, InboxPages, back_to
from .typed import TWICE, key_of_form, trouble_of, values_of, words


def install(routes: APIBlueprint, pages: InboxPages) -> None:
    """POST /console/inbox/<id>/messages and /templates."""

    @routes.post("/inbox/<int:id>/messages")
    def send(id: int) -> Response:
        key, draft = key_of_form(), words(request.form.get("text", ""))
        files = [file for file in request.files.getlist("file") if file.filename]
        if trouble := _trouble(draft, files):
            return pages.show(id, 422, trouble=trouble, draft=draft, key=key)
        try:
            with pages.staged(files, staff_texts.key_of(id, key)) as file:
                sent = staff_texts.send(
                    pages.database, pages.settings, id, draft, key, g.caller, seen=_seen(), file=file
                )
        except Unfit as why:
            return pages.show(id, 422, trouble=str(why), draft=draft, key=key)
        except Meanwhile as meanwhile:
            return pages.show(id, 409, meanwhile=meanwhile, draft=draft, key=key, file_again=bool(files))
        except KeyReused:
            return pages.show(id, 409, trouble=TWICE, draft=draft)
        if isinstance(sent, staff_texts.Refused):
            return pages.show(id, 409, trouble=_sentence(sent.reason), draft=draft, key=key)
        return _sent(pages, id, sent)

    @routes.post("/inbox/<int:id>/templates")
    def send_template(id: int) -> Response:
        name, key = request.form.get("template", ""), key_of_form()
        template = pages.settings.content.templates.get(name) or abort(404, "There is no such template.")
        pages.person(id)
        given = values_of(request.form)
        again: dict[str, Any] = {"template": name, "values": given, "key": key}
        language = request.form.get("language") or None
        try:
            sent = staff_texts.send_template(
                pages.database, pages.settings, template, id, given, key, language, g.caller, seen=_seen()
            )
        except Meanwhile as meanwhile:
            return pages.show(id, 409, meanwhile=meanwhile, **again)
        except KeyReused:
            return pages.show(id, 409, trouble=TWICE, **{**again, "key": None})
        except template_sending.CannotSend as refused:
            return pages.show(id, 409, trouble=_sentence(f"not sent: {refused}"), **again)
        return _sent(pages, id, sent)


def _sent(pages: InboxPages, id: int, sent: Any) -> Response:
    if sent is None:
        abort(404, NOBODY)
    pages.staff_services.wake()
    say("Sent." if getattr(sent, "is_new", True) else "It was sent before.")
    return redirect(back_to(id, "sent"), 303)


def _trouble(draft: str, files: Sequence[FileStorage]) -> str:
    if len(files) > 1:
        return "One message takes one file. Send them one after the other."
    return trouble_of(draft, is_there=bool(files))


def _sentence(reason: str) -> str:
    return f"{reason[:1].upper()}{reason[1:]}."


def _seen() -> Seen:
    """What the writer had before their eyes."""
    message, assignee = (_number(request.form.get(name, "")) for name in ("seen", "had"))
    return Seen(message or 0, assignee)


def _number(written: str) -> int | None:
    is_one = written.isascii() and written.isdigit() and len(written) < 20
    return min(int(written), BIGGEST) if is_one else None
