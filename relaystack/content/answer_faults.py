"""What is wrong with an answer of the company's, whether it stands in the folder or staff have taught it."""

from collections.abc import Iterator, Mapping, Sequence

from relaystack.engine.flow import Book
from relaystack.engine.replies import BODY

LONGEST = BODY - 100  # characters; the rest is for what brand.yaml fills in


def of_words(name: str, say: Mapping[str, str], languages: Sequence[str]) -> Iterator[tuple[str, str]]:
    """By language: where it says nothing, and where it says more than one message holds."""
    for language in languages:
        if language not in say:
            yield language, f"{name} has no answer in {language}"
    for language, words in say.items():
        if len(words) > LONGEST:
            yield language, f"{name} ({language}) has {len(words)} characters; shorten it to {LONGEST}"


def of_leads(name: str, leads: str, book: Book) -> str:
    """Why it cannot lead there; empty where it can."""
    if not leads or leads in book.lexicon.intents:
        return ""
    return f"{name} leads to {leads!r}, and intents.yaml has no such wish; it has {', '.join(book.lexicon.intents)}"
