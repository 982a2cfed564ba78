"""What becomes of the translations where the English words of a programme change: nothing is said that nobody saw."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from relaystack.content.program_words import clashes, said
from relaystack.content.programs import to_program
from relaystack.engine.flow import Book

from . import program_changes
from .program_changes import draft
from .program_rows import as_row
from .unfit import Unfit

ENGLISH = "en"
Terms = Mapping[str, Mapping[str, str]]
Typed = Mapping[tuple[str, str], str]  # by language and sign of the English


def sign(english: str) -> str:
    """A short name for words, in fields of forms."""
    return sha256(english.encode()).hexdigest()[:12]


@dataclass(frozen=True)
class Wording:
    """English words with what stands for them in each language; `is_new` says that they stand here since this change.

    What stood for the words before is proposed.
    """

    english: str
    own: Mapping[str, str]
    is_new: bool

    @property
    def sign(self) -> str:
        """Their name in forms."""
        return sign(self.english)


def wordings(book: Book, row: Mapping[str, Any], changes: Mapping[str, Any], typed: Typed) -> Iterator[Wording]:
    """What is to be looked at: words that are new, that staff have translated, or that a language lacks."""
    of_staff: Terms = row["details"].get("words") or {}
    before, after = said(to_program(row)), said(to_program(as_row(row, draft(row, changes))))
    stood = set(before.values())
    was = {english: english if english in stood else before.get(place, "") for place, english in after.items()}
    for english, old in was.items():
        known = {language: _term(book.terms, of_staff, language, english) for language in _languages(book)}
        own = {
            language: typed.get(
                (language, sign(english)), known[language] or _term(book.terms, of_staff, language, old)
            )
            for language in known
        }
        is_new = english != old and not all(known.values())
        if is_new or not all(own.values()) or any(english in terms for terms in of_staff.values()):
            yield Wording(english, own, is_new)


def with_words(book: Book, row: Mapping[str, Any], changes: Mapping[str, Any], typed: Typed) -> dict[str, Any]:
    """The changes with the translations as they were typed, or are proposed."""
    words: dict[str, dict[str, str]] = {}
    for one in wordings(book, row, changes, typed):
        for language, own in one.own.items():
            if own and own != book.terms.get(language, {}).get(one.english):
                words.setdefault(language, {})[one.english] = own
    return {**changes, "words": words} if words or row["details"].get("words") else dict(changes)


def looked_at(book: Book, row: Mapping[str, Any], changes: Mapping[str, Any], typed: Typed) -> dict[str, Any]:
    """The same; Unfit where words are new and nobody has seen what stands for them in other languages."""
    program_changes.after(row, changes)  # what else does not fit is told first
    found, seen = with_words(book, row, changes, typed), {sign for _, sign in typed}
    unseen = [one for one in wordings(book, row, changes, typed) if one.is_new and one.sign not in seen]
    if unseen and not row["hidden"]:
        raise Unfit(
            "words", "translations of new words are missing",
            "You changed words that the bot says in other languages too. Look at these below, then keep it.",
            tuple(clashes(found.get("words", {}))),
        )  # fmt: skip
    return found


def _languages(book: Book) -> list[str]:
    return [language for language in book.languages if language != ENGLISH]


def _term(terms: Terms, of_staff: Terms, language: str, english: str) -> str:
    return of_staff.get(language, {}).get(english) or terms.get(language, {}).get(english) or ""
