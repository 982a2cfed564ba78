"""Several questions in one message: which parts of it ask something of their own, in their order."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from .questions.about import About
from .questions.asked import ALWAYS, Asked
from .questions.reading import is_question
from .questions.table import TOPICS_OF_ORIGIN
from .text import COMPARED, tokens

MOST, MOST_PARTS = 3, 8  # answers in one message; a message of more parts tells a story
CLEAR, IF_MARKED = 1.0, 0.8  # what a part's topic must be worth, and one that ends as a question does
BARE, FEW_BARE = 0.4, 2  # and one of so few words: "Portugal: time, price, kids"
_PARTS = re.compile(
    r"(?<=[?？؟!！\n])|[,;،؛，；、。]|\.(?=\s|$)"
    r"|\s(?=(?:and|n|plus|also|y|además|et|e|и|а|ещё|еще|और|aur|و)\s)|\s(?=و(?:كم|هل|متى|كيف|ايش|شو|ما|اقدر|ممكن|لازم)\s)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Apart:
    """The questions of a message with the words of each, and the questions in it that nothing answers."""

    questions: tuple[tuple[Asked, str], ...] = ()
    unheard: tuple[str, ...] = ()


def parts(words: str) -> list[str]:
    """The parts of a message that may each ask something; none where it is one, or tells a story."""
    found = [part.strip() for part in _PARTS.split(words[: COMPARED + 1]) if part.strip(" ?？؟!！")]
    return found if 1 < len(found) <= MOST_PARTS and len(words) <= COMPARED else []


def is_bare(part: str) -> bool:
    """Whether a part is no more than a word or two, as things are named in a row."""
    return len(tokens(part.rpartition(":")[2])) <= FEW_BARE


def apart(whole: Asked, words: str, ask: Callable[[str], Asked | None], about: Mapping[str, About]) -> Apart:
    """The parts of a message about one programme, or those of one country, that are questions by themselves.

    `ask` says what a part asks.
    """
    countries = {program.country_code for program in whole.programs}
    if whole.rule not in ("fact", "company") or len(countries) > 1 or whole.budget:
        return Apart()
    read = [(part, ask(part)) for part in parts(words)]
    found: dict[object, tuple[Asked, str]] = {}
    for part, asked in read:
        if asked and _is_one(whole, asked, part):
            only = replace(
                asked, topics=asked.topics[:1], people=whole.people, programs=asked.programs or whole.programs
            )
            found.setdefault(asked.company or asked.topics[:1], (only, part))
    found = {key: one for key, one in found.items() if not _is_part_of_another(one[0], found, about)}
    unheard = tuple(part for part, asked in read if asked is None and is_question(part))
    if not _holds(whole, found):
        return Apart((), unheard)
    return Apart(_side_by_side(whole, tuple(found.values())[:MOST]), unheard)


def _side_by_side(whole: Asked, found: tuple[tuple[Asked, str], ...]) -> tuple[tuple[Asked, str], ...]:
    """What is asked of several programmes is said of one after the other, not topic by topic."""
    facts = [(asked, part) for asked, part in found if asked.rule == "fact"]
    if len(whole.programs) < 2 or len(facts) < 2:
        return found
    topics = tuple(topic for asked, _ in facts for topic in asked.topics)
    rest = tuple(one for one in found if one not in facts)
    return (replace(facts[0][0], rule="comparison", topics=topics), facts[0][1]), *rest


def _is_one(whole: Asked, asked: Asked, part: str) -> bool:
    """Whether a part asks outright, and nothing of another programme."""
    least = BARE if is_bare(part) else IF_MARKED if is_question(part) else CLEAR
    if asked.rule == "fact":
        return asked.clear >= least and asked.programs == (whole.programs or asked.programs)
    return asked.rule == "company" and asked.clear >= least


def _is_part_of_another(asked: Asked, found: Mapping[object, object], about: Mapping[str, About]) -> bool:
    """Whether a topic is only how another is asked: "my son is 19, can he go in?"; a price is asked for itself."""
    if asked.topics == TOPICS_OF_ORIGIN and not asked.origins:
        return True
    stronger = {one for topic in asked.topics for one in about[topic].yields} - ALWAYS
    return any((one,) in found for one in stronger)


def _holds(whole: Asked, found: dict[object, tuple[Asked, str]]) -> bool:
    """Whether what the message asks as a whole is among its parts: else they were split at the wrong places."""
    facts = any(one.rule == "fact" for one, _ in found.values())
    return facts and len(found) > 1 and (whole.company or whole.topics[:1]) in found
