"""What should staff know when the program starts? E-mails that wait, figures to be looked at."""

import logging
from datetime import UTC, datetime

from sqlalchemy import Connection, select
from sqlalchemy.exc import SQLAlchemyError

from relaystack.content.programs import due_for_review
from relaystack.models import OutboxItem

from ..carriers import kinds
from ..catalogue.programs import read
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
    for kind in kinds.KINDS.values():
        if items.get(kind.name) and kind.needs and kind.ability not in can:
            are = "are" if " " in kind.needs else "is"
            about = _about(connection, kind.name)
            said.append(f"{items[kind.name]} {kind.things} wait until {kind.needs} {are} set{about}")
    said += carrier_states.troubles(connection) + token_ends.soon(connection, datetime.now(UTC))
    due = due_for_review(read(connection), datetime.now(UTC).date())
    if due:
        said.append(f"figures to be looked at again (review_by or expires_on has passed): {', '.join(due)}")
    return said


def _about(connection: Connection, carrier: str) -> str:
    """The leads that the first of these items are about, where they are about leads."""
    found = connection.scalars(select(OutboxItem.payload).where(OutboxItem.carrier == carrier).limit(20))
    leads = sorted({payload["lead_id"] for payload in found if isinstance(payload, dict) and "lead_id" in payload})
    return ": " + ", ".join(f"lead {id}" for id in leads) if leads else ""


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
