"""What the pages of programmes share: where they read, and a programme's page with what was typed into it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import groupby
from typing import Any

from flask import abort, g, make_response, render_template
from werkzeug.wrappers import Response

from relaystack.content.programs import CATEGORIES, to_program
from relaystack.engine.flow import Book
from relaystack.services.catalogue import program_desk, program_preview, program_translations, programs
from relaystack.services.catalogue.program_desk import Story
from relaystack.services.catalogue.unfit import Unfit
from relaystack.services.reporting import programs_asked
from relaystack.services.reporting.labels import Labels

from ...staff.services import StaffServices
from .. import audit_words
from ..inbox.markup import formatted
from . import facts, forms
from .odd import Odd

WRITE = "programs:write"
GONE = "There is no such programme."


@dataclass(frozen=True)
class Typed:
    """A form that was sent and is shown again: its fields, what is wrong with which, and whose translations."""

    form: Mapping[str, str] = field(default_factory=dict)
    troubles: Mapping[str, str] = field(default_factory=dict)
    clashes: frozenset[tuple[str, str]] = frozenset()  # language and English words
    is_outdated: bool = False

    @classmethod
    def refused(cls, form: Mapping[str, str], why: Odd | Unfit) -> "Typed":
        """A form that could not be kept."""
        told = why.plain if isinstance(why, Unfit) else str(why)
        clashes = why.clashes if isinstance(why, Unfit) else ()
        return cls(form, {why.field: told}, frozenset((one.language, one.english) for one in clashes))


NOTHING = Typed()


class Shelf:
    """Where the programmes are read and shown."""

    def __init__(self, staff_services: StaffServices) -> None:
        self.staff_services, self.database = staff_services, staff_services.database

    @property
    def book(self) -> Book:
        """The words of the bot as they are now."""
        return self.staff_services.conversation_settings.book

    @property
    def today(self) -> date:
        """By the clock of the office."""
        return datetime.now(UTC).astimezone(self.staff_services.conversation_settings.house.zone).date()

    def story(self, code: str) -> Story:
        """A programme, or 404."""
        return program_desk.story(self.database, code) or abort(404, GONE)

    def all(self, **more: Any) -> str:
        """The page of all programmes."""
        with self.database.reading() as connection:
            asked = programs_asked.of(connection, self.today)
        found = groupby(programs.every(self.database), key=lambda one: one["category"])
        return render_template(
            "console/programmes/all.html", categories={name: list(group) for name, group in found}, asked=asked,
            today=self.today, not_yet=program_desk.NOT_YET, may_write=WRITE in g.caller.scopes, choices=CATEGORIES,
            **more,
        )  # fmt: skip

    def page(self, code: str, status: int = 200, typed: Typed = NOTHING, part: str = "") -> Response:
        """The page of a programme, or only what the bot says of it."""
        story = self.story(code)
        changes, unread = self._changes(story.row, typed.form)
        settings, may_write = self.staff_services.conversation_settings, WRITE in g.caller.scopes
        with self.database.reading() as connection:
            labels = Labels(self.book, settings.catalogue.get(connection))
        program = to_program(story.row)
        page = render_template(
            part or "console/programmes/one.html", story=story, row=story.row, shown=programs.shown(story.row),
            program=program, topics=facts.topics(story.row, program), labels=labels, typed=typed, today=self.today,
            not_yet=program_desk.NOT_YET,
            spoken=program_preview.of(self.book, story.row, changes, datetime.now(UTC)), unread=unread, forms=forms,
            wordings=self._wordings(story.row, changes, typed) if may_write else [], may_write=may_write,
            undone=program_desk.ACTIONS, action=audit_words.action, formatted=formatted,
            told=lambda entry: audit_words.changes(entry, settings.house),
        )  # fmt: skip
        return make_response(page, status)

    def _changes(self, row: Mapping[str, Any], form: Mapping[str, str]) -> tuple[dict[str, Any], str]:
        """What a form would have the bot say; nothing where it cannot be read, and why."""
        if not form:
            return {}, ""
        try:
            changes = forms.changes(form, row, self.today)
        except Odd as odd:
            return {}, str(odd)
        return program_translations.with_words(self.book, row, changes, forms.typed_words(form)), ""

    def _wordings(
        self, row: Mapping[str, Any], changes: Mapping[str, Any], typed: Typed
    ) -> Sequence[program_translations.Wording]:
        """Translations to look at: those of words that change, and those that are not as in the words files."""
        return list(program_translations.wordings(self.book, row, changes, forms.typed_words(typed.form)))
