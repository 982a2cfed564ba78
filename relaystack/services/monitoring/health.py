"""How is the bot doing? What works, what waits, what has stopped; said quickly, whatever hangs."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import Connection, and_, func, or_, select

from relaystack.metrics.exposition import Gauge
from relaystack.models import GivenUp, OutboxItem, SetAside

from ..carriers import kinds
from ..files import media
from ..leads import crm
from ..notices import lapsed
from ..outbox import carrier_states, clocks
from ..outbox.outbox import WHATSAPP
from ..storage import migrations, readiness, token_ends
from ..storage.database import Database
from ..storage.probe import DatabaseProbe, NoAnswer
from . import gauges

RECENT = timedelta(days=1)
LATE_SECONDS = 120  # an item that is due this long says that delivery does not keep up
SOON_SECONDS = 5  # and for this long where none runs


@dataclass(frozen=True)
class Seen:
    """What one look at the database shows."""

    revision: str | None
    reasons: list[str] = field(default_factory=list)
    waiting: Mapping[str, int] = field(default_factory=dict)
    backlog_seconds: float = 0.0
    serves: bool = True  # tables that are newer let this program run on them


@dataclass(frozen=True)
class HealthState:
    """`faults` keep the bot from taking messages in; `reasons` are for a person to look at."""

    faults: list[str]
    reasons: list[str] = field(default_factory=list)
    waiting: Mapping[str, int] = field(default_factory=dict)
    backlog_seconds: float = 0.0


class Health:
    """Looks at the database for whoever asks, over connections of its own; `of_content` tells of the content."""

    def __init__(self, database: Database, media_quota_mb: int, of_content: Callable[[], list[str]] = list) -> None:
        self._media_quota_mb, self._of_content = media_quota_mb, of_content
        self._file = database.file
        self._probe = DatabaseProbe(database)
        self._writes = readiness.Writes(self._probe)

    def report(self) -> dict[str, Any]:
        """The state in a few fields; `degraded` with the reasons where a person should look."""
        state = self._state()
        reasons = state.faults + state.reasons
        return {"status": "degraded" if reasons else "healthy", "reasons": reasons, "waiting": dict(state.waiting)}

    def ready(self) -> dict[str, Any]:
        """Whether webhooks can be taken in. Sending that is stopped is told, but does not stand against that."""
        state = self._state()
        return {
            "ready": not state.faults,
            "reasons": state.faults + state.reasons,
            "backlog_seconds": round(state.backlog_seconds),
        }

    def gauges(self) -> list[Gauge]:
        """The numbers of now, for the metrics."""
        try:
            return gauges.database_up(True) + self._probe.ask(gauges.of)
        except NoAnswer:
            return gauges.database_up(False)

    def _state(self) -> HealthState:
        state = self._state_of_database()
        return replace(state, reasons=state.reasons + self._of_content())

    def _state_of_database(self) -> HealthState:
        gone = self._file.faults()
        if gone:  # looking would make a new, empty file
            return HealthState(gone)
        try:
            seen = self._probe.ask(partial(_see, media_quota_mb=self._media_quota_mb))
        except NoAnswer as reason:
            return HealthState([f"the database does not answer: {reason}"])
        faults, notes = readiness.of_revision(seen.revision, seen.serves)
        faults = faults or self._writes.faults()
        return HealthState(faults, notes + seen.reasons, seen.waiting, seen.backlog_seconds)


def _see(connection: Connection, media_quota_mb: int) -> Seen:
    found = readiness.revision(connection)
    if migrations.age(found) in ("missing", "older"):
        return Seen(found)  # what it lacks cannot be looked at
    if migrations.age(found) == "newer" and not migrations.serves(connection):
        return Seen(found, serves=False)
    late = _late(connection)
    now = datetime.now(UTC)
    reasons = carrier_states.troubles(connection) + clocks.troubles(connection)
    reasons += crm.troubles(connection, kinds.needs_of_crms(), now)
    reasons += _for_a_person(connection) + lapsed.troubles(connection, now) + _mails_that_come_back(connection)
    reasons += token_ends.soon(connection, now) + media.troubles(connection, media_quota_mb)
    if late > SOON_SECONDS and carrier_states.unserved(connection, WHATSAPP, now):
        reasons.append(f"whatsapp: messages wait for {late:.0f} s and nothing delivers: run `flask worker`")
    elif late > LATE_SECONDS:
        reasons.append(f"whatsapp: the oldest message waits for {late:.0f} s")
    return Seen(found, reasons, waiting(connection), late)


def waiting(connection: Connection) -> dict[str, int]:
    """How many items wait, by carrier."""
    rows = connection.execute(select(OutboxItem.carrier, func.count()).group_by(OutboxItem.carrier))
    return {row[0]: int(row[1]) for row in rows}


def _late(connection: Connection) -> float:
    """For how many seconds the oldest message has been due."""
    oldest = connection.scalar(select(func.min(OutboxItem.due_at)).where(OutboxItem.carrier == WHATSAPP))
    return max((datetime.now(UTC) - oldest).total_seconds(), 0.0) if oldest else 0.0


def _mails_that_come_back(connection: Connection) -> list[str]:
    """E-mails that were tried and could not leave: a mail server that never answers is told after the first."""
    is_back = or_(OutboxItem.attempts > 1, and_(OutboxItem.attempts == 1, OutboxItem.claimed_by.is_(None)))
    tried = OutboxItem.carrier.in_(kinds.names(lambda kind: kind.tells_retries)), is_back
    count = connection.scalar(select(func.count()).select_from(OutboxItem).where(*tried))
    return [f"mail: {count} e-mails could not leave yet and are tried again; the log says why"] if count else []


def _for_a_person(connection: Connection) -> list[str]:
    """What was set aside or given up within a day; single messages that are refused are daily life."""
    since = datetime.now(UTC) - RECENT
    aside = connection.scalar(select(func.count()).select_from(SetAside).where(SetAside.created_at > since))
    lost = connection.execute(
        select(GivenUp.carrier, func.count())
        .where(GivenUp.created_at > since, GivenUp.carrier.not_in(kinds.to_people()))
        .group_by(GivenUp.carrier)
    )
    told = [f"{row[0]}: {row[1]} given up within a day; see `flask failed list`" for row in lost]
    return told + ([f"{aside} updates set aside within a day; see `flask failed list`"] if aside else [])
