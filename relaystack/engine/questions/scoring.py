"""How much each thing is spoken of: the phrases that stand in a message, weighed against each other."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from .about import ASK, CALL_ME, COMPANY, COURTESY, ELSE, INTERESTED, NO_EMAIL, SIGNAL, TOPIC, About
from .phrases import NOTHING, Hit, strongest

CLEAR, BESIDE_SUBJECT = 0.8, 0.4  # what a topic must be worth by itself, and where a subject is named
IN_FULL = 1.6  # what a matter that is none of ours must be worth where a word for what we offer stands there too
WEIGHTY_WORD = 1.0  # what a topic is worth that at least one whole phrase speaks of
SUPPORT = 0.3  # what a further phrase of the same topic adds
OWN_WEIGHT = 0.5  # of a topic that asks for something of its own: who wants to know about it all may mean the children
MOST_TOPICS = 2
SECOND = 0.8  # of the best topic: what another one must be worth to be answered too

Abouts = Mapping[str, About]
Scores = Mapping[str, float]  # how much each thing is spoken of, the most spoken of first


@dataclass(frozen=True)
class Weighed:
    """What comes of the phrases of a message."""

    topics: tuple[str, ...] = ()
    company: str = ""
    asks: tuple[str, ...] = ()
    signals: tuple[str, ...] = ()
    spoken_of: frozenset[str] = frozenset()  # every topic that is touched, also those that others outweigh
    clear: float = 0.0  # how much the best topic is worth
    company_clear: float = 0.0  # and the company's question
    of_origin: str = ""  # the topic that is meant where somebody tells where they are from


def is_astray(about: Abouts, hits: Sequence[Hit], *, thing: bool) -> bool:
    """Whether it is a matter that is none of ours: the weather, or "I lost my passport in Athens".

    What is part of a worthier question of ours is not: "can I open a restaurant".
    """
    enough = IN_FULL if thing else WEIGHTY_WORD
    topics = [hit for hit in hits if about[hit.phrase.about].kind == TOPIC]
    return any(
        hit.score >= enough
        and about[hit.phrase.about].kind == ELSE
        and not any(topic.score > hit.score and hit.at < topic.at for topic in topics)
        for hit in hits
    )


def weigh(about: Abouts, hits: Sequence[Hit], counted: AbstractSet[int], least: float, *, nods: bool) -> Weighed:
    """What the phrases ask: topics worth at least so much, the company's question, signals.

    `counted` are the words that say how many people it is for; `nods` tells whether a word of courtesy may be all that
    is meant: not where a subject is named, or something asked.
    """
    scores = _beside_counting(
        about, [hit for hit in hits if about[hit.phrase.about].kind not in (ASK, ELSE)], counted, least
    )
    asks = _scores(about, strongest([hit for hit in hits if about[hit.phrase.about].kind == ASK]))
    signals = tuple(_of_kind(about, scores, SIGNAL, CLEAR))
    topics = _topics(about, scores, least, signals, nods=nods)
    company = next(iter(_of_kind(about, scores, COMPANY, CLEAR)), "")
    if any(name in signals and scores[name] > scores.get(company, 0.0) for name in (INTERESTED, CALL_ME)):
        company = ""  # "let me talk to a real person": no question whether we are one
    best = scores[topics[0]] if topics else 0.0
    return Weighed(
        topics=tuple(name for name in topics if scores[name] >= best * SECOND)[:MOST_TOPICS],
        company=company if scores.get(company, 0.0) > best else "",
        asks=tuple(name for name, score in asks.items() if score >= CLEAR),
        signals=signals,
        spoken_of=frozenset(name for name, score in scores.items() if score >= BESIDE_SUBJECT),
        clear=best,
        company_clear=scores.get(company, 0.0),
        of_origin=about[topics[0]].of_origin if topics else "",
    )


def _of_kind(about: Abouts, scores: Scores, kind: str, least: float) -> list[str]:
    return [name for name, score in scores.items() if score >= least and about[name].kind == kind]


def _topics(about: Abouts, scores: Scores, least: float, signals: Sequence[str], *, nods: bool) -> list[str]:
    """The topics, without those that yield to others; none where a wish to begin outweighs them."""
    topics = [name for name in _of_kind(about, scores, TOPIC, least) if not _steps_back(about, name, scores)]
    meant = [name for name in signals if nods or name not in (COURTESY, NO_EMAIL)]
    if meant and topics and scores[topics[0]] < min(WEIGHTY_WORD * len(meant), scores[meant[0]]):
        return []  # "I want to go ahead, can someone call me" speaks of no travel
    return topics


def _beside_counting(about: Abouts, hits: Sequence[Hit], counted: AbstractSet[int], least: float) -> Scores:
    """How much each thing is spoken of. Who only counts their children asks about something else, if about anything."""
    others = [hit for hit in hits if 2 * len(hit.at & counted) <= len(hit.at) or hit.phrase.about == NOTHING]
    scores = _scores(about, strongest(others))
    asked = any(about[name].weight >= OWN_WEIGHT for name in _of_kind(about, scores, TOPIC, least))
    return scores if len(others) == len(hits) or asked else _scores(about, strongest(hits))


def _steps_back(about: Abouts, topic: str, scores: Scores) -> bool:
    """Whether a topic is only said beside one that it yields to."""
    enough = scores[topic] * about[topic].yields_at
    return any(scores.get(other, 0.0) >= enough for other in about[topic].yields)


def _scores(about: Abouts, hits: Sequence[Hit]) -> Scores:
    scores: dict[str, float] = {}
    taken: dict[str, set[int]] = {}
    for hit in hits:
        name = hit.phrase.about
        if name not in scores:
            scores[name], taken[name] = hit.score, set(hit.at)
        elif not hit.at & taken[name]:
            scores[name] += SUPPORT * hit.score
            taken[name] |= hit.at
    weighed = {name: score * about[name].weight for name, score in scores.items()}
    return dict(sorted(weighed.items(), key=lambda item: -item[1]))
