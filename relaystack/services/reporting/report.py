"""A span of days as staff read it: figures and sections, beside the span before."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from ..conversations.talks import ConversationSettings
from . import costs, figures, numbers, sections
from .costs import Costs
from .days import Days
from .figures import Figure
from .labels import Labels
from .numbers import Numbers
from .sections import Section

Names = Callable[[Connection, Iterable[str]], Mapping[str, str]]  # of who writes for us, by their keys
_WRITERS = ("first_replies", "replies")


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
        labels = replace(labels, members=names(connection, {key[1] for key in now.counts if key[0] in _WRITERS}))
    shown = sections.of(now, before, cost, labels)
    told = figures.of(now, before, cost, cost_before)
    return Report(days, told, shown, now, cost, labels, numbers.uncounted(connection, days))
