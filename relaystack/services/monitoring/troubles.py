"""What is wrong by now that somebody must act on? Each with words that say what to do, and nobody's name."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection, func, select

from relaystack.engine.house import House
from relaystack.models import Contact, DailyNumber, Direction, Message, Status

from ..contacts import lease
from ..conversations.talks import ConversationSettings
from ..notices.reminders import ALARMED
from ..outbox import carrier_states
from ..reporting import costs
from ..reporting.days import ONE, Days
from . import metas_word
from .trouble import Trouble

SILENCE = timedelta(hours=2)  # without a word of anybody
WEEKS, USUAL = 4, 5  # of so many weeks each had so many messages in these hours: then there always is something
RECENT, ENOUGH, FAILING = timedelta(hours=1), 20, 20  # messages of ours; from so many on; per cent that fail
_SETTLED = (Status.SENT, Status.DELIVERED, Status.READ, Status.FAILED)


def found(
    connection: Connection, settings: ConversationSettings, reasons: Sequence[str], now: datetime
) -> Iterator[Trouble]:
    """All of it; `reasons` are those of the health page."""
    if reasons:
        told = [f"- {House.plain(reason)}" for reason in reasons]
        last = "Look at Settings, Health in the console: it says what can be done there, and what not."
        yield Trouble("degraded", "The bot needs somebody", [*told, "", last])
    yield from _stopped(connection)
    yield from _waiting(connection, now)
    yield from _silence(connection, settings, now)
    yield from _failing(connection, now)
    yield from metas_word.troubles(connection, set(settings.content.templates), now)
    yield from _dear(connection, settings, now)


def _stopped(connection: Connection) -> Iterator[Trouble]:
    for row in carrier_states.stopped(connection):
        what = carrier_states.KINDS.get(row.name, row.name)
        yield Trouble("stopped", f"Nothing is sent any more: {what}", [
            f"Code {row.stopped_code}: {House.plain(row.stopped_reason or 'no reason was given')}",
            "Nothing is lost. Look at Settings, Health in the console: it says what to mend, and lets it go on.",
        ], of=row.name)  # fmt: skip


def _waiting(connection: Connection, now: datetime) -> Iterator[Trouble]:
    """Their names are in e-mails of their own (`notices/reminders.py`)."""
    late = Contact.waiting_since.is_not(None), Contact.waiting_reminded >= ALARMED, lease.is_awake(now)
    if count := connection.scalar(select(func.count()).select_from(Contact).where(*late)):
        yield Trouble("waiting", "Customers wait for a person much longer than was promised", [
            f"By now it is {count}. Open Today in the console and answer: who waits longest stands first.",
        ])  # fmt: skip


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
