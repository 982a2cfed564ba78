"""What the pages of answers share: where they read, and an answer's page with what was typed into its form."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from flask import abort, g, make_response, render_template
from werkzeug.wrappers import Response

from relaystack.content import taught as taught_content
from relaystack.content.phrase_faults import split
from relaystack.content.taught import Trouble
from relaystack.engine.flow import Book
from relaystack.services.answers import drafts, given, questions, taught
from relaystack.services.answers.drafts import Clash
from relaystack.services.answers.taught import Draft
from relaystack.services.conversations import unanswered
from relaystack.services.reporting.labels import Labels
from relaystack.services.storage.database import AWAY

from ...staff.authorizer import BIGGEST
from ...staff.services import StaffServices
from .. import audit_words
from ..inbox.markup import formatted
from ..page import wanted
from . import forms

WRITE = "unanswered:write"
LONG = 19  # digits of a number that is none of ours
GONE = "There is no such answer."


@dataclass(frozen=True)
class Typed:
    """A form that was sent and is shown again: what is wrong with which field, and what else has its questions."""

    form: Mapping[str, str]
    troubles: Sequence[Trouble] = ()
    clashes: Sequence[Clash] = ()
    is_outdated: bool = False

    def wrong(self, name: str) -> list[str]:
        """What is said beside a field."""
        return [one.words for one in self.troubles if one.field == name]


@dataclass(frozen=True)
class Told:
    """What stands in the form before anything is typed."""

    draft: Draft = field(default_factory=Draft)
    question: int | None = None


class AnswerPages:
    """Where questions and answers are read and shown."""

    def __init__(self, staff_services: StaffServices) -> None:
        self.staff_services, self.database = staff_services, staff_services.database

    @property
    def book(self) -> Book:
        """The words of the bot as the content folder has them."""
        return self.staff_services.conversation_settings.content.folder_book

    @property
    def today(self) -> date:
        """By the clock of the office."""
        return datetime.now(UTC).astimezone(self.staff_services.conversation_settings.house.zone).date()

    def serve(self) -> None:
        """Have this process say what was kept; where that fails the next look does it."""
        with suppress(*AWAY):
            self.staff_services.taught()

    def all(self) -> str:
        """The page of open questions and of all answers."""
        page = unanswered.page(self.database, wanted())
        with self.database.reading() as connection:
            asked = questions.of(connection, [unanswered.Question(**one) for one in page["items"]])
            rows, often = taught.every(connection), given.often(connection, self.today)
        left_out = taught_content.fitting(self.book, (taught.of_row(row) for row in rows if row["served"]))[1]
        return render_template(
            "console/answers/all.html", page=page, asked=asked, rows=rows, often=often, left_out=left_out,
            company=self.book.company, brand=self.book.brand_in(taught_content.FIRST), labels=self._labels(),
            may_write=WRITE in g.caller.scopes, step=lambda place: place.rpartition(".")[2].replace("_", " "),
        )  # fmt: skip

    def told(self, question: str | None) -> Told:
        """An empty form, or one that begins with an open question."""
        if not question:
            return Told()
        number = int(question) if question.isascii() and question.isdigit() and len(question) < LONG else BIGGEST
        with self.database.reading() as connection:
            found = questions.one(connection, number) or abort(404, "Somebody has dealt with this question by now.")
        first = taught_content.FIRST
        language = found["language"] if found["language"] in self.book.languages else first
        everyday = self.book.questions.words.everyday if self.book.questions else ()
        return Told(Draft(asks={language: forms.suggested(found["words"], everyday)}), found["id"])

    def new(self, told: Told, status: int = 200, typed: Typed | None = None, part: str = "") -> Response:
        """The page of an answer that is to be taught."""
        return self._form(None, told.draft, status, typed, part, question=told.question)

    def one(self, name: str, status: int = 200, typed: Typed | None = None, part: str = "") -> Response:
        """The page of an answer: with a form where it was taught, to be read where it stands in the folder."""
        with self.database.reading() as connection:
            story = taught.story(connection, name)
            next = given.afterwards(connection, name, datetime.now(UTC))
        if story is None and (name not in self.book.company or part):
            abort(404, GONE)
        if story is None:
            answer = self.book.company[name]
            said = {one: answer.words.fill(one, {"brand": self.book.brand_in(one)}) for one in self.book.languages}
            return make_response(
                render_template("console/answers/of_folder.html", name=name, answer=answer, said=said, next=next,
                                labels=self._labels(), formatted=formatted)
            )  # fmt: skip
        row = story.row
        draft = Draft(row["title"], row["asks"], row["say"], row["leads"], row["tell"])
        return self._form(story, draft, status, typed, part, next=next)

    def trial(self, name: str, draft: Draft) -> tuple[list[Trouble], drafts.Draft]:
        """What is wrong with what is typed, and how the bot would speak with it."""
        answer, settings = draft.answer(name or "draft"), self.staff_services.conversation_settings
        with self.database.reading() as connection:
            others = taught.others(connection, self.book, name)
            catalogue = settings.catalogue.get(connection)
        found = forms.troubles(draft) + taught_content.troubles(self.book, others, answer)
        return found, drafts.Draft(self.book, others, answer, catalogue, datetime.now(UTC))

    def _form(
        self, story: taught.Story | None, draft: Draft, status: int, typed: Typed | None, part: str, **more: Any
    ) -> Response:
        if typed:
            draft = forms.draft(typed.form, self.book.languages)
        typed = typed or Typed({})
        page = render_template(
            part or "console/answers/one.html", story=story, draft=draft, typed=typed, forms=forms,
            phone=self._phone(story.row["name"] if story else "", draft, typed), languages=self.book.languages,
            wishes=self._wishes(), may_write=WRITE in g.caller.scopes, shown=taught.shown, formatted=formatted,
            action=audit_words.action, undone=taught.ACTIONS, labels=self._labels(),
            changes=lambda entry: audit_words.changes(entry, self.staff_services.conversation_settings.house), **more,
        )  # fmt: skip
        return make_response(page, status)

    def _phone(self, name: str, draft: Draft, typed: Typed) -> dict[str, Any]:
        """What the bot would say to a question with what is in the form; what is wrong with it, where it cannot."""
        asks = draft.asks or {}
        language = typed.form.get("try-language", "")
        language = language if language in self.book.languages else next(iter(asks), taught_content.FIRST)
        words = " ".join(typed.form.get("try", "")[: forms.TRY].split())
        words = words or next(map(taught_content.spoken, split(asks.get(language, ""))), "")
        found, trial = self.trial(name, draft) if typed.form or name else ([], None)
        replies = trial.says(language, words) if trial and words and not found else ()
        return {"words": words, "language": language, "replies": replies, "trouble": found[0].words if found else ""}

    def _wishes(self) -> list[tuple[str, str]]:
        """Where an answer may lead: what a button of the bot's may open."""
        return [(name, self.book.phrases[f"intents.{name}"].fill("en", {})) for name in self.book.lexicon.intents]

    def _labels(self) -> Labels:
        settings = self.staff_services.conversation_settings
        with self.database.reading() as connection:
            return Labels(settings.book, settings.catalogue.get(connection))
