"""What the views of the inbox share: which list is asked for, the page with its three panes, who may change things."""

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, BinaryIO, cast
from uuid import uuid4

from flask import abort, g, make_response, render_template, request, url_for
from werkzeug import Response
from werkzeug.datastructures import FileStorage

from relaystack.engine.outgoing_files import Staged
from relaystack.services.inbox import (
    beside,
    choices,
    languages,
    later,
    lists,
    presence,
    pulse,
    readers,
    ready,
    tags,
    thread,
)
from relaystack.services.office import saved_views
from relaystack.services.reporting.labels import Labels

from ...staff.services import StaffServices
from .. import live
from ..page import wanted
from . import plans

NOBODY = "There is no such person, or they were erased."
WRITE = "conversations:write"


@dataclass(frozen=True)
class InboxPages:
    """The inbox of whoever asks."""

    staff_services: StaffServices

    @property
    def database(self) -> Any:
        """Where it all stands."""
        return self.staff_services.database

    @property
    def settings(self) -> Any:
        """What this request works with."""
        return self.staff_services.conversation_settings

    def _late_since(self) -> datetime | None:
        """Who waits since then, or longer, waits longer than the office promises."""
        settings = self.settings
        with self.database.reading() as connection:
            return settings.schedule.get(connection).late_since(settings.house.zone, datetime.now(UTC))  # type: ignore[no-any-return]

    def staged(self, files: Sequence[FileStorage], key: str) -> AbstractContextManager[Staged | None]:
        """The file that a form brings, if it brings one, laid down for the message of this key. Raises Unfit."""
        if not files:
            return nullcontext()
        return self.staff_services.staging.staged(cast("BinaryIO", files[0].stream), files[0].filename or "", key)

    def person(self, id: int) -> dict[str, Any]:
        """Who it is, or 404."""
        return thread.person(self.database, id) or abort(404, NOBODY)

    def list(self) -> dict[str, Any]:
        """The list that is asked for."""
        page = lists.page(self.database, asked(), wanted("before"))
        return {"page": page, "counts": lists.counts(self.database, g.caller.member_id), **where(),
                "late_since": self._late_since()}  # fmt: skip

    def following(self, id: int) -> int | None:
        """Who stands below somebody in the list that is asked for; the first one where they stand last or nowhere."""
        ids = [one["id"] for one in lists.page(self.database, asked(), wanted("before"))["items"]]
        after = ids[ids.index(id) + 1 :] if id in ids else []
        return next(iter([*after, *(other for other in ids if other != id)]), None)

    def labels(self, connection: Any) -> Labels:
        """What topics, programmes and answers are called."""
        return Labels(self.settings.book, self.settings.catalogue.get(connection))

    def thread(self, person: dict[str, Any]) -> dict[str, Any]:
        """What was said with somebody. Who reads it stands in the audit."""
        id = person["id"]
        readers.note(self.database, id, g.caller.name)
        planned = later.pending(self.database, id)
        with self.database.reading() as connection:
            here = presence.others(connection, id, g.caller.member_id)
        said = thread.read(self.database, id, wanted())
        with self.database.reading() as connection:
            labels = self.labels(connection)
            languages.mark(connection, self.settings, person, said["items"], g.caller.member_id)
        return {"planned": planned, "here": here, "thread": said, "labels": labels}

    def versions(self, id: int | None = None) -> dict[str, str]:
        """Of the list, and of what was said with somebody as this visitor sees it: read at once, for many ask often.

        They are read before what they are of, so that what comes meanwhile is asked for again.
        """
        with self.database.glance() as connection:
            found = {"list": pulse.version(connection)}
            return found if id is None else {**found, "said": thread.version(connection, id, g.caller.member_id)}

    def show(self, id: int | None = None, status: int = 200, **more: Any) -> Response:
        """The page: the list, and a conversation where one is open."""
        versions = self.versions(id)
        told: dict[str, Any] = {"open": id, "list_version": versions["list"], **self.list(), **more}
        told |= {"news_version": live.name_of(versions), "new": ()}
        told["known_tags"] = tags.known(self.database)
        told["kept_views"] = saved_views.of(self.database, saved_views.INBOX, g.caller.member_id)
        if id is not None:
            person = self.person(id)
            told |= {"person": person, "beside_person": self._beside(person)}
            told |= {**self.thread(person), **self._composer(person, more)}
            told |= self._planning(told, more)
        return make_response(render_template("console/inbox/page.html", now=datetime.now(UTC), **told), status)

    def _beside(self, person: dict[str, Any]) -> beside.Beside:
        """What stands beside the conversation of who it is."""
        with self.database.reading() as connection:
            return beside.of(connection, person, datetime.now(UTC))

    def _composer(self, person: dict[str, Any], more: dict[str, Any]) -> dict[str, Any]:
        """What may be written: words within the 24 hours, and templates."""
        found = [] if not may_write() else choices.of(
            self.database, self.settings.content.templates, person["language"],
            marketing=person["marketing_consent_at"] is not None,
        )  # fmt: skip
        name = more.get("template") or request.args.get("template")
        chosen = next((one for one in found if one.name == name), found[0] if found else None)
        answers = self._ready(person) if may_write() and person["open_until"] else []
        picked = next((one["text"] for one in answers if str(one["id"]) == request.args.get("answer")), "")
        own = self._own(person) if may_write() and person["open_until"] else ""
        written = {"draft": more.get("draft", own or picked), "answers": answers, "beside_draft": bool(own)}
        written["readers"] = readers.others(self.database, person["id"], g.caller.name) if may_write() else []
        return {**written, "templates": found, "chosen": chosen, "key": more.get("key") or str(uuid4())}

    def _planning(self, told: dict[str, Any], more: dict[str, Any]) -> dict[str, Any]:
        """What is to go later: the one that is being changed, or a new one."""
        zone = self.settings.house.zone
        wanted, now = more.get("plan") or request.args.get("plan", type=int), datetime.now(zone)
        plan = next((one for one in told["planned"] if one["id"] == wanted), None)
        planning = plans.as_planned(plan, zone) if plan else plans.offered(now)
        days = {"earliest": f"{now:%Y-%m-%d}", "latest": f"{now + later.LONGEST:%Y-%m-%d}"}
        begun = plan or _dropped(told["thread"]["items"], request.args.get("dropped", type=int))
        draft = {"draft": more.get("draft", begun["text"])} if begun else {}
        again = more.get("planning", {})
        return {"plan": plan, "planning": {**planning, **again, **days}, "planning_again": bool(again), **draft}

    def _own(self, person: dict[str, Any]) -> str:
        """What was chosen from our own words, as the bot would say it now."""
        name = request.args.get("own", "")
        if not name:
            return ""
        with self.database.reading() as connection:
            return languages.Shelf(connection, self.settings, person).said(name)

    def _ready(self, person: dict[str, Any]) -> Any:
        """Ready answers in the person's language."""
        return ready.spoken(self.database, person["language"], self.settings.book.languages[0])


