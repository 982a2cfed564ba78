"""What flows look up (`find`): programmes by category, country, id, or what a budget reaches."""

from collections.abc import Callable, Mapping
from typing import Any

from .catalogue import Program
from .facts import Facts
from .flow import FlowFault
from .views import ProgramView, WithinView


def find(what: str, arguments: Mapping[str, Any], facts: Facts, view: Callable[[Program], ProgramView]) -> Any:
    """What the catalogue answers; None where something to look up by is missing."""
    if any(value is None for value in arguments.values()):
        return None
    today, catalogue = facts.now.date(), facts.catalogue
    match what:
        case "top_programmes":
            return [view(p) for p in catalogue.top(arguments["category"], int(arguments["limit"]))]
        case "closed_programmes":
            return [view(p) for p in catalogue.closed(arguments["category"])]
        case "programmes_in":
            return [view(p) for p in catalogue.in_country(str(arguments["country"]))]
        case "programme":
            program = catalogue.get(str(arguments["id"]))
            return view(program) if program else None
        case "programmes_within":
            budget = arguments["budget"]
            if not isinstance(budget, int):
                return None  # from a tap whose id is none of ours
            return WithinView(catalogue.within(budget, int(arguments["limit"]), today), budget, view)
    raise FlowFault(f"nothing can be found under {what!r}")
