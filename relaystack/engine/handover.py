"""When a person is needed: who asks for one, what only a person can handle, and what is said then."""

from .effects import HandOver
from .events import Incoming, Said, Shared
from .half_filled import set_aside
from .misses import PATIENCE
from .text import tokens
from .walk import Walk

REASONS = ("asked", "misses", "media", "words")
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
    return ""


def _complains(walk: Walk, words: str) -> bool:
    said, rules = tokens(words), walk.book.handover.words
    return any(
        tuple(said[i : i + len(phrase)]) == phrase for i, first in enumerate(said) for phrase in rules.get(first, ())
    )


def hand_over(walk: Walk, reason: str, kind: str = "") -> None:
    """Give the conversation to the consultants, with a word to the person; half-filled answers are kept."""
    set_aside(walk)
    walk.say(walk.phrase(f"handed_over.{reason}", kind=walk.phrase(f"passed_kinds.{kind}") if kind else ""))
    walk.effects.append(HandOver(reason))
