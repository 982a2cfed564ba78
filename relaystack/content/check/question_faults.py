"""Are the tables of questions sound, and does every answer that can be given fit into one message?"""

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from relaystack.engine import program_answers
from relaystack.engine.catalogue import Program
from relaystack.engine.fact_words import CAUTIONS, PRICE, ROUTES, SOURCES
from relaystack.engine.facts import Facts
from relaystack.engine.questions.asked import OVERVIEW, Asked
from relaystack.engine.questions.phrases import NOTHING, Phrase
from relaystack.engine.questions.subjects import CATEGORY
from relaystack.engine.questions.terms import Term
from relaystack.engine.replies import BODY
from relaystack.engine.state import State
from relaystack.engine.walk import Walk

from .. import answer_faults, phrase_faults
from ..errors import Fault, fault
from ..folder import Content
from ..phrase_faults import split
from ..question_shapes import AnswersShape, NamesShape, TopicsShape, WordsShape
from ..reading import read_shape
from ..yaml_lines import line_of, read_yaml
from . import limits

PUT_TOGETHER = frozenset({PRICE, ROUTES, CAUTIONS, SOURCES})
AROUND = 400  # characters of a heading, a date and a word of caution
_NUMBER = re.compile(r"\d+")
_ONE = re.compile(r"\bone\b", re.IGNORECASE)
_COUNTED = ("least", "most", "days_a_year", "after_years", "years", "children_under", "children_to", "students_to",
            "parents_from", "age_from")  # fmt: skip


def faults(content: Content) -> Iterator[Fault]:
    """What is wrong with topics, names and the company's answers; nothing where the folder has none."""
    if content.book.questions is None:
        return
    yield from _names(content)
    yield from _company(content)
    for file in sorted((content.folder / "questions").glob("*.yaml")):
        yield from _words(content, file)
    yield from _values(content)


def unfit(content: Content, today: date) -> Iterator[Fault]:
    """Facts whose answer, with heading, date, family and budget, is too long for one message with buttons."""
    if content.book.questions is None:
        return
    at, topics = datetime.combine(today, time(12), UTC), _answered(content)
    for language in content.languages:
        facts = Facts(at, content.catalogue, timedelta(), language=language)
        for program in content.catalogue:
            for topic in topics:
                if _may_be_long(content, language, program, topic):
                    yield from _too_long(content, facts, program, topic)


def _answered(content: Content) -> list[str]:
    return [name for name in read_shape(content.folder / "topics.yaml", TopicsShape).topics if name != OVERVIEW]


def _may_be_long(content: Content, language: str, program: Program, topic: str) -> bool:
    """Whether it is put together of many parts, or its words alone come near to what one message holds."""
    if topic in PUT_TOGETHER:
        return True
    words = program.facts[topic].words if topic in program.facts else ""
    return len(content.book.terms.get(language, {}).get(words, words)) > BODY - AROUND


def _too_long(content: Content, facts: Facts, program: Program, topic: str) -> Iterator[Fault]:
    walk = Walk(content.book, State(), facts)
    program_answers.fact(walk, Asked("fact", (program,), (topic,), people=4, budget=999_999), "")
    spoken = "" if facts.language == content.languages[0] else f" ({facts.language})"
    for reply in walk.reply():
        of_choices = (problem for choice in reply.choices for problem in limits.of_choice(choice, row=False))
        for problem in (*limits.of_reply(reply), *of_choices):
            yield content.program_fault(program.id, f"what is said of its {topic}{spoken}: {problem}")


