"""What unclear words may mean: up to two things to choose from, never a guess."""

from collections.abc import Iterator, Sequence
from itertools import islice
from urllib.parse import urlencode

from rapidfuzz import fuzz, process

from . import choices
from .answers import ANSWERS
from .answers.asides import asked_for
from .bidi import plain
from .countries_said import likely_country
from .flow import Ask, Choose
from .lexicon import LIKE, LONGEST, Hit
from .locale_formats import territory
from .replies import Choice
from .state import Place
from .text import normalise, tokens
from .walk import Walk

SHORTEST = 4  # letters: shorter words are like too many others
COMPARED = 6  # words of a message: in a longer one, what is asked for mostly stands before what is told
MOST = 2  # candidates; the third button is the menu
LONGEST_TITLE = 20  # of a button of Meta's: a country with a longer name goes by the word for programmes


def of(
    walk: Walk,
    words: str,
    place: Place | None = None,
    choose: Choose | None = None,
    options: Sequence[choices.Offered] = (),
) -> tuple[Choice, ...]:
    """Up to two things that the words may mean, as buttons."""
    said = tokens(asked_for(words))
    if sum(len(token) for token in said) < SHORTEST or len(said) > LONGEST:
        return ()
    if len(choices.begun_by(options, normalise(words))) > 1:
        return ()
    found: dict[str, Choice] = {}
    carried = {name: walk.answers[name] for name in choose.carry if name in walk.answers} if choose else {}
    asked = _asked_already(walk)
    for choice in (*_spoken_of(walk, said), *_like_options(said, place, options, carried), *_like_phrases(walk, said)):
        if choice.id not in asked and choice.title not in {other.title for other in found.values()}:
            found.setdefault(choice.id, choice)
    return tuple(found.values())[:MOST]


def _asked_already(walk: Walk) -> set[str]:
    """What leads to the form that they are filling in."""
    if not walk.place or not isinstance(walk.book.question(walk.place), Ask):
        return set()
    intents = walk.book.lexicon.intents.values()
    return {choices.INTENT_TAP + i.name for i in intents if i.go.split(".")[0] == walk.place.flow}


def _spoken_of(walk: Walk, said: Sequence[str]) -> Iterator[Choice]:
    """Intents of which a phrase stands among other words, and programmes of a country named there."""
    lexicon = walk.book.lexicon
    hits = lexicon.hits(said)
    for name, hit in hits.items():
        if lexicon.intents[name].one:
            yield from _programs(walk, said, hit)
        if hit.own:
            yield _choice(walk, name)
    if not hits:
        yield from _programs(walk, said, Hit(frozenset(), frozenset()))


def _programs(walk: Walk, said: Sequence[str], hit: Hit) -> Iterator[Choice]:
    question = walk.book.question(walk.place)
    if isinstance(question, Ask) and ANSWERS[question.answer].personal:
        return  # what looks like a country there is somebody's name
    lexicon, catalogue = walk.book.lexicon, walk.facts.catalogue
    rest = [token for i, token in enumerate(said) if i not in hit.own and token not in lexicon.fillers]
    long = ([token] for token in _long(rest))
    tries = (likely_country(words, walk.hearing()) for words in (rest, *long))
    country = next((country for country in tries if country), None)
    if not country:
        return
    programs = catalogue.in_country(country["code"])
    name = next((intent.name for intent in lexicon.intents.values() if intent.one), "")
    if len(programs) == 1:
        yield _choice(walk, name, walk.term(programs[0].short), programme=programs[0].id)
    elif programs:
        own = territory(walk.language, country["code"])
        yield _choice(walk, name, own if len(own) <= LONGEST_TITLE else "", where=country["code"])


def _like_options(
    said: Sequence[str], place: Place | None, options: Sequence[choices.Offered], carried: dict[str, object]
) -> Iterator[Choice]:
    """Options of the question that the words are nearly."""
    names = {i: " ".join(tokens(option.label)) for i, option in enumerate(options)}
    names |= {i + len(options): " ".join(tokens(option.title)) for i, option in enumerate(options)}
    for _, _, i in process.extract(" ".join(said), names, scorer=fuzz.ratio, limit=MOST, score_cutoff=LIKE):
        option = options[i % len(options)]
        if place:
            yield Choice(choices.tap_id(place, option, carried), option.title)


def _like_phrases(walk: Walk, said: Sequence[str]) -> Iterator[Choice]:
    """Intents and programmes whose words these are nearly."""
    lexicon = walk.book.lexicon
    bare = [token for token in said if token not in lexicon.fillers]
    for words in dict.fromkeys((" ".join(bare), *_long(bare))):
        if len(words) < SHORTEST:
            continue
        for intent in lexicon.like(words, MOST):
            yield _choice(walk, intent)


def _long(said: Sequence[str]) -> Iterator[str]:
    """The words that are compared letter by letter, one by one: the first few that are long enough to be like one."""
    return islice((token for token in dict.fromkeys(said) if len(token) > SHORTEST), COMPARED)


def _choice(walk: Walk, name: str, title: str = "", **carried: str) -> Choice:
    query = f"?{urlencode(carried)}" if carried else ""
    return Choice(f"{choices.INTENT_TAP}{name}{query}", plain(title or walk.phrase(f"intents.{name}")))
