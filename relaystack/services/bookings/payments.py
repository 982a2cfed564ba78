"""What is to be paid for appointments, as the tables keep it: asked for, called off, sent back. Each step is a row."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from relaystack.engine import locale_formats
from relaystack.engine.payments import Ask, Fee
from relaystack.models import Booking, OutboxItem, PaymentState
from relaystack.models import Payment as Row

from ..outbox import outbox
from ..outbox.outbox import Item
from ..storage import audit

CARRIER, HOLDS = "payment", "payment_hold"  # what is asked at once; what is asked when a hold ends
CAN = "take_payments"
_PAGE = timedelta(minutes=60)  # that the provider's page stays open longer than we hold: it takes 30 at the least


@dataclass(frozen=True)
class Terms:
    """How payments are taken: how long a time is held for one, and whose name stands on its page."""

    hold: timedelta = timedelta(minutes=20)
    company: str = ""


@dataclass(frozen=True)
class Payment:
    """A payment, as the table keeps it."""

    id: int
    booking_id: int
    reference: str
    state: PaymentState
    amount: int
    currency: str
    session: str
    url: str
    charge: str
    reason: str
    ends_at: datetime
    paid_at: datetime | None
    refunded_at: datetime | None

    @property
    def fee(self) -> Fee:
        """What it is about."""
        return Fee(self.amount, self.currency)

    @property
    def shown(self) -> dict[str, Any]:
        """As the version of a form goes by."""
        return {"payment": self.id, "state": self.state}

    @property
    def told(self) -> str:
        """As flows tell somebody whose appointment is off: it is kept for now, goes back, or there is none."""
        is_back = self.state in (PaymentState.REFUNDING, PaymentState.REFUNDED)
        return "back" if is_back else "kept" if self.owed else ""

    @property
    def owed(self) -> bool:
        """Whether we have the person's money, and may have to send it back."""
        return self.state in (PaymentState.PAID, PaymentState.STUCK)


COLUMNS = tuple(getattr(Row, name) for name in Payment.__dataclass_fields__)


def of(row: Any) -> Payment:
    """A row of `COLUMNS`."""
    payment = Payment(**row._mapping)
    return replace(payment, state=PaymentState(payment.state))


def by_reference(connection: Connection, reference: str, *, for_update: bool = False) -> Payment | None:
    """The payment that the provider knows by it."""
    find = select(*COLUMNS).where(Row.reference == reference)
    row = connection.execute(find.with_for_update() if for_update else find).first()
    return of(row) if row else None


def of_booking(connection: Connection, booking_id: int) -> Payment | None:
    """What was last asked for an appointment; None where it costs nothing."""
    found = select(*COLUMNS).where(Row.booking_id == booking_id).order_by(Row.id.desc()).limit(1)
    row = connection.execute(found).first()
    return of(row) if row else None


def person_of(connection: Connection, reference: str) -> int | None:
    """The contact who was asked to pay."""
    theirs = select(Booking.contact_id).join(Row, Row.booking_id == Booking.id).where(Row.reference == reference)
    found: int | None = connection.scalar(theirs)
    return found


def ask(
    connection: Connection, contact_id: int, booking_id: int, fee: Fee, at: datetime, zone: str, language: str,
    terms: Terms, now: datetime,
) -> Payment:  # fmt: skip
    """Have a page made where a held appointment is paid, and the hold end in time."""
    reference, ends_at = secrets.token_urlsafe(18), min(now + terms.hold, at)
    row = {"booking_id": booking_id, "reference": reference, "state": PaymentState.OPEN, "ends_at": ends_at,
           "amount": fee.amount, "currency": fee.currency, "created_at": now, "updated_at": now}  # fmt: skip
    connection.execute(insert(Row), row)
    about = f"{terms.company}: {locale_formats.moment_in(language, at.isoformat(), zone)}"
    page = {"reference": reference, "booking": booking_id, **fee.shown(), "about": about, "language": language,
            "until": int((ends_at + _PAGE).timestamp())}  # fmt: skip
    _post(connection, CARRIER, Ask.OPEN, contact_id, page, now, now)
    _post(connection, HOLDS, Ask.CLOSE, contact_id, {"reference": reference}, ends_at, now)
    made = by_reference(connection, reference)
    assert made
    return made


