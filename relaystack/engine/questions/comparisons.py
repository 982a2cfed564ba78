"""The rules for comparisons: what stands side by side, and what is compared of it."""

from collections.abc import Sequence

from ..catalogue import Program
from .about import COMPARE
from .asked import ALWAYS, BENEFITS, CITIZENSHIP, OVERVIEW, SAID_OUTRIGHT, Asked
from .question import SIDE_BY_SIDE, Question

FEW_TO_COMPARE = 6  # words of "compare Portugal and Greece travel"


def comparison(q: Question) -> Asked | None:
    """Two or three side by side: countries, or programmes of one country."""
    groups = q.groups
    programs = [group[0] for group in groups] if len(groups) > 1 else _several(q, groups[0] if groups else [])
    if not 2 <= len(programs) <= SIDE_BY_SIDE:
        return None
    m = q.meaning
    topics = m.topics if _is_compared(q, programs) else ()
    return Asked("comparison", tuple(programs), topics, asks=m.asks, people=m.people)


def _is_compared(q: Question, programs: Sequence[Program]) -> bool:
    """Whether only a topic is to be compared: "which is worth it", "for investment" want them side by side."""
    m = q.meaning
    if m.clear >= SAID_OUTRIGHT or COMPARE not in m.asks:
        return True
    named = m.length <= FEW_TO_COMPARE and m.topics and m.topics[0] not in {*ALWAYS, BENEFITS, OVERVIEW}
    return bool(named) and not (m.topics[0] == CITIZENSHIP and programs[0].grants == CITIZENSHIP)


def _several(q: Question, group: Sequence[Program]) -> Sequence[Program]:
    """Programmes of one country that the words name, where they are to be compared; those in focus beside one named."""
    m = q.meaning
    if among := _among_compared(q):
        return among
    if "compare" not in m.asks and not {"cheapest", "fastest"}.intersection(m.asks):
        return ()
    if len(named := _named_apart(q, group)) > 1:
        return named
    if len(group) == 1 and q.focus.programs and q.focus.programs[0] != group[0].id and "compare" in m.asks:
        return [*q.in_focus[:1], group[0]]
    if not group and not q.category and (pair := _one_by_one(q)):
        return pair
    listed = [p for id in q.focus.listed if (p := q.catalogue.get(id))]
    return listed[:SIDE_BY_SIDE] if not group and not q.category and "compare" in m.asks else ()


def _one_by_one(q: Question) -> Sequence[Program]:
    """The two that were spoken of one after the other: "Greece", "and Malta?", "compare"."""
    names = (q.focus.before, *q.focus.programs) if len(q.focus.programs) == 1 else ()
    pair = [p for id in names if (p := q.catalogue.get(id))]
    return pair if len(pair) > 1 and "compare" in q.meaning.asks else ()


def _among_compared(q: Question) -> Sequence[Program]:
    """Those that were shown side by side, where only the cheapest or fastest of them is asked for."""
    m, shown = q.meaning, q.focus.listed
    asks = {"cheapest", "fastest", "compare"}.intersection(m.asks)
    elsewhere = q.groups or q.category or m.countries or m.thing or q.budget
    few = 2 <= len(shown) <= SIDE_BY_SIDE and ("these" in m.asks or q.focus.programs == shown)
    if not asks or elsewhere or not few:
        return ()
    return [p for id in shown if (p := q.catalogue.get(id))]


def _named_apart(q: Question, group: Sequence[Program]) -> list[Program]:
    """The programmes of a country that the words tell of, one for each name: "EB-5 or the gold card"."""
    hints = [id for id in q.meaning.hints if not any(other.startswith(id) and other != id for other in q.meaning.hints)]
    country = q.catalogue.in_country(group[0].country_code) if group else ()
    named = (next((p for p in country if p.id.startswith(id) and p.status == "open"), None) for id in hints)
    return list({p.id: p for p in named if p}.values())
