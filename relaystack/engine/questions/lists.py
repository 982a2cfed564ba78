"""The rules for lists: what is asked of programmes as a whole, and the rest of a list that was shown."""

from collections.abc import Sequence

from ..catalogue import Program
from .asked import Asked
from .question import Question

FEW_FOR_MORE = 4  # words of a message that asks for the rest of a list
LISTS = {"cheapest", "fastest", "no_stay", "with_citizenship", "with_work"}
FILTERS = {"family", "work", "presence", "citizenship", "dual", "processing_time", "price"}
MORE = "more"  # an ask: the rest of a list
KIN = ("parents", "grandparents", "siblings")  # who is to come along, as the programmes' facts call them


def more(q: Question) -> Asked | None:
    """ "More" after a list: what else there is of its category."""
    m = q.meaning
    listed = [program for id in q.focus.listed if (program := q.catalogue.get(id))]
    if MORE not in m.asks or m.length > FEW_FOR_MORE or not listed or m.subjects or m.topics:
        return None
    categories = {program.category for program in listed}
    rest = [p for p in q.catalogue if p.category in categories and p not in listed and p.status == "open"]
    if not rest:
        return None
    asks, budget = (*q.focus.asks, MORE), q.focus.budget
    return Asked("ranked", tuple(rest), code=_one_category(listed), asks=asks, people=q.focus.people, budget=budget)


def ranked(q: Question) -> Asked | None:
    """A list by what is asked of it: the cheapest, without a stay, for a family of four, with parents."""
    m = q.meaning
    asks = tuple(ask for ask in m.asks if ask in LISTS)
    which = "which" in m.asks or m.thing
    if not (asks or _asks_for_a_list(q, which=which)):
        return None
    if q.groups and not (asks and len(q.groups[0]) > 1):
        return None
    asks += tuple(ask for ask in m.asks if ask in KIN)
    if asks and "these" in m.asks and len(listed := _listed(q)) > 1:
        return Asked("ranked", tuple(listed), m.topics, "", asks, people=m.people, budget=q.budget)
    alone = not (which or m.grants or q.budget)  # "and the fastest?" goes on with the kind that was listed
    if asks and (alone or "here" in m.asks) and len(there := _listed_kind(q)) > 1:
        category, budget = _one_category(there), q.focus.budget  # who told it goes on with it
        return Asked("ranked", tuple(there), m.topics, category, asks, people=m.people, budget=budget)
    if q.focus.programs and not q.category and not which and not q.budget and _speaks_of_focus(q, asks):
        return None
    programs = q.groups[0] if q.groups else [p for p in q.catalogue if not q.category or p.category == q.category]
    if m.grants:
        programs = [p for p in programs if any(kind in p.grants for kind in _exactly(m.grants))] or programs
    return Asked("ranked", tuple(programs), m.topics, q.category, asks, people=m.people, budget=q.budget)


def _exactly(grants: Sequence[str]) -> list[str]:
    """What is to be granted, without what is part of a name that is more exact: "permanent residence"."""
    return [kind for kind in grants if not any(kind != other and kind in other for other in grants)]


def _listed(q: Question) -> list[Program]:
    """What was listed last, where nothing else is named: "the fastest of those"."""
    named = q.groups or q.category
    return [] if named else [p for id in q.focus.listed if (p := q.catalogue.get(id))]


def _listed_kind(q: Question) -> list[Program]:
    """All of the categories that were listed last, where nothing else is named: "the cheapest there"."""
    categories = {program.category for program in _listed(q)}
    alone = len(q.focus.programs) == 1  # a page that was opened from the list is what is spoken of since
    return [] if alone else [p for p in q.catalogue if p.category in categories]


def _one_category(programs: Sequence[Program]) -> str:
    categories = {program.category for program in programs}
    return categories.pop() if len(categories) == 1 else ""


def _asks_for_a_list(q: Question, *, which: bool) -> bool:
    """A topic of a whole category, one that tells programmes apart, or a budget for something of a kind."""
    m = q.meaning
    tells_apart = bool(m.topics) and m.topics[0] in FILTERS and "which" in m.asks
    has_budget = bool(q.budget) and bool(m.people or (m.grants and which))
    opens = which and not q.focus.programs  # "a passport with my brother"
    has_kin = ("which" in m.asks or opens) and not {*KIN}.isdisjoint(m.asks)
    of_kind = bool(q.category) and bool(m.topics or "which" in m.asks or q.budget or m.people)
    return tells_apart or has_budget or has_kin or of_kind


def _speaks_of_focus(q: Question, asks: Sequence[str]) -> bool:
    return "no_stay" in asks or not asks or "here" in q.meaning.asks
