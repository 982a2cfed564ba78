"""Tokens of the HTTP API: made once and shown once, kept as a hash, revoked, and known again."""

import secrets
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from sqlalchemy import ColumnElement, insert, select, update

from relaystack.models import ApiToken

from ..storage.database import AWAY, Database

SCOPES = (
    "contacts:read", "conversations:automatic", "conversations:read", "conversations:write", "failed:read",
    "failed:write", "leads:read", "leads:write", "privacy", "programs:read", "programs:write", "stats:read",
    "unanswered:read", "unanswered:write",
)  # fmt: skip
PREFIX = "rs_"  # by which scanners of repositories know one that was committed
_NOTED = timedelta(minutes=1)  # how exactly the last use is known: not every request is worth a write


@dataclass(frozen=True)
class Token:
    """A token as it is kept."""

    id: int
    name: str
    scopes: Sequence[str]
    created_at: datetime
    revoked_at: datetime | None
    last_used_at: datetime | None


_COLUMNS = (ApiToken.id, ApiToken.name, ApiToken.scopes, ApiToken.created_at, ApiToken.revoked_at,
            ApiToken.last_used_at)  # fmt: skip


def create(database: Database, name: str, scopes: Sequence[str]) -> tuple[int, str]:
    """Make a token: its number, and what nobody can be shown again."""
    secret = PREFIX + secrets.token_urlsafe(32)
    row = {"name": name, "hash": _hash(secret), "scopes": sorted(set(scopes)), "created_at": datetime.now(UTC)}
    with database.transaction() as connection:
        id = connection.scalars(insert(ApiToken).returning(ApiToken.id), row).one()
    return id, secret


def every(database: Database) -> list[Token]:
    """All of them, the revoked too."""
    with database.reading() as connection:
        return [Token(**row._mapping) for row in connection.execute(select(*_COLUMNS).order_by(ApiToken.id))]


def revoke(database: Database, id: int) -> bool:
    """Let a token open nothing any more; whether it did until now."""
    still_good = ApiToken.id == id, ApiToken.revoked_at.is_(None)
    with database.transaction() as connection:
        done = connection.execute(update(ApiToken).where(*still_good).values(revoked_at=datetime.now(UTC)))
    return bool(done.rowcount)


def known(database: Database, secret: str) -> Token | None:
    """The token that this is, unless it was revoked. It is looked up by its hash, so no comparison tells how near."""
    return _used(database, ApiToken.hash == _hash(secret))


def by_id(database: Database, id: int) -> Token | None:
    """The token with this number, unless it was revoked: for whoever has shown it before."""
    return _used(database, ApiToken.id == id)


def _used(database: Database, which: ColumnElement[bool]) -> Token | None:
    with database.reading() as connection:
        row = connection.execute(select(*_COLUMNS).where(which, ApiToken.revoked_at.is_(None))).first()
    if row is None:
        return None
    _note_use(database, row.id, row.last_used_at)
    return Token(**row._mapping)


def _note_use(database: Database, id: int, before: datetime | None) -> None:
    now = datetime.now(UTC)
    if before is None or now - before > _NOTED:
        # No reason to refuse anybody while the database takes no writes.
        with suppress(*AWAY), database.transaction() as connection:
            connection.execute(update(ApiToken).where(ApiToken.id == id).values(last_used_at=now))


def _hash(secret: str) -> str:
    """Enough for 256 random bits: a slow hash is for what people think up."""
    return sha256(secret.encode("utf-8", "surrogateescape")).hexdigest()
