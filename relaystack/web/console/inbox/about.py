"""What staff write down about a person: notes, the right name, the right language."""

from apiflask import APIBlueprint
from flask import abort, g, redirect, request
from werkzeug import Response

from relaystack.engine.visible import is_seen
from relaystack.services.inbox import details, notes, tags

from ...staff.forms import seen
from ..said import say
from .shown import NOBODY, InboxPages, back_to


def install(routes: APIBlueprint, pages: InboxPages) -> None:
    """POST /console/inbox/<id>/notes, …/notes/<n>/remove, …/tags, …/tags/remove, …/details."""

    @routes.post("/inbox/<int:id>/notes")
    def note(id: int) -> Response:
        text = request.form.get("note", "").replace("\r\n", "\n").strip()
        if "\0" in text or not any(map(is_seen, text)):
            return pages.show(id, 422, note_trouble="There is nothing in this note.")
        if len(text) > notes.LONGEST:
            return pages.show(id, 422, note_trouble=f"A note has {notes.LONGEST:,} characters at the most.", note=text)
        if notes.add(pages.database, id, text, g.caller) is None:
            abort(404, NOBODY)
        say("Noted. Only your colleagues see it.")
        return redirect(back_to(id), 303)

    @routes.post("/inbox/<int:id>/notes/<int:number>/remove")
    def remove(id: int, number: int) -> Response:
        if not notes.remove(pages.database, id, number, g.caller):
            abort(404, "There is no such note of yours.")
        say("The note is gone.")
        return redirect(back_to(id), 303)

    @routes.post("/inbox/<int:id>/tags")
    def tag(id: int) -> Response:
        words = request.form.get("tag", "")
        try:
            if tags.add(pages.database, id, words, g.caller) is None:
                abort(404, NOBODY)
        except tags.OddTag:
            trouble = f"A tag is a word or a few, {tags.LONGEST} characters at the most."
            return pages.show(id, 422, tag_trouble=trouble, tag=words[: tags.LONGEST])
        except tags.TooMany:
            return pages.show(id, 409, tag_trouble=f"{tags.MOST} tags are enough. Take one away first.", tag=words)
        say("Filed.")
        return redirect(back_to(id, "person"), 303)

    @routes.post("/inbox/<int:id>/tags/remove")
    def untag(id: int) -> Response:
        if not tags.remove(pages.database, id, request.form.get("tag", ""), g.caller):
            abort(404, "This tag is gone already.")
        say("The tag is gone.")
        return redirect(back_to(id, "person"), 303)

    @routes.post("/inbox/<int:id>/details")
    def correct(id: int) -> Response:
        name, language = request.form.get("name", "").strip(), request.form.get("language", "") or None
        if "\0" in name or len(name) > details.LONGEST_NAME:
            abort(422, f"A name has {details.LONGEST_NAME} characters at the most.")
        if language not in (None, *pages.settings.book.languages):
            abort(422, "The bot does not speak this language.")
        if details.correct(pages.database, id, name, language, g.caller, seen()) is None:
            abort(404, NOBODY)
        say("Corrected.")
        return redirect(back_to(id, "person"), 303)
