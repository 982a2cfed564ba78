"""What is wrong for long enough that somebody must act? Staff are told, again after a pause, and when it is over."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete, func, select, update

from relaystack.engine.house import House
from relaystack.models import AlarmState, DailyNumber, Direction, Message, Status

from .. import notices
from ..conversations.talks import ConversationSettings
from ..notices import NOBODY, Notice
from ..notices.hearing import Topic
from ..outbox import outbox
from ..reporting import costs
from ..reporting.days import ONE, Days
from ..storage.database import Database, insert

AGAIN = timedelta(hours=6)  # between two e-mails about the same
DEGRADED_FOR = timedelta(minutes=10)
SILENCE = timedelta(hours=2)  # without a word of anybody
WEEKS, USUAL = 4, 5  # of so many weeks each had so many messages in these hours: then there always is something
RECENT, ENOUGH, FAILING = timedelta(hours=1), 20, 20  # messages of ours; from so many on; per cent that fail
_SETTLED = (Status.SENT, Status.DELIVERED, Status.READ, Status.FAILED)

Report = Callable[[], Mapping[str, Any]]


@dataclass(frozen=True)
class Trouble:
    """One thing that is wrong: what it is, what to do, and for how long it must last before it is told."""

    name: str
    title: str
    lines: Sequence[str]
    patience: timedelta = timedelta()


def watch(database: Database, settings: ConversationSettings, report: Report) -> None:
    """Look, and tell. Asked each minute, by any number of workers; `report` is that of the health page."""
    if outbox.MAIL not in settings.can:
        return
    reasons = report()["reasons"]
    with database.transaction() as connection:
        now = database.now(connection)
        tell(connection, list(troubles(connection, settings, reasons, now)), settings.house, now)


def troubles(
    connection: Connection, settings: ConversationSettings, reasons: Sequence[str], now: datetime
) -> Iterator[Trouble]:
    """What is wrong by now."""
    if reasons:
        told = [f"- {House.plain(reason)}" for reason in reasons]
        last = "Look at Settings, Health in the console: it says what can be done there, and what not."
        yield Trouble("degraded", "The bot needs somebody", [*told, "", last], DEGRADED_FOR)
    yield from _silence(connection, settings, now)
    yield from _failing(connection, now)
    yield from _dear(connection, settings, now)


def _silence(connection: Connection, settings: ConversationSettings, now: datetime) -> Iterator[Trouble]:
    """Nobody writes in working hours, although at this time of the week there always was somebody."""
    zone = settings.house.zone
    hours = settings.schedule.get(connection).hours(zone)
    here = now.astimezone(zone)
    clock = [f"{(here - number * timedelta(hours=1)):%H}" for number in (1, 2)]
    if hours.worked(now - SILENCE, now) < SILENCE or here.hour < len(clock):
        return
    days = [here.date() - 7 * number * ONE for number in range(1, WEEKS + 1)]
    usual = select(DailyNumber.day, func.sum(DailyNumber.value).label("times")).where(
        DailyNumber.day.in_(days), DailyNumber.name == "hours", DailyNumber.a.in_(clock)
    )
    counts = [int(row.times) for row in connection.execute(usual.group_by(DailyNumber.day))]
    if len(counts) < WEEKS or min(counts) < USUAL or _wrote_since(connection, now - SILENCE):
        return
    yield Trouble("silence", "Nobody has written for two hours", [
        "At this time of the week there was always somebody. Write to the number yourself: if the bot does not answer,",
        "ask whoever runs the server whether messages of WhatsApp arrive.",
    ])  # fmt: skip


def _wrote_since(connection: Connection, since: datetime) -> bool:
    wrote = Message.direction == Direction.INCOMING, Message.timestamp >= since
    return connection.scalar(select(Message.id).where(*wrote).limit(1)) is not None


def _failing(connection: Connection, now: datetime) -> Iterator[Trouble]:
    mine = Message.direction == Direction.OUTGOING, Message.timestamp >= now - RECENT, Message.status.in_(_SETTLED)
    failed = func.count().filter(Message.status == Status.FAILED, Message.error_code.is_not(None))
    row = connection.execute(select(func.count().label("all"), failed.label("failed")).where(*mine)).one()
    if row.all >= ENOUGH and row.failed * 100 >= row.all * FAILING:
        yield Trouble("failing", "Many messages do not arrive", [
            f"Of {row.all} messages of the last hour {row.failed} did not arrive. Look at Numbers, Not delivered: the",
            "code says why. Where it is the same for all, look at WhatsApp Manager, whether the number is restricted.",
        ])  # fmt: skip


def _dear(connection: Connection, settings: ConversationSettings, now: datetime) -> Iterator[Trouble]:
    if not settings.cost_alarm:
        return
    today = now.astimezone(settings.house.zone).date()
    spent = costs.read(connection, Days(today, today), settings.book.message_prices, settings.free_messages)
    if spent.usd >= settings.cost_alarm:
        yield Trouble("cost", "Today's messages cost more than was set", [
            f"By our estimate they cost US$ {spent.usd:,.2f} today; the limit is US$ {settings.cost_alarm:,}.",
            "Nothing is stopped. Look at Numbers, Cost: it says which messages and to which countries.",
        ])  # fmt: skip


def tell(connection: Connection, found: Sequence[Trouble], house: House, now: datetime) -> int:
    """Tell of what is new for long enough, or was told long ago, and of what is over; how many e-mails."""
    for one in found:
        new = insert(connection, AlarmState).values(name=one.name, since=now, told_at=None)
        connection.execute(new.on_conflict_do_nothing())
    known = {row.name: row for row in connection.execute(select(AlarmState.__table__).with_for_update())}
    due = [one for one in found if one.name in known and _is_due(one, known[one.name], now)]
    over = [row for name, row in known.items() if name not in {one.name for one in found}]
    news = [_alarm(one, known[one.name].since, now, house) for one in due]
    news += [_well_again(row, now) for row in over if row.told_at]
    if due:
        mine = AlarmState.name.in_([one.name for one in due])
        connection.execute(update(AlarmState).where(mine).values(told_at=now))
    if over:
        connection.execute(delete(AlarmState).where(AlarmState.name.in_([row.name for row in over])))
    notices.tell(connection, news, now)
    return len(news)


def _is_due(one: Trouble, known: Any, now: datetime) -> bool:
    if known.told_at:
        return bool(now - known.told_at >= AGAIN)
    return bool(now - known.since >= one.patience)


def _alarm(one: Trouble, since: datetime, now: datetime, house: House) -> Notice:
    more = ["", f"The numbers: {house.site}/console/numbers"] if house.site else []
    text = [f"Since {since:%d %B %Y %H:%M} UTC.", "", *one.lines, *more]
    key = f"alarm/{one.name}/{since:%Y%m%dT%H%M%S%f}/{now:%Y%m%dT%H%M}"
    return Notice(key=key, topic=Topic.ALARM, subject=f"Alarm: {one.title}", text="\n".join(text), about=NOBODY)


_OVER = {
    "degraded": "the bot needs nobody", "silence": "people write again", "failing": "messages arrive",
    "cost": "a new day has begun, or the limit is higher",
}  # fmt: skip


def _well_again(row: Any, now: datetime) -> Notice:
    text = f"What you were told of since {row.since:%d %B %Y %H:%M} UTC is over: {_OVER.get(row.name, row.name)}."
    key = f"alarm/{row.name}/{row.since:%Y%m%dT%H%M%S%f}/over"
    return Notice(key=key, topic=Topic.ALARM, subject="All is well again", text=text, about=NOBODY)
