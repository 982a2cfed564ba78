"""Lists of programmes: what fits what was asked, in the order that was asked for, each with the reason."""

from collections.abc import Sequence
from dataclasses import replace

from . import choices
from .catalogue import Program
from .effects import CaptureLead
from .fact_words import FactWords, least, months
from .next_steps import consultant, details, offer, speak_of
from .questions.asked import Asked
from .questions.lists import KIN, MORE
from .walk import Walk

ROWS = 5  # programmes of a list at once
_FAR = 10**12  # where a figure is not known


def _price_order(program: Program, people: int) -> float:
    return least(program, people) or _FAR


def _time_order(program: Program, people: int) -> float:
    known = months(program)
    return _FAR if known is None else known


ORDER = {"price": _price_order, "processing_time": _time_order}


def in_order(programs: Sequence[Program], topic: str, people: int) -> list[Program]:
    """The best first, by what so many people pay, where a topic has an order; else as they stand."""
    order = ORDER.get(topic)
    return sorted(programs, key=lambda p: order(p, people)) if order else list(programs)


def ranked(walk: Walk, asked: Asked) -> None:
    """The programmes that fit, in the order that was asked for, each with the reason."""
    today, said = walk.facts.now.date(), words_for(walk)
    if MORE in asked.asks and not _fitting(walk, asked):  # all that fits has been shown
        asked = replace(asked, programs=tuple(p for id in walk.focus.listed if (p := walk.facts.catalogue.get(id))))
    fitting = _fitting(walk, asked) or _fitting(walk, asked, unsure=True)
    key = "processing_time" if "fastest" in asked.asks else "price"
    fitting = [p for p in fitting if key != "price" or p.figure(today) != "expired"] or fitting
    fitting.sort(key=lambda p: (ORDER[key](p, asked.people), p.category, p.rank))
    if not fitting:
        walk.say(walk.phrase("questions.none_fit"))
        offer(walk, consultant(walk), walk.button_of(choices.MENU_TAP))
        return
    if asked.budget and asked.budget != walk.focus.budget:
        keep_budget(walk, asked.budget, fitting[:ROWS])
    shown = fitting[:ROWS]
    others = [topic for topic in asked.topics if topic not in ("price", "overview")]
    reasons = list(dict.fromkeys([key, *topics_of(asked), *others]))[:2]
    rows = [(p, " · ".join(filter(None, (said.short(p, t, asked.people) for t in reasons)))) for p in shown]
    wanted = next((ask for ask in asked.asks if ask in ("cheapest", "fastest")), "ranked")
    category = walk.term(asked.code) if asked.code else ""
    title = walk.phrase(f"questions.{wanted}", category=category, count=len(fitting), shown=len(shown))
    if "no_stay" in asked.asks and not any("days_a_year" in p.facts["presence"].values for p in shown):
        title = walk.phrase("questions.stay_unknown")
    listed(walk, title + beyond(walk, shown, asked.people), rows)
    speak_of(walk, shown, shown, topic="", people=asked.people)
    walk.focus = replace(walk.focus, asks=tuple(ask for ask in asked.asks if ask != MORE), budget=asked.budget)


def shown_again(walk: Walk) -> bool:
    """Show the list once more from which a page was opened; whether there is one."""
    focus, page = walk.focus, walk.answers.get("programme")
    listed_before = [p for id in focus.listed if (p := walk.facts.catalogue.get(id))]
    programs = in_order(listed_before, "price", focus.people)
    if page not in focus.listed or len(programs) < 2:
        return False
    walk.place, walk.answers = walk.book.menu, {}
    said = words_for(walk)
    title = walk.phrase("questions.comparison_one", topic=walk.phrase("topics.price"))
    listed(walk, title, [(p, said.short(p, "price", focus.people)) for p in programs[:ROWS]])
    speak_of(walk, programs, programs, topic="price", people=focus.people)
    return True


def beyond(walk: Walk, programs: Sequence[Program], people: int) -> str:
    """Below a title: that for so many people nobody has told every amount."""
    untold = people and not all(least(program, people) for program in programs)
    return "\n" + walk.phrase("facts.more_people", people=people) if untold else ""


def keep_budget(walk: Walk, budget: int, reached: Sequence[Program]) -> None:
    """Keep what somebody says they can spend, and what it reaches."""
    names = ", ".join(program.short for program in reached)
    interest = walk.book.leads.budget_check
    walk.effects.append(CaptureLead(budget=budget, interest=interest, reached=names, shown=walk.shown))


def _fitting(walk: Walk, asked: Asked, *, unsure: bool = False) -> list[Program]:
    """What fits; `unsure` takes also what nobody has told the price of for so many, by its least."""
    return [p for p in asked.programs if p.status == "open" and _fits(p, asked, walk, unsure=unsure)]


def _fits(program: Program, asked: Asked, walk: Walk, *, unsure: bool) -> bool:
    """Whether a programme is what is asked for; what is not known does not count as yes."""
    values = {topic: fact.values for topic, fact in program.facts.items()}
    if asked.budget:
        price = least(program, asked.people) or (program.minimum_investment if unsure else 0)
        if not price or price > asked.budget or program.figure(walk.facts.now.date()) not in ("current", "due"):
            return False
    if "no_stay" in asked.asks and values.get("presence", {}).get("days_a_year", 0 if unsure else None) != 0:
        return False
    if "with_citizenship" in asked.asks and program.grants != "citizenship":
        return False
    if ("with_work" in asked.asks or "work" in asked.topics) and not values.get("work", {}).get("allowed"):
        return False
    if "fastest" in asked.asks and months(program) is None:
        return False
    return all(values.get("family", {}).get(kin) for kin in asked.asks if kin in KIN)


_TOLD_BY = {
    "cheapest": "price", "fastest": "processing_time", "no_stay": "presence", "with_citizenship": "citizenship",
    "with_work": "work", **dict.fromkeys(KIN, "family"),
}  # fmt: skip


def topics_of(asked: Asked) -> list[str]:
    """The topics that tell why a programme is what was asked for."""
    return [_TOLD_BY[ask] for ask in asked.asks if ask in _TOLD_BY]


def listed(walk: Walk, title: str, rows: list[tuple[Program, str]]) -> None:
    """Programmes with a value each, to be chosen by tapping, by number or by name."""
    unknown = walk.phrase("questions.unknown")
    lines = (
        f"{choices.mark(str(i))} {walk.phrase('questions.row', name=walk.term(p.short), value=value or unknown)}"
        for i, (p, value) in enumerate(rows, 1)
    )
    walk.say("\n".join([title, *lines]))
    offer(walk, *(details(walk, p, walk.term(p.short)) for p, _ in rows), consultant(walk))
    point_at(walk, [p for p, _ in rows])
    if not walk.menu_below:
        walk.button = walk.phrase("intents.programmes")


def point_at(walk: Walk, programs: Sequence[Program]) -> None:
    """Let "2" and "the second one" mean these; a menu that follows in the same message has no numbers of its own."""
    walk.beside |= {str(i): details(walk, program).id for i, program in enumerate(programs, 1)}
    walk.aside = walk.menu_below


def words_for(walk: Walk) -> FactWords:
    """The words about programmes for this person, today."""
    return FactWords(walk.language, walk.facts.now.date(), walk.phrase, walk.term, walk.view)
