"""Tokens of the HTTP API: made once and shown once, kept as a hash, at an end one day, revoked, and known again."""

import secrets
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, insert, select, update

from relaystack.models import ApiToken, AuditEntry, SignIn

from ..storage import audit
from ..storage.database import AWAY, Database

SCOPES = (
    "audit:read", "bookings:read", "bookings:write", "contacts:read", "conversations:automatic", "conversations:read",
    "conversations:write",
    "failed:read", "failed:write", "leads:read", "leads:write", "office:write", "privacy", "programs:read",
    "programs:write", "stats:read", "team:help", "team:read", "team:write", "unanswered:read", "unanswered:write",
)  # fmt: skip
PREFIX = "rs_"  # by which scanners of repositories know one that was committed
DAYS = 365  # that a token is good for, unless somebody asks for more, or for less
TERMINAL = audit.TERMINAL  # who makes tokens
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
    expires_at: datetime | None


class Refused(Exception):
    """A token that was good once: why it is not any more, in words."""

    def __init__(self, kind: Literal["token_revoked", "token_expired"], token: Token, words: str) -> None:
        super().__init__(words)
        self.kind, self.token = kind, token


_COLUMNS = (ApiToken.id, ApiToken.name, ApiToken.scopes, ApiToken.created_at, ApiToken.revoked_at,
            ApiToken.last_used_at, ApiToken.expires_at)  # fmt: skip


def create(
    database: Database, name: str, scopes: Sequence[str], days: int | None = DAYS, by: str = TERMINAL
) -> tuple[int, str]:
    """Make a token that is good for so many days (None: for ever): its number, and what nobody can be shown again."""
    secret, now = PREFIX + secrets.token_urlsafe(32), datetime.now(UTC)
    told = {"name": name, "scopes": sorted(set(scopes)), "expires_at": _end(now, days)}
    with database.transaction() as connection:
        row = {**told, "hash": _hash(secret), "created_at": now}
        id = connection.scalars(insert(ApiToken).returning(ApiToken.id), row).one()
        audit.note(connection, by, "token.create", _subject(id), dict.fromkeys(told), told, now)
    return id, secret


def every(database: Database) -> list[Token]:
    """All of them, the revoked too."""
    with database.reading() as connection:
        return [Token(**row._mapping) for row in connection.execute(select(*_COLUMNS).order_by(ApiToken.id))]


def revoke(database: Database, id: int, by: str = TERMINAL) -> bool:
    """Let a token open nothing any more, and end the sign-ins with it; whether it did until now."""
    now = datetime.now(UTC)
    with database.transaction() as connection:
        if not _change(connection, id, by, "token.revoke", {"revoked_at": now}, now):
            return False
        theirs = SignIn.token_id == id, SignIn.ended_at.is_(None)
        connection.execute(update(SignIn).where(*theirs).values(ended_at=now))
    return True


def renew(database: Database, id: int, days: int | None, by: str = TERMINAL) -> bool:
    """Let a token be good for so many days from now (None: for ever); whether there is one that was not revoked."""
    now = datetime.now(UTC)
    with database.transaction() as connection:
        return _change(connection, id, by, "token.renew", {"expires_at": _end(now, days)}, now)


def _change(connection: Connection, id: int, by: str, action: str, values: dict[str, Any], now: datetime) -> bool:
    find = select(*_COLUMNS).where(ApiToken.id == id, ApiToken.revoked_at.is_(None))
    before = connection.execute(find.with_for_update()).first()
    if before is None:
        return False
    connection.execute(update(ApiToken).where(ApiToken.id == id).values(values))
    audit.note(connection, by, action, _subject(id), before._mapping, values, now)
    return True


def known(database: Database, secret: str) -> Token | None:
    """The token that this is; raises Refused where it is none any more. It is looked up by its hash, so no comparison
    tells how near."""
    return _used(database, ApiToken.hash == _hash(secret))


def by_id(database: Database, id: int) -> Token | None:
    """The token with this number, likewise: for whoever has shown it before."""
    return _used(database, ApiToken.id == id)


def _used(database: Database, which: ColumnElement[bool]) -> Token | None:
    with database.reading() as connection:
        row = connection.execute(select(*_COLUMNS).where(which)).first()
    if row is None:
        return None
    token, now = Token(**row._mapping), datetime.now(UTC)
    if token.revoked_at:
        raise Refused("token_revoked", token, "This token was revoked.")
    if token.expires_at and token.expires_at <= now:
        _note_end(database, token, now)
        words = f"This token expired on {token.expires_at:%d %B %Y}; whoever runs the bot can renew it."
        raise Refused("token_expired", token, words)
    _note_use(database, token, now)
    return token


def _note_use(database: Database, token: Token, now: datetime) -> None:
    if token.last_used_at is None or now - token.last_used_at > _NOTED:
        # No reason to refuse anybody while the database takes no writes.
        with suppress(*AWAY), database.transaction() as connection:
            connection.execute(update(ApiToken).where(ApiToken.id == token.id).values(last_used_at=now))


def _note_end(database: Database, token: Token, now: datetime) -> None:
    """Once in the audit for each end: when somebody first came with it after that."""
    told = select(AuditEntry.id).where(AuditEntry.subject == _subject(token.id), AuditEntry.action == "token.expire")
    with database.reading() as connection:
        if connection.scalar(told.where(AuditEntry.at > token.expires_at).limit(1)) is not None:
            return
    with suppress(*AWAY), database.transaction() as connection:
        audit.note(connection, "", "token.expire", _subject(token.id), {}, {}, now)


def _subject(id: int) -> str:
    return f"token:{id}"


def _end(now: datetime, days: int | None) -> datetime | None:
    return None if days is None else now + timedelta(days=days)


def _hash(secret: str) -> str:
    """Enough for 256 random bits: a slow hash is for what people think up."""
    return sha256(secret.encode("utf-8", "surrogateescape")).hexdigest()
