"""Systems of the company that the owner has connected in the console: kept sealed, for no reader of the database."""

from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, select, update
from sqlalchemy.exc import SQLAlchemyError

from relaystack.models import OfficeSetting

from ..storage import audit
from ..storage.database import Database, insert
from ..storage.versions import must_be

NAME, SUBJECT = "connections", "office:connections"
GoOn = Callable[[Connection, str, str, datetime], object]
Kept = dict[str, dict[str, Any]]  # of each system: `sealed`, by whom and when
_VALUE = select(OfficeSetting.value).where(OfficeSetting.name == NAME)


@dataclass(frozen=True)
class System:
    """What can be connected: the settings that stand for it, the one that staff give first, and what it is good for."""

    name: str
    label: str
    words: str
    given: str  # the setting that is typed
    field: str
    hint: str
    made: str = ""  # a secret that is made here, and shown once


HUBSPOT = System(
    "hubspot", "HubSpot", "Each new lead becomes a contact there, and each change of it a note.", "hubspot_token",
    "Access token",
    "In HubSpot: Settings, Integrations, Private apps. It may read and write contacts, and read and write schemas.",
)  # fmt: skip
WEBHOOK = System(
    "crm_webhook", "Your own system", "Each new lead and each change of it is posted to an address of yours, signed.",
    "crm_webhook_url", "Address", "It begins with https://. Whoever builds your system knows it.", "crm_webhook_secret",
)  # fmt: skip
SYSTEMS = {system.name: system for system in (HUBSPOT, WEBHOOK)}


def of(connection: Connection) -> Kept:
    """What is connected by now."""
    return connection.scalar(_VALUE) or {}


def found(database: Database) -> Kept | None:
    """The same; None where the database cannot say."""
    try:
        with database.glance() as connection:
            return of(connection)
    except SQLAlchemyError:  # it is away, or its tables are not made yet
        return None


def change(
    database: Database, name: str, sealed: str | None, by: str, go_on: GoOn, seen: Container[str] | None = None
) -> None:
    """Connect a system, or let it go (None), and write down who did, not with what. Raises Outdated by `seen`.

    What stood still, because what was given before was refused, goes on.
    """
    now = datetime.now(UTC)
    with database.transaction() as connection:
        first = insert(connection, OfficeSetting).on_conflict_do_nothing()
        connection.execute(first, {"name": NAME, "value": {}, "updated_at": now})
        kept: Kept = connection.scalar(_VALUE.with_for_update()) or {}
        must_be(seen, stamps(kept))
        after = {other: one for other, one in kept.items() if other != name}
        if sealed is not None:
            after[name] = {"sealed": sealed, "by": by, "at": now.isoformat()}
        changed = {"value": after, "updated_at": now}
        connection.execute(update(OfficeSetting).where(OfficeSetting.name == NAME).values(changed))
        was, is_now = ("connected" if name in one else None for one in (kept, after))
        label = SYSTEMS[name].label
        go_on(connection, name, by, database.now(connection))
        audit.note(connection, by, "office.connection", SUBJECT, {label: was}, {label: is_now}, now)


def stamps(kept: Kept) -> Mapping[str, str]:
    """When each was connected: what a form was made for, and by what a process knows that something is new."""
    return {name: one["at"] for name, one in kept.items()}


@dataclass(frozen=True)
class Standing:
    """How a system stands: `server` where whoever runs the server has set it, `kept` where the owner has."""

    system: System
    state: str  # server, kept, unreadable, none
    by: str = ""
    at: datetime | None = None


@dataclass(frozen=True)
class Trial:
    """What a system said to what was given for it; `values` are the settings that are to be kept."""

    values: Mapping[str, str]
    trouble: str = ""
    warning: str = ""
    secret: str = ""  # to be shown once


@dataclass(frozen=True)
class Connections:
    """What the page works with.

    `try_out` asks the system itself, `took` has this process go by what is new, `go_on` lets a carrier that stands
    still go on. Without a key to seal with it is not `is_ready`.
    """

    database: Database
    standing: Callable[[Kept], list[Standing]]
    try_out: Callable[[System, str], Trial]
    seal: Callable[[Mapping[str, str]], str]
    took: Callable[[], None]
    go_on: GoOn
    is_ready: bool = True

    def kept(self) -> Kept:
        """What is connected by now."""
        with self.database.reading() as connection:
            return of(connection)

    def connect(self, system: System, given: str, by: str, seen: Container[str] | None) -> Trial:
        """Try it, and keep it unless the system refuses it. Raises Outdated."""
        trial = self.try_out(system, given)
        if not trial.trouble:
            change(self.database, system.name, self.seal(trial.values), by, self.go_on, seen)
            self.took()
        return trial

    def let_go(self, system: System, by: str, seen: Container[str] | None) -> None:
        """Connect it no longer. Raises Outdated."""
        change(self.database, system.name, None, by, self.go_on, seen)
        self.took()
