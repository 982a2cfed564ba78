"""Answers that staff teach beside the content folder: held to the folder's rules, and laid over its book."""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from relaystack.engine.flow import Book, CompanyAnswer, Fill, Words
from relaystack.engine.questions.about import ASK, COMPANY, ELSE, About
from relaystack.engine.questions.meaning import QuestionWords, Tables
from relaystack.engine.questions.phrases import IN_ORDER, WEAK, Phrase, PhraseTable
from relaystack.engine.questions.reading import COUNTRY, NUMBER
from relaystack.engine.questions.terms import STEM, Term

from . import answer_faults, phrase_faults

FIRST = "en"  # what is said where an answer lacks a language
FEW = 2  # words that say nothing by themselves
_STANDS_FOR = {COUNTRY: "Canada", NUMBER: "two"}
_MARKS = ("{{", "{%", "{#")


@dataclass(frozen=True)
class TaughtAnswer:
    """An answer as staff taught it: by language how it is asked for (phrases, as in `questions/`) and what is said."""

    name: str
    title: str
    asks: Mapping[str, str]
    say: Mapping[str, str]
    leads: str = ""
    tell: bool = False

    @property
    def phrases(self) -> Iterator[Phrase]:
        """How it is asked for."""
        for language, written in self.asks.items():
            yield from (Phrase.of(self.name, language, one, taught=True) for one in phrase_faults.split(written))


@dataclass(frozen=True)
class Trouble:
    """Why an answer cannot be served as it is; `field` is a part of it, like `say-en`."""

    field: str
    words: str


def spoken(phrase: str) -> str:
    """A phrase as somebody would say it: the first of the words that may stand in each place."""
    plain = phrase.removesuffix(WEAK).removeprefix(IN_ORDER)
    first = (part.split("|")[0].removesuffix(STEM) for part in plain.split())
    return " ".join(_STANDS_FOR.get(one, one.replace("-", " ")) for one in first)


def laid(book: Book, answers: Sequence[TaughtAnswer]) -> Book:
    """The book with these answers; its tables are made when they are first needed."""
    tables = book.questions
    if not answers or tables is None:
        return book

    def words() -> QuestionWords:
        of_folder = tables.words
        more = (phrase for one in answers for phrase in one.phrases)
        return replace(
            of_folder,
            about={**of_folder.about, **{one.name: About(one.name, COMPANY) for one in answers}},
            table=PhraseTable((*of_folder.table.phrases, *more)),
        )

    company = {one.name: _company(one) for one in answers}
    return replace(book, questions=Tables(words), company={**book.company, **company})


def fitting(book: Book, answers: Iterable[TaughtAnswer]) -> tuple[list[TaughtAnswer], dict[str, Sequence[Trouble]]]:
    """Those that can be laid over a book, the first taught before the others; and why the rest cannot, by name."""
    fit, left_out, seen = list[TaughtAnswer](), dict[str, Sequence[Trouble]](), meanings(book)
    for one in answers:
        if found := list(_troubles(book, seen, one)):
            left_out[one.name] = found
        else:
            fit.append(one)
            seen |= {_meaning(phrase): one.title for phrase in one.phrases}
    return fit, left_out


def troubles(book: Book, others: Iterable[TaughtAnswer], answer: TaughtAnswer) -> list[Trouble]:
    """What is wrong with an answer beside the folder's and the others that were taught."""
    seen = meanings(book) | {_meaning(phrase): one.title for one in others for phrase in one.phrases}
    return list(_troubles(book, seen, answer))


def meanings(book: Book) -> dict[Hashable, str]:
    """What phrases of the folder mean, by what tells them apart from others."""
    return dict(_meanings(book.questions)) if book.questions else {}


@lru_cache(2)  # books: it takes a tenth of a second, and every look at the page asks for it
def _meanings(tables: Tables) -> Mapping[Hashable, str]:
    words = tables.words
    return {
        _meaning(phrase, ask=words.about[phrase.about].kind == ASK): phrase.about
        for phrase in words.table.phrases
        if phrase.about != ELSE
    }


def _meaning(phrase: Phrase, *, ask: bool = False) -> Hashable:
    return phrase.language, phrase_faults.meaning(phrase, ask=ask)


def _troubles(book: Book, seen: Mapping[Hashable, str], answer: TaughtAnswer) -> Iterator[Trouble]:
    if book.questions is None:
        yield Trouble("title", "This bot answers no questions: its content folder has no topics.yaml.")
        return
    if answer.name in book.company or answer.name in book.questions.words.about:
        yield Trouble(
            "title", f"The content folder has an answer or a topic {answer.name!r} by now. Take this one out."
        )
    yield from _of_phrases(book, seen, answer)
    for language, problem in answer_faults.of_words("This", answer.say, [FIRST]):
        yield Trouble(f"say-{language}", f"{problem}.")
    for language, words in answer.say.items():
        if any(mark in words for mark in _MARKS):
            yield Trouble(
                f"say-{language}", "Two braces, {{ or {%, cannot stand in an answer. Write it in plain words."
            )
    if problem := answer_faults.of_leads("This", answer.leads, book):
        yield Trouble("leads", f"{problem}.")


def _of_phrases(book: Book, seen: Mapping[Hashable, str], answer: TaughtAnswer) -> Iterator[Trouble]:
    if not any(phrase_faults.split(written) for written in answer.asks.values()):
        yield Trouble(f"asks-{FIRST}", "Write how people ask for it, in one language at least.")
    everyday = book.questions.words.everyday if book.questions else frozenset()
    for language, written in answer.asks.items():
        for one in phrase_faults.split(written):
            phrase, field = Phrase.of(answer.name, language, one), f"asks-{language}"
            if not phrase_faults.is_whole(one) or phrase_faults.says_nothing(phrase):
                yield Trouble(field, f"{one!r} has a place without a word. Take it out.")
            elif _is_everywhere(phrase, everyday):
                yield Trouble(field, f"{one!r} alone stands in many messages. Write more of the question.")
            elif command := book.command_words.read(spoken(one)):
                yield Trouble(field, f"{one!r} is the command {command} wherever it is typed.")
            elif other := seen.get(_meaning(phrase)):
                yield Trouble(field, f"{one!r} already stands under {other!r}; it can mean one of them.")


def _is_everywhere(phrase: Phrase, everyday: frozenset[str]) -> bool:
    """Whether one of its readings is a word or two without weight: it would take nearly every message."""
    return len(phrase.parts) <= FEW and all(any(_is_light(term, everyday) for term in part) for part in phrase.parts)


def _is_light(term: Term, everyday: frozenset[str]) -> bool:
    """Whether it says nothing of what is asked: a small word, any country or number, or what small words begin with."""
    first, *more = term.tokens
    begins = term.stem and not more and any(word.startswith(first) for word in everyday)
    return begins or first in (COUNTRY, NUMBER) or everyday.issuperset(term.tokens)


def _company(answer: TaughtAnswer) -> CompanyAnswer:
    said = Words(f"answers.{answer.name}", {language: _plain(words) for language, words in answer.say.items()})
    return CompanyAnswer(said, answer.tell, answer.leads, answer.title)


def _plain(words: str) -> Fill:
    """Staff write words, and no templates: what people type into a form is never carried out."""
    return lambda values: words
