"""Sign-ins to the console: a row each, so that one ends when somebody says so, wherever its cookie was copied to."""

import hmac
import secrets
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, bindparam, delete, func, insert, or_, select, update

from relaystack.models import ApiToken, PushSubscription, SignIn, StaffMember

from ..storage import audit
from ..storage.database import AWAY, Database
from . import members
from .members import Member
from .tokens import TERMINAL

IDLE = timedelta(hours=2)  # without a request, and it is over
LONGEST = timedelta(hours=12)  # whatever its owner does
KEPT = timedelta(days=30)  # that one which is over can be looked at
_NOTED = timedelta(minutes=1)  # how exactly it is known when somebody was last seen


@dataclass(frozen=True)
class Visit:
    """A sign-in as it is kept; `who` is the name of its member or token. It is of API_TOKEN where it has neither."""

    id: int
    token_id: int | None
    member_id: int | None
    mark: str | None
    created_at: datetime
    seen_at: datetime
    idle_until: datetime
    ends_at: datetime
    ended_at: datetime | None
    browser: str | None
    who: str | None = None
    member: Member | None = None  # as they are now; None: removed meanwhile, or not asked for

    def is_over(self, now: datetime) -> bool:
        """Whether it opens nothing any more."""
        return self.ended_at is not None or now >= min(self.idle_until, self.ends_at)


_COLUMNS = (SignIn.id, SignIn.token_id, SignIn.member_id, SignIn.mark, SignIn.created_at, SignIn.seen_at,
            SignIn.idle_until, SignIn.ends_at, SignIn.ended_at, SignIn.browser)  # fmt: skip
_NOT_ENDED = SignIn.ended_at.is_(None)
# With its member, unless they were removed. Built once: it is asked with every request.
_BY_HASH = (
    select(*_COLUMNS, *members.COLUMNS)
    .outerjoin(StaffMember, and_(StaffMember.id == SignIn.member_id, members.HERE))
    .where(SignIn.hash == bindparam("hash"))
)


class SignIns:
    """The sign-ins of one application. Its key makes the hashes: another key ends them all."""

    def __init__(self, database: Database, key: str) -> None:
        self._database, self._key = database, key.encode()

    def mark(self, secret: str) -> str:
        """By what a setting is known again that may change."""
        return self._hash(f"mark {secret}")

    def begin(
        self, who: str, *, token_id: int | None = None, member_id: int | None = None, mark: str | None = None,
        browser: str = "",
    ) -> str:  # fmt: skip
        """Sign somebody in: what their cookie holds. It is new each time, so none can be foisted on them."""
        secret, now = secrets.token_urlsafe(32), datetime.now(UTC)
        row = {"hash": self._hash(secret), "token_id": token_id, "member_id": member_id, "mark": mark,
               "browser": browser or None, "created_at": now, "seen_at": now, "idle_until": now + IDLE,
               "ends_at": now + LONGEST}  # fmt: skip
        old = or_(SignIn.ended_at < now - KEPT, SignIn.ends_at < now - KEPT)
        with self._database.transaction() as connection:
            connection.execute(delete(SignIn).where(old))
            id = connection.scalars(insert(SignIn).returning(SignIn.id), row).one()
            audit.note(connection, who, "console.sign_in", f"sign-in:{id}", {}, {}, now)
        return secret

    def known(self, secret: str, *, used: bool = True) -> Visit | None:
        """The sign-in of this cookie with its member, also one that is over. It lasts on while somebody uses it."""
        with self._database.glance() as connection:
            row = connection.execute(_BY_HASH, {"hash": self._hash(secret)}).first()
        visit = _with_member(row) if row else None
        if used and visit and not visit.is_over(now := datetime.now(UTC)) and now - visit.seen_at > _NOTED:
            with suppress(*AWAY), self._database.transaction() as connection:
                values = {"seen_at": now, "idle_until": now + IDLE}
                connection.execute(update(SignIn).where(SignIn.id == visit.id, _NOT_ENDED).values(values))
        return visit

    def end(self, secret: str, who: str) -> None:
        """Sign out: no copy of the cookie opens anything from now on."""
        _end(self._database, SignIn.hash == self._hash(secret), who)

    def _hash(self, secret: str) -> str:
        return hmac.new(self._key, secret.encode("utf-8", "surrogatepass"), "sha256").hexdigest()


def _with_member(row: Sequence[Any]) -> Visit:
    visit, of_member = Visit(*row[: len(_COLUMNS)]), row[len(_COLUMNS) :]
    return visit if of_member[0] is None else replace(visit, member=Member(*of_member))


def current(database: Database) -> list[Visit]:
    """The sign-ins that are not over, the oldest first."""
    now = datetime.now(UTC)
    found = select(*_COLUMNS, func.coalesce(StaffMember.name, ApiToken.name).label("who"))
    found = found.outerjoin(ApiToken, ApiToken.id == SignIn.token_id)
    found = found.outerjoin(StaffMember, StaffMember.id == SignIn.member_id)
    still = _NOT_ENDED, SignIn.idle_until > now, SignIn.ends_at > now
    with database.reading() as connection:
        return [Visit(**row._mapping) for row in connection.execute(found.where(*still).order_by(SignIn.id))]


def end(database: Database, id: int | None, by: str = TERMINAL) -> int:
    """End one of them (None: all, and no browser is told any more); how many did not have an end yet."""
    with database.transaction() as connection:
        if id is None:
            connection.execute(delete(PushSubscription))
        return _ended(connection, SignIn.id > 0 if id is None else SignIn.id == id, by, datetime.now(UTC))


def of_member(database: Database, member_id: int) -> list[Visit]:
    """Where somebody is signed in, the last first."""
    return [visit for visit in reversed(current(database)) if visit.member_id == member_id]


def end_of(connection: Connection, member_id: int, by: str, now: datetime) -> int:
    """End all of a member's; how many. Their browsers are told nothing more either."""
    connection.execute(delete(PushSubscription).where(PushSubscription.member_id == member_id))
    return _ended(connection, SignIn.member_id == member_id, by, now)


def _end(database: Database, which: ColumnElement[bool], by: str) -> int:
    with database.transaction() as connection:
        return _ended(connection, which, by, datetime.now(UTC))


def _ended(connection: Connection, which: ColumnElement[bool], by: str, now: datetime) -> int:
    ended = update(SignIn).where(which, _NOT_ENDED).values(ended_at=now).returning(SignIn.id)
    ids = list(connection.scalars(ended))
    for id in ids:
        audit.note(connection, by, "console.sign_out", f"sign-in:{id}", {}, {}, now)
    return len(ids)
