"""What people say and send besides plain answers: odd ones, commands, wishes in their own words, complaints, files."""

from collections.abc import Iterator, Mapping

from relaystack.engine.catalogue import Catalogue
from relaystack.engine.events import PASSED_ON, Incoming, Said, Shared
from relaystack.engine.flow import Book

NOTHING = "qwzx vbnm"  # what no question takes for an answer, unless it takes any words

# Every way in which an answer may be misunderstood or said back (`engine.answers.REASONS` and `ECHOES`).
ODD: Mapping[str, tuple[str, ...]] = {
    "money": (
        "-5", "0", "9" * 20, "€400k or £400k", "¥300k", "KWD 100k", "1.234.5", "+1 555 123 4567", "12/03/2027",
        "€400k", "200-300k", "€200-300k", "I have 3 kids and 250k", "2 crore",
    ),
    "email": ("ana@", "ana@example.com, bo@example.com", "ana@gmial.com"),
    "person_name": (
        "...", "a" * 300, "Ana 5", "https://ana.example", "who are you?", "i would like to know more about this",
    ),
    "country": ("?", "nigera", "Spain or France"),
    "phone": ("555 123 4567", "+123456", "+1 555 123 4567 or +1 555 123 4568"),
    "date": ("03/04/2027", "2027-02-30", "31 March or 1 April", "tomorrow"),
    "time": ("25:00", "10:00 or 11:00"),
    "text": ("?", "words " * 300),
}  # fmt: skip


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