def keep(connection: Connection, payment: Payment, now: datetime, **changed: Any) -> Payment:
    """Write down what has changed of it; it must be locked, or its person."""
    connection.execute(update(Row).where(Row.id == payment.id).values(**changed, updated_at=now))
    return replace(payment, **changed)


def call_off(connection: Connection, booking_id: int, now: datetime) -> Payment | None:
    """The appointment has ended: what is open can be paid no more. The payment, if there is one."""
    payment = of_booking(connection, booking_id)
    if payment and payment.state is PaymentState.OPEN:
        payment = keep(connection, payment, now, state=PaymentState.CANCELLED)
        close_now(connection, payment, now)
    return payment


def close_now(connection: Connection, payment: Payment, now: datetime) -> None:
    """Have its page closed at once, not when the hold ends."""
    waits = OutboxItem.key == _key(Ask.CLOSE, payment.reference)
    connection.execute(update(OutboxItem).where(waits).values(due_at=now))


def close_page(connection: Connection, contact_id: int, payment: Payment, now: datetime) -> None:
    """Have a page closed that was made too late."""
    _post(connection, HOLDS, Ask.CLOSE, contact_id, {"reference": payment.reference, "late": True}, now, now)


def forget_hold(connection: Connection, payment: Payment) -> None:
    """It is paid: nothing ends any more."""
    connection.execute(delete(OutboxItem).where(OutboxItem.key == _key(Ask.CLOSE, payment.reference)))


def refund(connection: Connection, payment: Payment, reason: str, by: str, now: datetime) -> Payment | None:
    """Send it back; None where there is nothing to send, or that is done already. It must be locked, or its person."""
    contact_id = person_of(connection, payment.reference)
    if not payment.owed or contact_id is None:
        return None
    refunding = keep(connection, payment, now, state=PaymentState.REFUNDING, reason=reason)
    # The provider remembers what it answered to a key: another try needs another one.
    again = f"/{now:%Y%m%d%H%M%S}" if payment.state is PaymentState.STUCK else ""
    what = {"reference": payment.reference, "charge": payment.charge}
    _post(connection, CARRIER, Ask.REFUND, contact_id, what, now, now, again)
    before = {"state": payment.state, "reason": "", "amount": ""}
    after = {"state": refunding.state, "reason": reason, "amount": str(payment.fee)}
    audit.note(connection, by, "payment.refund", f"booking:{payment.booking_id}", before, after, now, contact_id)
    return refunding


def with_sessions(connection: Connection, items: Sequence[Item], now: datetime) -> list[Item]:
    """The items with what is known of their payments by now: the provider's id, and how far each is."""
    wanted = {str(item.payload.get("reference")) for item in items}
    rows = connection.execute(select(Row.reference, Row.session, Row.state).where(Row.reference.in_(wanted)))
    known = {row.reference: {"session": row.session, "state": row.state} for row in rows}
    return [
        replace(item, payload={**item.payload, **known.get(str(item.payload.get("reference")), {})}) for item in items
    ]


def _key(ask: Ask, reference: str) -> str:
    return f"payment/{reference}/{ask}"


def _post(
    connection: Connection, carrier: str, ask: Ask, contact_id: int, what: dict[str, Any], due: datetime,
    now: datetime, again: str = "",
) -> None:  # fmt: skip
    late = "/late" if what.get("late") else ""
    row = {"key": f"{_key(ask, what['reference'])}{late}{again}", "carrier": carrier, "contact_id": contact_id,
           "payload": {"ask": ask, **what}, "due_at": due}  # fmt: skip
    outbox.post(connection, [row], now)
