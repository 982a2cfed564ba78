"""Lists and conversations as they are read, and the parts of them that browsers ask for again."""

from collections.abc import Collection

from apiflask import APIBlueprint
from flask import redirect, render_template, url_for
from werkzeug import Response

from relaystack.services.inbox import thread

from .. import live
from .shown import InboxPages, where


def install(routes: APIBlueprint, pages: InboxPages) -> None:
    """GET /console/inbox, /console/inbox/<id> and their parts; …/<id>/at/<n> leads to one message."""

    @routes.get("/inbox")
    def index() -> Response:
        return pages.show()

    @routes.get("/conversations/<int:id>")  # of before the inbox: e-mails lead there
    @routes.get("/inbox/<int:id>")
    def one(id: int) -> Response:
        return pages.show(id)

    @routes.get("/inbox/<int:id>/at/<int:message>")
    def at(id: int, message: int) -> Response:
        cursor = thread.around(pages.database, id, message)
        return redirect(url_for("console.inbox.one", id=id, cursor=cursor, _anchor=f"m{message}"), 303)

    @routes.get("/inbox/list")
    def listed() -> Response:
        version = pages.versions()["list"]

        def render() -> str:
            return render_template("console/inbox/list.html", list_version=version, **pages.list())

        return live.answer(version, render)

    @routes.get("/inbox/<int:id>/news")
    def news(id: int) -> Response:
        versions = pages.versions(id)

        def render(new: Collection[str]) -> str:
            person = pages.person(id)
            told = {
                "person": person,
                "open": id,
                "new": new,
                "news_version": live.name_of(versions),
                **where(),
            }
            told |= pages.list() if "list" in new else {}
            told |= pages.thread(person) if "said" in new else {}
            return render_template("console/inbox/news.html", **told)

        return live.parts(versions, render)
