"""Development without credentials: Meta's twin on this machine, and time that can be made to pass."""

import logging
from datetime import timedelta

from sqlalchemy import select, update

from .models import Contact, LeadEnquiry, OutboxItem, Payment, PlannedMessage, Session, WaitingWish
from .services.storage.database import Database
from .settings import Settings

log = logging.getLogger(__name__)


def start_twin(settings: Settings) -> "object | None":
    """Meta's twin on SIMULATOR_PORT; None where a sibling process plays it already."""
    from metatwin import Twin  # only development needs it

    twin = Twin(
        phone_number_id=settings.number_id,
        token=settings.graph_token,
        app_secret=(settings.app_secrets or ("simulator",))[0],
        webhook_url=f"{settings.address_here}/webhook",
        port=settings.simulator_port,
        human=True,
    )
    try:
        return twin.start()
    except OSError as error:
        log.info(
            "port %d is taken (%s): another process plays Meta's twin",
            settings.simulator_port,
            error.strerror,
        )
        return None


def start_stripe(settings: Settings) -> "object | None":
    """Stripe's twin on STRIPE_PORT; None where Stripe itself is asked, or a sibling process plays it already."""
    if not settings.simulated_payments:
        return None
    from stripetwin import StripeTwin  # only development needs it

    twin = StripeTwin(
        key=settings.stripe_key, secret=settings.stripe_secrets[0], port=settings.stripe_port,
        webhook_url=f"{settings.address_here}/payments/stripe",
    )  # fmt: skip
    try:
        return twin.start()
    except OSError as error:
        log.info("port %d is taken (%s): another process plays Stripe's twin", settings.stripe_port, error.strerror)
        return None


def let_time_pass(database: Database, minutes: int) -> None:
    """Make everything the bot remembers so much older: for trying pauses without waiting for them."""
    shift = timedelta(minutes=minutes)
    with database.transaction() as connection:
        if minutes >= timedelta(days=1) // timedelta(minutes=1):
            connection.execute(update(Contact).values(counted_on=None))
        for column in (
            Contact.last_inbound_at,
            Contact.paced_until,
            Contact.human_since,
            Contact.human_until,
            Contact.thread_since,
            Contact.thread_until,
            Contact.waiting_since,
            Contact.snoozed_until,
            Contact.opted_out_at,
            Session.last_activity,
            OutboxItem.due_at,
            OutboxItem.created_at,
            LeadEnquiry.created_at,
            PlannedMessage.due_at,
            Payment.ends_at,
            WaitingWish.until,
            WaitingWish.rests_until,
            WaitingWish.created_at,
        ):
            table = column.class_
            rows = connection.execute(select(table.id, column).where(column.is_not(None))).all()
            for row in rows:
                connection.execute(update(table).where(table.id == row[0]).values({column: row[1] - shift}))
