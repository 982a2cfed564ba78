"""What flows look up (`find`): programmes by category, country, id, or what a budget reaches."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from .catalogue import Program
from .facts import Facts
from .flow import FlowFault
from .views import ProgramView, WithinView

View = Callable[[Program], ProgramView]
LeadsTo = Callable[[Program], tuple[Any, ...]]


@dataclass(frozen=True)
class LookUp:
    """One kind of look-up; a flow names it after `find`.

    `arguments` are what it needs under `with`: each with the values of it that lead to a programme, or by its price
    just miss it, so that the checker can look at what is found for every one. One name means the same everywhere.
    """

    name: str
    arguments: Mapping[str, LeadsTo]
    found: Callable[[Mapping[str, Any], Facts, View], Any]


def _top(arguments: Mapping[str, Any], facts: Facts, view: View) -> Any:
    return [view(p) for p in facts.catalogue.top(arguments["category"], int(arguments["limit"]))]


def _closed(arguments: Mapping[str, Any], facts: Facts, view: View) -> Any:
    return [view(p) for p in facts.catalogue.closed(arguments["category"])]


def _one(arguments: Mapping[str, Any], facts: Facts, view: View) -> Any:
    program = facts.catalogue.get(str(arguments["id"]))
    return view(program) if program else None


def _in_country(arguments: Mapping[str, Any], facts: Facts, view: View) -> Any:
    return [view(p) for p in facts.catalogue.in_country(str(arguments["country"]))]


def _within(arguments: Mapping[str, Any], facts: Facts, view: View) -> Any:
    budget = arguments["budget"]
    if not isinstance(budget, int):
        return None  # from a tap whose id is none of ours
    return WithinView(facts.catalogue.within(budget, int(arguments["limit"]), facts.now.date()), budget, view)


def _its_category(program: Program) -> tuple[Any, ...]:
    return (program.category,)


def _its_country(program: Program) -> tuple[Any, ...]:
    return (program.country_code,)


def _its_id(program: Program) -> tuple[Any, ...]:
    return (program.id,)


def _its_price(program: Program) -> tuple[Any, ...]:
    return program.minimum_investment, program.minimum_investment - 1


def _none(program: Program) -> tuple[Any, ...]:
    return ()


_ALL = (
    LookUp("top_programmes", {"category": _its_category, "limit": _none}, _top),
    LookUp("closed_programmes", {"category": _its_category}, _closed),
    LookUp("programme", {"id": _its_id}, _one),
    LookUp("programmes_in", {"country": _its_country}, _in_country),
    LookUp("programmes_within", {"budget": _its_price, "limit": _none}, _within),
)
LOOK_UPS = {look_up.name: look_up for look_up in _ALL}


def find(what: str, arguments: Mapping[str, Any], facts: Facts, view: View) -> Any:
    """What the catalogue answers; None where something to look up by is missing."""
    if what not in LOOK_UPS:
        raise FlowFault(f"nothing can be found under {what!r}")
    if any(value is None for value in arguments.values()):
        return None
    return LOOK_UPS[what].found(arguments, facts, view)
