"""What should staff know when the program starts? E-mails that wait, figures to be looked at."""

import logging
from datetime import UTC, datetime

from sqlalchemy import Connection, select
from sqlalchemy.exc import SQLAlchemyError

from relaystack.content.programs import due_for_review
from relaystack.models import OutboxItem

from ..catalogue.programs import read
from ..leads import crm
from ..outbox import carrier_states
from ..storage import token_ends
from ..storage.advice import advice_on
from ..storage.database import Database
from .health import waiting

log = logging.getLogger(__name__)


def notes(connection: Connection, can: frozenset[str]) -> list[str]:
    """What staff should know, a line each."""
    said = []
    items = waiting(connection)
    mails = items.get("mail", 0)
    if mails and "mail" not in can:
        found = connection.scalars(select(OutboxItem.payload).where(OutboxItem.carrier == "mail").limit(20))
        leads = sorted({mail["lead_id"] for mail in found if "lead_id" in mail})
        about = ": " + ", ".join(f"lead {id}" for id in leads) if leads else ""
        said.append(f"{mails} e-mails wait until SMTP_HOST, MAIL_FROM and ADMIN_EMAIL are set{about}")
    said += crm.notes(items, can) + carrier_states.troubles(connection) + token_ends.soon(connection, datetime.now(UTC))
    due = due_for_review(read(connection), datetime.now(UTC).date())
    if due:
        said.append(f"figures to be looked at again (review_by or expires_on has passed): {', '.join(due)}")
    return said


def log_notes(database: Database, can: frozenset[str]) -> None:
    """Say it in the log; a database that is not there yet has its own words."""
    try:
        with database.transaction() as connection:
            said = notes(connection, can)
    except SQLAlchemyError as error:
        said = [f"the database cannot be used yet ({type(error).__name__}): {advice_on(error)}"]
    except Exception:  # an odd row: the start must not fail by what is only a note
        log.exception("what waits cannot be told")
        return
    for note in said:
        log.warning(note)
