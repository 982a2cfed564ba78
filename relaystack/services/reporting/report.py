"""A span of days as staff read it: figures and sections, beside the span before."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from ..conversations.talks import ConversationSettings
from . import appointments, booking_sections, costs, figures, numbers, sections
from .costs import Costs
from .days import Days
from .figures import Figure
from .labels import Labels
from .numbers import Numbers
from .sections import Section

Names = Callable[[Connection, Iterable[str]], Mapping[str, str]]  # of who writes for us, by their keys
_WHERE_MEMBERS = {"first_replies": 1, "replies": 1, "bookings": 2}  # in the keys of these numbers


@dataclass(frozen=True)
class Report:
    """The span; `uncounted` of its days are not in it yet."""

    days: Days
    figures: Sequence[Figure]
    sections: Sequence[Section]
    now: Numbers
    costs: Costs
    labels: Labels
    uncounted: int = 0


def make(connection: Connection, settings: ConversationSettings, days: Days, names: Names | None = None) -> Report:
    """The report of a span."""
    now, before = (numbers.read(connection, span) for span in (days, days.before))
    cards, free = settings.book.message_prices, settings.free_messages
    cost, cost_before = (costs.read(connection, span, cards, free) for span in (days, days.before))
    labels = Labels(settings.book, settings.catalogue.get(connection))
    if names:
        labels = replace(labels, members=names(connection, set(_members(now))))
    booked = appointments.are_taken(connection) or bool(now.total("bookings") or before.total("bookings"))
    shown = sections.of(now, before, cost, labels, booking_sections.of(now, before, labels) if booked else ())
    told = figures.of(now, before, cost, cost_before, with_bookings=booked)
    return Report(days, told, shown, now, cost, labels, numbers.uncounted(connection, days))


def _members(now: Numbers) -> Iterator[str]:
    """Who of us is named by a number."""
    for key in now.counts:
        if (where := _WHERE_MEMBERS.get(key[0])) and key[where]:
            yield key[where]
