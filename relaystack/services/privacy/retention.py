"""What is older than the office keeps it goes, at night, some rows at a time, whichever worker comes to it.

Each bite is a transaction of its own with its entry in the audit: killed between two of them, the next look goes on.
"""

import logging
import time as clock
from datetime import UTC, datetime, time
from pathlib import Path

from sqlalchemy import Connection, delete, select

from relaystack.models import Lead, LeadEnquiry, Media

from ..conversations.talks import ConversationSettings
from ..storage import audit, search_index
from ..storage.database import Database
from . import retention_rules
from .retention_rules import RULES, SUBJECT, Part

log = logging.getLogger(__name__)

BITE = 500  # rows: nobody who writes waits for long
PATIENCE = 2.0  # seconds of each minute
NIGHT = time(2), time(5)  # by the office's clock
DELETED = "retention.delete"


def sweep(database: Database, settings: ConversationSettings, media_dir: Path, now: datetime | None = None) -> None:
    """Go on with what is due tonight, for a while. Asked each minute."""
    with database.reading() as connection:
        now = now or database.now(connection)  # by which all workers go: a clock that is ahead would delete too much
    begins, ends = NIGHT
    if begins <= now.astimezone(settings.house.zone).time() < ends:
        run(database, media_dir, now, clock.monotonic() + PATIENCE)


def run(database: Database, media_dir: Path, now: datetime, until: float | None = None) -> dict[str, int]:
    """Delete what the rules name, all of it or until a moment; how much of each."""
    done = _deleted(database, media_dir, now, until)
    search_index.forget(database)  # from SQLite's index too; each time, for the last look may have had no time left
    if done:
        log.info("retention: deleted %s", done)
    return done


def _deleted(database: Database, media_dir: Path, now: datetime, until: float | None) -> dict[str, int]:
    done: dict[str, int] = {}
    with database.reading() as connection:
        rules = retention_rules.of(connection)
    for name, days in rules.items():
        for part in RULES[name].parts if days is not None else ():
            while count := _bite(database, media_dir, name, part, retention_rules.before(days or 0, now)):
                done[name] = done.get(name, 0) + count
                if until is not None and clock.monotonic() > until:
                    return done
    return done


def _bite(database: Database, media_dir: Path, name: str, part: Part, then: datetime) -> int:
    """Some rows, the oldest first; how many."""
    id = part.table.__table__.c.id
    some = select(id).where(part.older(then)).order_by(id).limit(BITE)
    with database.transaction() as connection:
        ids = list(connection.scalars(some.with_for_update(skip_locked=True)))
        if not ids:
            return 0
        _take_along(connection, part, ids, media_dir)
        count: int = connection.execute(delete(part.table).where(id.in_(ids))).rowcount
        audit.note(connection, "", DELETED, SUBJECT, {name: None}, {name: count}, datetime.now(UTC))
    return count


def _take_along(connection: Connection, part: Part, ids: list[int], media_dir: Path) -> None:
    """What goes with the rows. Files before the commit: one without its row would never be found."""
    if part.table is Lead:
        connection.execute(delete(LeadEnquiry).where(LeadEnquiry.lead_id.in_(ids)))
    if part.table is Media:
        for path in connection.scalars(select(Media.path).where(Media.id.in_(ids))):
            (media_dir / path).unlink(missing_ok=True)
