"""Which language to propose to somebody who has not chosen one: that of their number's country."""

from functools import cache

from babel import Locale

from .facts import Facts
from .languages import proposed
from .lexicon import LANGUAGES


def proposal(facts: Facts, spoken: str) -> dict[str, str] | None:
    """The language's code and own name; None where one was chosen, or where it is spoken already."""
    if facts.language or not facts.country:
        return None
    language = proposed(facts.country, frozenset(LANGUAGES))
    return {"code": language, "name": own_name(language)} if language and language != spoken else None


@cache
def own_name(language: str) -> str:
    """The language's name in itself, as a title: Español."""
    return str(Locale(language).get_display_name(language) or language).capitalize()
