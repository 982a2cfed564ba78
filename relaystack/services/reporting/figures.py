"""The figures that say first how it goes, each with its definition and what it was in the span before."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from relaystack.engine.outcome import Came

from .costs import Costs
from .numbers import Numbers

Value = int | Decimal | None


@dataclass(frozen=True)
class Figure:
    """One figure. `unit` is empty (a count), `percent`, `minutes` or `usd`; `more_is` says how to take a rise.

    `behind` names the number whose conversations stand behind it.
    """

    title: str
    about: str
    value: Value
    before: Value
    unit: str = ""
    more_is: str = ""
    behind: str = ""

    @property
    def change(self) -> int | None:
        """How much more it is than before: points, minutes; of counts and money per cent. None: that cannot be said."""
        if self.value is None or self.before is None:
            return None
        if self.unit in ("percent", "minutes"):
            return int(self.value - self.before)
        return round(100 * (self.value - self.before) / self.before) if self.before else None

    @property
    def is_better(self) -> bool | None:
        """Whether the change is a good one; None where it is neither."""
        if not self.change or not self.more_is:
            return None
        return (self.change > 0) == (self.more_is == "better")


@dataclass(frozen=True)
class _Kind:
    """How one figure is made."""

    title: str
    about: str
    value: Callable[[Numbers, Costs], Value]
    unit: str = ""
    more_is: str = ""
    behind: str = ""


def of(
    now: Numbers, before: Numbers, costs: Costs, costs_before: Costs, *, with_bookings: bool = False
) -> Sequence[Figure]:
    """All of them, the most asked for first; appointments where any can be booked."""
    return [
        Figure(kind.title, kind.about, kind.value(now, costs), kind.value(before, costs_before), kind.unit,
               kind.more_is, kind.behind)
        for kind in _KINDS
        if with_bookings or kind is not _BOOKED
    ]  # fmt: skip


def _share(part: int, whole: int) -> int | None:
    return round(100 * part / whole) if whole else None


def _alone(numbers: Numbers, _: Costs) -> int | None:
    alone = sum(v for (name, _, b, _), v in numbers.counts.items() if (name, b) == ("conversations", "bot"))
    return _share(alone, numbers.total("conversations"))


def _answered(numbers: Numbers, _: Costs) -> int | None:
    return _share(answered(numbers), numbers.total("questions"))


def answered(numbers: Numbers) -> int:
    """How many questions had an answer."""
    return sum(v for (name, _, _, came), v in numbers.counts.items() if (name, came) == ("questions", Came.ANSWERED))


_BOOKED = _Kind("Appointments booked", "In the chat or by us, and paid where they cost something.",
                lambda n, _: n.total("bookings", "booked"), more_is="better", behind="bookings/booked")  # fmt: skip
_KINDS = (
    _Kind("Conversations", "One person on one day: who writes on three days has three.",
          lambda n, _: n.total("conversations"), more_is="better", behind="conversations"),
    _Kind("New people", "Those of them that were the first day of somebody with us.",
          lambda n, _: n.total("conversations", "new"), more_is="better", behind="conversations/new"),
    _Kind("New leads", "People who told us for the first time what they are interested in.",
          lambda n, _: n.total("leads"), more_is="better", behind="leads"),
    _BOOKED,
    _Kind("By the bot alone", "Conversations in which no person of ours wrote, and none was asked for.",
          _alone, "percent", "better"),
    _Kind("Questions answered", "Of the questions that were understood, those for which there was an answer.",
          _answered, "percent", "better", "questions"),
    _Kind("First reply by a person",
          "Median of working time, from the wish for a person to our first word. The bot never counts.",
          lambda n, _: n.spread("first_replies").reached_by(50), "minutes", "worse", "first_replies"),
    _Kind("Hand-overs", "Times that the bot gave a conversation to a person.",
          lambda n, _: n.total("handovers"), behind="handovers"),
    _Kind("Said stop", "Times that somebody wanted no more messages.",
          lambda n, _: n.total("turns", Came.STOPPED), more_is="worse", behind="turns/stopped"),
    _Kind("Not delivered", "Messages of ours that did not arrive.",
          lambda n, _: n.total("failures"), more_is="worse", behind="failures"),
    _Kind("Cost (estimate)", "What Meta takes for the messages that it bills, by the price cards. Its invoice decides.",
          lambda _, c: c.usd, "usd"),
    _Kind("Cost of a lead (estimate)", "That cost by the new leads; adverts are not in it.",
          lambda n, c: c.each(n.total("leads")), "usd", "worse"),
)  # fmt: skip
