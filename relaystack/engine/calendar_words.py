"""What the bot says of an appointment when staff have changed it: in the words of the flow that asks the calendar."""

from collections.abc import Mapping
from typing import Any

from .effects import EFFECTS, BookTime
from .events import CalendarAnswered
from .facts import Facts
from .flow import Book, Do
from .replies import Reply
from .state import State
from .turn import take_turn


def told(book: Book, result: Mapping[str, Any], facts: Facts) -> str:
    """The words for what the calendar says; empty where no flow books."""
    found = reply(book, result, facts)
    return found.text if found else ""


def reply(book: Book, result: Mapping[str, Any], facts: Facts) -> Reply | None:
    """The same with what can be tapped below it."""
    place = place_of(book)
    turn = take_turn(book, State(), CalendarAnswered(place, result), facts) if place else None
    return turn.replies[0] if turn and turn.replies else None


def place_of(book: Book) -> str:
    """Where the answer to a booking comes; empty where no flow books."""
    for flow in book.flows.values():
        for step in flow.steps.values():
            for verb in step:
                if isinstance(verb, Do) and EFFECTS[verb.effect] is BookTime:
                    return str(book.place(verb.then, flow.start))
    return ""
