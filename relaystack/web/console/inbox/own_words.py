"""From our own words: what the bot says of programmes and of the company, to be written in the person's language."""

from apiflask import APIBlueprint
from flask import abort, render_template, request

from relaystack.services.inbox import languages

from .markup import formatted
from .shown import InboxPages, may_write, where


def install(routes: APIBlueprint, pages: InboxPages) -> None:
    """GET /console/inbox/<id>/own-words; what is chosen there comes to the composer as `own`."""

    @routes.get("/inbox/<int:id>/own-words")
    def own_words(id: int) -> str:
        person = pages.person(id)
        if not may_write():
            abort(403, "Your role does not write to people.")
        with pages.database.reading() as connection:
            shelf, labels = languages.Shelf(connection, pages.settings, person), pages.labels(connection)
        ids = [program.id for program in shelf.programs]
        chosen = next((id for id in (request.args.get("programme"), *ids) if id in ids), "")
        return render_template(
            "console/inbox/own_words.html", person=person, programs=shelf.programs, chosen=chosen,
            groups=[("Of this programme", shelf.of(chosen)), ("Of the company", shelf.company())],
            ours=shelf.ours.language, theirs=shelf.theirs.language, formatted=formatted, labels=labels, **where(),
        )  # fmt: skip
