"""How facts are said: with their date, for so many people, shortly beside those of other programmes."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from . import locale_formats
from .catalogue import Fact, Program
from .views import ProgramView

ROUTES, CAUTIONS, SOURCES, PRICE, STATUS = "routes", "cautions", "sources", "price", "status"
ELIGIBILITY = "eligibility"
SHORT = 90  # characters of words that stand for a value beside others


@dataclass(frozen=True)
class Asker:
    """For whom it is: so many people (0: nobody said), with so much money (0: the same)."""

    people: int = 0
    budget: int = 0


class FactWords:
    """The words about programmes in one person's language, on one day."""

    def __init__(
        self, language: str, today: date, phrase: Callable[..., str], say: Callable[[str], str],
        view: Callable[[Program], ProgramView],
    ) -> None:  # fmt: skip
        self._language, self._today = language, today
        self._phrase, self._say, self._view = phrase, say, view

    def told(self, program: Program, topic: str, asker: Asker) -> str:
        """What there is to say of a programme on a topic, with its date; empty where nothing is known."""
        lines = list(self._lines(program, topic, asker))
        if not lines:
            return ""
        if topic not in (PRICE, SOURCES):  # the price carries its date in itself
            lines.append(self._dated(program))
        if program.confidence == "low" and program.status == "open":
            lines.append(self._phrase("confirm.low"))
        return "\n".join(lines)

    def _lines(self, program: Program, topic: str, asker: Asker) -> Iterator[str]:
        match topic:
            case "price":
                yield from self._price(program, asker)
            case "routes":
                yield from (f"• {route}" for route in self._view(program).spoken(self._say).routes)
            case "cautions":
                yield from (f"⚠️ {self._say(caution)}" for caution in program.cautions)
            case "sources":
                month = locale_formats.month(self._language, program.as_of)
                yield self._phrase(
                    "facts.sources", as_of=month, sources="\n".join(f"• {one}" for one in program.sources[:4])
                )
            case "status" if program.status != "open":
                fact = program.facts.get(topic, Fact())
                yield self._say(fact.words or program.status_note) or self._phrase("facts.closed")
            case _ if program.facts.get(topic, Fact()).words:
                yield self._say(program.facts[topic].words)

    def _price(self, program: Program, asker: Asker) -> Iterator[str]:
        view = self._view(program)
        yield view.price
        if program.figure(self._today) not in ("current", "due"):
            return
        fact = program.facts.get(PRICE, Fact())
        if asker.people:
            yield from self._for_people(program, fact, asker.people)
        if asker.budget and asker.budget >= assets(program):
            yield self._reached(least(program, asker.people), asker.budget)
        if asker.budget and assets(program):
            yield self._say(program.facts[ELIGIBILITY].words)
        if fact.words:
            yield self._say(fact.words)

    def _for_people(self, program: Program, fact: Fact, people: int) -> Iterator[str]:
        if fact.values.get("per_person"):
            amount = self._money(program.minimum_investment * people)
            yield self._phrase("facts.each", people=people, amount=amount)
        elif usd := least(program, people):
            if fact.values.get("family"):
                yield self._phrase("facts.for_people", people=people, amount=self._money(usd))
        else:
            yield self._phrase("facts.more_people", people=people)

    def _reached(self, usd: int, budget: int) -> str:
        if not usd:
            return ""
        missing = self._money(usd - budget)
        key = "facts.reached" if usd <= budget else "facts.short"
        return self._phrase(key, budget=self._money(budget), missing=missing)

    def _dated(self, program: Program) -> str:
        due = "due" if program.figure(self._today) in ("due", "expired") else "dated"
        return self._phrase(f"facts.{due}", as_of=locale_formats.month(self._language, program.as_of))

    def _money(self, usd: int) -> str:
        return locale_formats.money(self._language, usd)

    # --- beside other programmes ------------------------------------------------------------------------

    def short(self, program: Program, topic: str, people: int = 0, *, most: int = SHORT) -> str:
        """The same in a few words, for lists and comparisons; empty where it is not known."""
        if topic == PRICE:
            return self._short_price(program, people)
        if program.status != "open":
            return self._phrase("price.closed")
        fact = program.facts.get(topic, Fact())
        words = self._value(topic, fact.values)
        return words or (self._say(fact.words) if 0 < len(fact.words) <= most else "")

    def _short_price(self, program: Program, people: int) -> str:
        view, usd = self._view(program), least(program, people)
        price = view.price
        known = people and program.figure(self._today) in ("current", "due")
        if not known or usd == program.minimum_investment:
            return price
        if not usd:  # what one person pays would mislead
            people, usd = max((one["people"], one["usd"]) for one in program.facts[PRICE].values["family"])
        words = self._phrase("facts.for_people", people=people, amount=self._money(usd))
        return f"{words} {self._dated(program)}"  # no figure without its day

    def _value(self, topic: str, values: Mapping[str, Any]) -> str:
        words = self._phrase
        match values:
            case {"least": float() | int() as low, "most": high, **rest} if low == high:
                return words(f"values.{rest.get('unit', 'months')}", n=_plain(low))
            case {"least": low, "most": high, **rest}:
                return words(f"values.{rest.get('unit', 'months')}_range", low=_plain(low), n=_plain(high))
            case {"least": low, **rest}:
                return words(f"values.{rest.get('unit', 'months')}_least", n=_plain(low))
            case {"lives_there": True}:
                return words("values.lives_there")
            case {"days_a_year": days}:
                return words("values.days_a_year", n=_plain(days)) if days else words("values.no_stay")
            case {"at_once": True}:
                return words("values.at_once")
            case {"after_years": years}:
                return words("values.after_years", n=_plain(years))
            case {"possible": False}:
                return words("values.not_possible")
            case {"allowed": bool() as allowed}:
                return words("values.yes" if allowed else "values.no")
            case {"years": years}:
                return words("values.years", n=_plain(years))
            case {"spouse": _, **rest}:
                return locale_formats.listed(self._language, self._family(rest))
        return ""

    def _family(self, values: Mapping[str, Any]) -> Iterator[str]:
        words = self._phrase
        yield words("values.spouse")
        if "children_to" in values:
            yield words("values.children_to", n=values["children_to"])
        elif "children_under" in values:
            yield words("values.children_under", n=values["children_under"])
        else:
            yield words("values.children_minor" if values.get("children_minor") else "values.children")
        if "students_to" in values:
            yield words("values.students_to", n=values["students_to"])
        match values:
            case {"parents": False}:
                yield words("values.no_parents")
            case {"parents": True, "parents_from": age}:
                yield words("values.parents_from", n=age)
            case {"parents": True}:
                yield words("values.parents")
        for kin in ("grandparents", "siblings"):
            if values.get(kin):
                yield words(f"values.{kin}")


def assets(program: Program) -> int:
    """What somebody must own in all, in whatever money the programme asks it; 0 where it asks for none."""
    values = program.facts.get(ELIGIBILITY, Fact()).values
    return int(next((value for name, value in values.items() if name.startswith("assets_")), 0))


def least(program: Program, people: int) -> int:
    """The least USD for so many people together; 0 where nobody has told it for so many."""
    values = program.facts.get(PRICE, Fact()).values
    if not people:
        return program.minimum_investment
    if values.get("per_person"):
        return program.minimum_investment * people
    family: Sequence[Mapping[str, int]] = values.get("family", ())
    fitting = [int(one["usd"]) for one in family if one["people"] >= people]
    if family:
        return min(fitting, default=0)
    return program.minimum_investment


def months(program: Program) -> float | None:
    """How long it takes at least, in months; None where that is not known."""
    values = program.facts.get("processing_time", Fact()).values
    if "least" not in values:
        return None
    return float(values["least"]) / {"days": 30, "weeks": 4.3, "months": 1}[values.get("unit", "months")]


def _plain(number: float) -> int | float:
    return int(number) if number == int(number) else number
