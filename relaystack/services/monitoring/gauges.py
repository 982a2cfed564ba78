"""Which numbers of now does the database hold for the metrics? Cheap ones: nothing reads a whole history."""

from datetime import UTC, datetime

from sqlalchemy import Connection, func, select

from relaystack.metrics.exposition import Gauge
from relaystack.models import (
    AlarmState,
    CarrierState,
    ConsultantCalendar,
    GivenUp,
    Message,
    OutboxItem,
    Payment,
    PaymentState,
    RolledDay,
    SetAside,
    Status,
)


def database_up(up: bool) -> list[Gauge]:
    """Whether the other gauges could be read."""
    return [Gauge("database_up", "1 while the database answers", (), [((), float(up))])]


def of(connection: Connection) -> list[Gauge]:
    """All gauges that come from the tables."""
    return [*_backlog(connection), _in_doubt(connection), _set_aside(connection), _given_up(connection),
            _stopped(connection), *_numbers(connection), *_appointments(connection)]  # fmt: skip


def _backlog(connection: Connection) -> list[Gauge]:
    now = datetime.now(UTC)
    columns = OutboxItem.carrier, func.count(), func.min(OutboxItem.due_at).label("oldest")
    rows = connection.execute(select(*columns).group_by(OutboxItem.carrier)).all()
    ages = [((row[0],), max((now - row.oldest).total_seconds(), 0.0)) for row in rows]
    return [
        Gauge("backlog", "items that wait, by carrier", ("carrier",), [((row[0],), float(row[1])) for row in rows]),
        Gauge("backlog_age_seconds", "for how long the oldest of them has been due", ("carrier",), ages),
    ]


def _in_doubt(connection: Connection) -> Gauge:
    """By way of the outbox, which is small: what is in doubt waits there."""
    doubtful = (
        select(func.count())
        .select_from(OutboxItem)
        .join(Message, Message.key == OutboxItem.key)
        .where(OutboxItem.attempts > 0, Message.status == Status.IN_DOUBT)
    )
    return Gauge(
        "in_doubt", "sends that may or may not have gone out", (), [((), float(connection.scalar(doubtful) or 0))]
    )


def _set_aside(connection: Connection) -> Gauge:
    count = connection.scalar(select(func.count()).select_from(SetAside))
    return Gauge("set_aside", "updates that could not be handled", (), [((), float(count or 0))])


def _given_up(connection: Connection) -> Gauge:
    rows = connection.execute(select(GivenUp.carrier, func.count()).group_by(GivenUp.carrier))
    return Gauge("given_up", "items that will not be tried again", ("carrier",), [((r[0],), float(r[1])) for r in rows])


def _numbers(connection: Connection) -> list[Gauge]:
    """Whether days are counted, and what staff were told is wrong."""
    counted = connection.scalar(select(func.max(RolledDay.counted_at)))
    ages = [((), max((datetime.now(UTC) - counted).total_seconds(), 0.0))] if counted else []
    told = select(AlarmState.name).where(AlarmState.told_at.is_not(None))
    wrong = [((name,), 1.0) for name in connection.scalars(told)]
    return [
        Gauge("numbers_age_seconds", "since when the numbers of a day were counted last", (), ages),
        Gauge("alarm", "1 for what staff were told is wrong, until it is over", ("name",), wrong),
    ]


def _appointments(connection: Connection) -> list[Gauge]:
    """What of them hangs: money that is under way or waits for a person, calendars that are not read."""
    hang = Payment.state.in_((PaymentState.OPEN, PaymentState.REFUNDING, PaymentState.STUCK))
    payments = connection.execute(select(Payment.state, func.count()).where(hang).group_by(Payment.state))
    unread = select(func.count()).select_from(ConsultantCalendar).where(ConsultantCalendar.failing_since.is_not(None))
    return [
        Gauge("payments_unsettled", "payments for appointments that are under way, or stuck", ("state",),
              [((row[0],), float(row[1])) for row in payments]),
        Gauge("calendars_failing", "calendars of consultants that cannot be read", (),
              [((), float(connection.scalar(unread) or 0))]),
    ]  # fmt: skip


def _stopped(connection: Connection) -> Gauge:
    rows = connection.execute(
        select(CarrierState.name, CarrierState.stopped_code).where(CarrierState.stopped_at.is_not(None))
    )
    values = [((row[0], str(row[1] or 0)), 1.0) for row in rows]
    return Gauge("sending_stopped", "1 for a carrier that is stopped, with the code", ("carrier", "code"), values)