def _dropped(items: Sequence[dict[str, Any]], id: int | None) -> dict[str, Any] | None:
    """What did not go when its time came, to be written by hand."""
    return next((one for one in items if one["what"] == "dropped" and one["id"] == id), None)


def asked() -> lists.Asked:
    """Which list is asked for."""
    view = request.args.get("view", lists.WAITING)
    if view not in lists.VIEWS:
        abort(404, "There is no such list.")
    language = request.args.get("language", "")[:10]
    tag = request.args.get("tag", "")[: tags.LONGEST]
    having = request.args.get("having", "")
    having = having if having in lists.HAVING else ""
    return lists.Asked(view, g.caller.member_id, language, "stopped" in request.args, tag, having)


def where() -> dict[str, Any]:
    """Which list stands beside all that is done: `there` makes its addresses, `beside` those of the page it is at."""
    which, before = asked(), request.args.get("before")
    kept = {"view": which.view, **filters(which)}
    there = {name: value for name, value in kept.items() if value}
    beside = {**there, "before": before} if before else there
    return {"asked": which, "there": there, "beside": beside, "filters": filters(which)}


def filters(which: lists.Asked) -> dict[str, Any]:
    """What narrows a list down, as addresses carry it."""
    return {"language": which.language or None, "tag": which.tag or None, "having": which.having or None,
            "stopped": 1 if which.stopped else None}  # fmt: skip


def may_write() -> bool:
    """Whether the visitor may do more than read."""
    return WRITE in g.caller.scopes


def back_to(id: int | None, anchor: str | None = None) -> str:
    """The address of a conversation, beside the list that it stood by; without one that of the list."""
    page = "console.inbox.index" if id is None else "console.inbox.one"
    return url_for(page, id=id, **where()["there"], _anchor=anchor)
