"""Which language the person wants, from what they have just said."""

from . import choices
from .events import Incoming, Said
from .flow import Choose
from .walk import Walk


def heed(walk: Walk, incoming: Incoming) -> None:
    """Speak the language that is heard, before anything else is decided."""
    language = heard(walk, incoming)
    if language:
        walk.speak(language)


def heard(walk: Walk, incoming: Incoming) -> str:
    """The language that the message asks for; empty where it asks for none.

    What tells the language of a first message (its script, its greeting) belongs here too.
    """
    return walk.book.lexicon.language(incoming.words) if isinstance(incoming, Said) else ""


def asked_again(walk: Walk, words: str) -> bool:
    """After a language's name alone: the question once more, in that language. Whether it was one."""
    if not walk.book.lexicon.language(words):
        return False
    question = walk.book.question(walk.place)
    if isinstance(question, Choose) and choices.match(walk.options(question), words, walk.book.lexicon):
        return False  # the language menu itself asks for it
    walk.go(str(walk.place) if question else "menu", quiet=True)
    return True
