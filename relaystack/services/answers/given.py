"""How often was an answer given lately, and what did people do next?"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, func, select
from sqlalchemy.orm import aliased

from relaystack.engine.outcome import Came
from relaystack.models import DailyNumber, TurnTaken

LATELY = timedelta(days=30)
SOON = timedelta(hours=24)  # what is written later is about something else
MOST = 500  # times that are looked after, the newest
NOTHING, OTHER = "wrote nothing more that day", "did something else"
_NEXT: Mapping[str, str] = {
    Came.ANSWERED: "asked something else, and were answered", Came.OPTION: "chose an option",
    Came.SHOWN: "went on", Came.GIVEN: "went on in a form", Came.SAID: "said something that was understood",
    Came.MISS: "wrote what was not understood", Came.UNANSWERED: "asked what had no answer",
    Came.HANDED_OVER: "came to a person", Came.QUIET: "wrote without meaning", Came.STOPPED: "said stop",
}  # fmt: skip


@dataclass(frozen=True)
class Next:
    """How many did what next; `given` is how often the answer was looked after."""

    given: int
    did: Mapping[str, int]


def often(connection: Connection, today: date) -> dict[str, int]:
    """How often each answer was given in the last thirty days, by its name; from the numbers of the days."""
    lately = DailyNumber.name == "questions", DailyNumber.c == Came.ANSWERED, DailyNumber.day > today - LATELY
    asked = select(DailyNumber.a, func.sum(DailyNumber.value)).where(*lately).group_by(DailyNumber.a)
    return {name: int(count) for name, count in connection.execute(asked)}


def afterwards(connection: Connection, name: str, now: datetime) -> Next:
    """What came next, as far as the rows of turns tell it."""
    after = aliased(TurnTaken)
    following = select(func.min(after.id)).where(after.contact_id == TurnTaken.contact_id, after.id > TurnTaken.id)
    given = (
        select(TurnTaken.at, following.correlate(TurnTaken).scalar_subquery().label("next"))
        .where(TurnTaken.topic == name, TurnTaken.came == Came.ANSWERED, TurnTaken.at > now - LATELY)
        .order_by(TurnTaken.id.desc())
        .limit(MOST)
        .subquery()
    )
    both = select(given.c.at, after.came, after.at.label("then"))
    did = Counter[str]()
    for at, came, then in connection.execute(both.outerjoin(after, after.id == given.c.next)):
        did[_NEXT.get(came, OTHER) if then and then - at <= SOON else NOTHING] += 1
    return Next(did.total(), dict(did.most_common()))
