"""How the bot is doing: what works, what waits, what has stopped."""

import logging
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, func, select
from sqlalchemy.exc import SQLAlchemyError

from relaystack.content.programs import due_for_review
from relaystack.models import GivenUp, OutboxItem, SetAside

from . import carriers
from .database import Database
from .programs import read

log = logging.getLogger(__name__)

RECENT = timedelta(days=1)
LATE_SECONDS = 120  # an item that is due this long says that delivery does not keep up, or does not run


def report(database: Database) -> dict[str, Any]:
    """The state in a few fields; `degraded` with the reasons where a person should look."""
    try:
        with database.transaction() as connection:
            reasons = carriers.troubles(connection) + _late(connection) + _for_a_person(connection)
            waiting = _waiting(connection)
    except SQLAlchemyError as error:
        return {
            "status": "degraded",
            "reasons": [f"the database does not answer: {type(error).__name__}"],
            "waiting": {},
        }
    return {"status": "degraded" if reasons else "healthy", "reasons": reasons, "waiting": waiting}


def _waiting(connection: Connection) -> dict[str, int]:
    rows = connection.execute(select(OutboxItem.carrier, func.count()).group_by(OutboxItem.carrier))
    return {row[0]: int(row[1]) for row in rows}


def _late(connection: Connection) -> list[str]:
    oldest = connection.scalar(select(func.min(OutboxItem.due_at)).where(OutboxItem.carrier == "whatsapp"))
    late = (datetime.now(UTC) - oldest).total_seconds() if oldest else 0.0
    return [f"whatsapp: the oldest message waits for {late:.0f} s"] if late > LATE_SECONDS else []


def _for_a_person(connection: Connection) -> list[str]:
    """What was set aside or given up within a day; single messages that Meta refuses are daily life."""
    since = datetime.now(UTC) - RECENT
    aside = connection.scalar(select(func.count()).select_from(SetAside).where(SetAside.created_at > since))
    lost = connection.execute(
        select(GivenUp.carrier, func.count())
        .where(GivenUp.created_at > since, GivenUp.carrier != "whatsapp")
        .group_by(GivenUp.carrier)
    )
    told = [f"{row[0]}: {row[1]} given up within a day; see table given_up" for row in lost]
    return told + ([f"{aside} updates set aside within a day; see table set_aside"] if aside else [])


def notes_for_the_start(connection: Connection, can: frozenset[str]) -> list[str]:
    """What staff should know when the program starts: waiting e-mails, figures to be looked at."""
    notes = []
    waiting = _waiting(connection).get("mail", 0)
    if waiting and "mail" not in can:
        subjects = connection.scalars(select(OutboxItem.payload).where(OutboxItem.carrier == "mail").limit(20))
        leads = ", ".join(f"lead {payload.get('lead_id')}" for payload in subjects)
        notes.append(f"{waiting} e-mails wait until SMTP_HOST, MAIL_FROM and ADMIN_EMAIL are set: {leads}")
    due = due_for_review(read(connection), datetime.now(UTC).date())
    if due:
        notes.append(f"figures to be looked at again (review_by or expires_on has passed): {', '.join(due)}")
    return notes


def log_notes(database: Database, can: frozenset[str]) -> None:
    """Say at the start what staff should know; a database that is not there yet has its own words."""
    try:
        with database.transaction() as connection:
            notes = notes_for_the_start(connection, can)
    except SQLAlchemyError as error:
        notes = [f"the database cannot be used yet ({type(error).__name__}): run `flask init-db`"]
    for note in notes:
        log.warning(note)
