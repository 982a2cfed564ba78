"""Which language the person wants, from what they have just said."""

from . import choices
from .events import Incoming, Said
from .flow import Ask, Choose
from .walk import Walk


def heed(walk: Walk, incoming: Incoming) -> None:
    """Speak the language that is heard, before anything else is decided."""
    language = heard(walk, incoming)
    if language:
        walk.speak(language)


def heard(walk: Walk, incoming: Incoming) -> str:
    """The language that the message asks for; empty where it asks for none.

    A language's name always decides. What a message is written in decides until a language was chosen, unless it
    answers a question: a name in Arabic letters is a name. After that, people greet each other in any language.
    """
    if not isinstance(incoming, Said):
        return ""
    language_words, facts = walk.book.language_words, walk.facts
    named = language_words.named(incoming.words) or language_words.within(incoming.words)
    if named or facts.language:
        return named
    language = language_words.greeting(incoming.words)
    if not language and not _is_answer(walk):
        language = language_words.told(incoming.words, facts.country)
    return language if language in walk.book.languages and language != walk.language else ""


def _is_answer(walk: Walk) -> bool:
    idle = walk.facts.idle
    return idle is not None and idle <= walk.facts.timeout and isinstance(walk.book.question(walk.place), Ask)


def asked_again(walk: Walk, words: str) -> bool:
    """After a language's name alone: the question once more, in that language. Whether it was one."""
    if not walk.book.language_words.named(words):
        return False
    question = walk.book.question(walk.place)
    if isinstance(question, Choose) and choices.match(walk.options(question), words, walk.book.lexicon):
        return False  # the language menu itself asks for it
    walk.go(str(walk.place) if question else "menu", quiet=True)
    return True
