"""When a person is needed: who asks for one, what only a person can handle, and what is said then."""

from collections.abc import Mapping, Sequence

from . import asking, next_steps
from .effects import HandOver
from .events import Incoming, Said, Shared
from .half_filled import set_aside
from .misses import PATIENCE
from .text import tokens
from .walk import Walk

REASONS = ("asked", "misses", "media", "words")
_QUESTION = frozenset("?？؟")
ASKED_FOR = frozenset({"asked", "misses", "words"})  # reasons in the person's own words: heeded also after a pause


def reason(walk: Walk, incoming: Incoming, command: str) -> str:
    """Why consultants should take the conversation, in a word; empty where they need not."""
    rules = walk.book.handover
    match incoming:
        case _ if command == "human":
            return "misses" if walk.before.misses >= PATIENCE else "asked"
        case Shared(kind) if kind in rules.media:
            return "media"
        case Said(words) if rules.words and _complains(walk, words):
            return "words"
        case Said(words) if rules.person and _standing(tokens(words), rules.person):
            return "asked"
    return ""


def _complains(walk: Walk, words: str) -> bool:
    """Whether somebody tells of a trouble: who asks whether we are to be trusted, or about a lawyer, has none."""
    said, rules = tokens(words), walk.book.handover
    asked = _standing(said, rules.asked)
    told = [at for at in _standing(said, rules.words) if not any(at <= other for other in asked)]
    return len(told) > 1 or (bool(told) and not (_QUESTION.intersection(words) and _is_answered(walk, words)))


def _is_answered(walk: Walk, words: str) -> bool:
    """Whether there is an answer, and none that only tells staff of it."""
    found = asking.question(walk, words)
    if found is None:
        return False
    return found.rule == "fact" or bool(found.company and not walk.book.company[found.company].tell)


def _standing(said: Sequence[str], phrases: Mapping[str, Sequence[tuple[str, ...]]]) -> list[frozenset[int]]:
    """Where the phrases stand in the words."""
    return [
        frozenset(range(i, i + len(phrase)))
        for i, first in enumerate(said)
        for phrase in phrases.get(first, ())
        if tuple(said[i : i + len(phrase)]) == phrase
    ]


def hand_over(walk: Walk, reason: str, kind: str = "") -> None:
    """Give the conversation to the consultants, with a word to the person; half-filled answers are kept."""
    set_aside(walk)
    walk.say(walk.phrase(f"handed_over.{reason}", kind=walk.phrase(f"passed_kinds.{kind}") if kind else ""))
    next_steps.say_when_open(walk)
    walk.say(walk.phrase("back_to_bot", hours=max(1, walk.book.handover.quiet_minutes // 60)))
    walk.effects.append(HandOver(reason))
