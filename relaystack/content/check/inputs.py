"""What people say and send besides plain answers: odd ones, commands, wishes in their own words, complaints, files."""

from collections.abc import Iterator, Mapping, Sequence

from relaystack.engine.answers import ANSWERS
from relaystack.engine.catalogue import Catalogue
from relaystack.engine.events import PASSED_ON, Incoming, Said, Shared
from relaystack.engine.flow import Book

NOTHING = "qwzx vbnm"  # what no question takes for an answer, unless it takes any words

# Words that may be misunderstood or are said back, in every way that there is.
ODD: Mapping[str, Sequence[str]] = {name: kind.odd for name, kind in ANSWERS.items()}


def everywhere(book: Book) -> Iterator[Incoming]:
    """What may come at any step: every command, a complaint, a file, something that cannot be read."""
    commands: dict[str, str] = {}
    for words, command in book.commands.items():
        commands.setdefault(command, words)
    yield from map(Said, commands.values())
    yield from (Said(" ".join(phrase)) for phrases in list(book.handover.words.values())[:1] for phrase in phrases[:1])
    yield from map(Shared, ("image", "sticker"))


def at_the_menu(book: Book, catalogue: Catalogue) -> Iterator[Incoming]:
    """What people ask for in their own words, clearly or not, and every kind of file."""
    lexicon = book.lexicon
    for name in lexicon.intents:
        words = next((" ".join(phrase.tokens) for phrase in lexicon.phrases if phrase.intent == name), name)
        yield from (Said(words), Said(f"{words} {NOTHING}"))
    yield Said(" ".join(" ".join(phrase.tokens) for phrase in lexicon.phrases[::40] if not phrase.kept))
    for country in dict.fromkeys(program.country for program in catalogue):
        yield from (Said(country), Said(f"{country} {NOTHING}"))
    kinds = (key.partition(".")[2] for key in book.phrases if key.startswith("kinds."))
    yield from map(Shared, (*PASSED_ON, *kinds))