def _names(content: Content) -> Iterator[Fault]:
    file = content.folder / "names.yaml"
    data, shape = read_yaml(file), read_shape(file, NamesShape)
    categories = {program.category for program in content.catalogue}
    ids = [program.id for program in content.catalogue]
    for name in shape.categories:
        if name not in categories:
            yield fault(
                file, line_of(data, ("categories", name)), f"no program is of the category {name.strip(CATEGORY)!r}"
            )
    for name in shape.programs:
        if not any(id.startswith(name) for id in ids):
            yield fault(file, line_of(data, ("programs", name)), f"no program's id begins with {name!r}")
    for section in ("countries", "categories", "programs", "grants"):
        for name, written in getattr(shape, section).items():
            for one in split(written):
                if not Term.of(one).tokens:
                    yield fault(file, line_of(data, (section, name)), f"{one!r} holds no word")


def _company(content: Content) -> Iterator[Fault]:
    file = content.folder / "answers.yaml"
    if not file.exists():
        return
    data, shape = read_yaml(file), read_shape(file, AnswersShape)
    for name, one in shape.root.items():
        at = line_of(data, (name,))
        for _, problem in answer_faults.of_words(name, one.say, content.languages):
            yield fault(file, at, problem)
        if problem := answer_faults.of_leads(name, one.leads, content.book):
            yield fault(file, line_of(data, (name, "leads")), problem)


def _words(content: Content, file: Path) -> Iterator[Fault]:
    """One language: what it speaks of exists, nothing that the bot speaks is left out, no phrase means two things."""
    data, shape = read_yaml(file), read_shape(file, WordsShape)
    topics = read_shape(content.folder / "topics.yaml", TopicsShape)
    known = {
        "topics": topics.topics.keys(), "company": content.book.company.keys(), "asks": topics.asks,
        "signals": topics.signals,
    }  # fmt: skip
    for section, names in known.items():
        said: dict[str, str] = getattr(shape, section)
        for name in said:
            if name not in names:  # of the company's; the rest is looked at when the folder is read
                yield fault(file, line_of(data, (section, name)), f"answers.yaml has no answer named {name!r}")
        if file.stem in content.languages and (missing := [name for name in names if name not in said]):
            yield fault(file, line_of(data, (section,)), f"{section}: no words for {', '.join(missing)}")
    yield from _phrases(file, data, shape)


def _phrases(file: Path, data: Any, shape: WordsShape) -> Iterator[Fault]:
    for section, name, problem in _unfit_phrases(file.stem, shape.model_dump_json()):
        yield fault(file, line_of(data, (section, name) if section else (name,)), problem)


@lru_cache(32)  # checks of a folder of which other files change
def _unfit_phrases(language: str, text: str) -> Sequence[tuple[str, str, str]]:
    """What is wrong with phrases: where (section and name), and why."""
    shape, seen, found = WordsShape.model_validate_json(text), dict[object, str](), list[tuple[str, str, str]]()
    sections = {"topics": shape.topics, "company": shape.company, "asks": shape.asks, "signals": shape.signals}
    for section, said in {**sections, "": {NOTHING: shape.nothing}}.items():
        for name, written in said.items():
            for one in split(written):
                phrase = Phrase.of(name, language, one)
                if phrase_faults.says_nothing(phrase):
                    found.append((section, name, f"{name}: {one!r} has a part without a word; take it out"))
                key = phrase_faults.meaning(phrase, ask=section == "asks")
                if (other := seen.setdefault(key, name)) != name:
                    problem = f"{one!r} stands under {other} and under {name}; it can mean one of them"
                    found.append((section, name, problem))
    return found


def _values(content: Content) -> Iterator[Fault]:
    """Figures of facts that their own words do not say: one of both is out of date."""
    for program in content.catalogue:
        for topic, fact in program.facts.items():
            said = {int(number) for number in _NUMBER.findall(fact.words)} | ({1} if _ONE.search(fact.words) else set())
            told = {name: fact.values[name] for name in _COUNTED if name in fact.values}
            lost = [f"{name} {value:g}" for name, value in told.items() if value and int(value) not in said]
            if lost and said:
                message = f"facts.{topic} has {', '.join(lost)}, and its words do not say it"
                yield content.program_fault(program.id, message)
