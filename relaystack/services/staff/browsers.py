"""The browsers in which somebody wants to be told of news: switched on there, and ended from anywhere."""

import re
from base64 import urlsafe_b64decode
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric import ec
from sqlalchemy import delete, func, select

from relaystack.models import PushSubscription

from ..notices import push
from ..storage import audit
from ..storage.database import Database, insert
from . import members
from .members import Impossible, Member

MOST, LONGEST_NAME = 10, 80
_ENDPOINT = re.compile(r"https?://[A-Za-z0-9.-]{1,253}(:[0-9]{1,5})?/[!-~]{0,1000}")
_ODD = "This browser did not say how it can be told. Please try again."
_OTHERS = "This address is that of another browser."


@dataclass(frozen=True)
class Subscription:
    """What a browser says of itself: its push service, and the keys for what is sent there."""

    endpoint: str
    p256dh: str
    auth: str

    def check(self, *, secure: bool) -> None:
        """Raises Impossible for what no browser says. `secure`: nothing goes by plain HTTP."""
        is_address = _ENDPOINT.fullmatch(self.endpoint) and (not secure or urlsplit(self.endpoint).scheme == "https")
        if not is_address or len(_decoded(self.auth)) != 16:
            raise Impossible(_ODD)
        try:
            ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), _decoded(self.p256dh))
        except ValueError:
            raise Impossible(_ODD) from None


@dataclass(frozen=True)
class Browser:
    """One of somebody's browsers as they see it; `endpoint` tells the browser itself that it is this one."""

    id: int
    name: str
    endpoint: str
    created_at: datetime
    told_at: datetime | None


def of_member(database: Database, member_id: int, server_key: str) -> list[Browser]:
    """Those that are told by now, the oldest first."""
    columns = (PushSubscription.id, PushSubscription.name, PushSubscription.endpoint, PushSubscription.created_at,
               PushSubscription.told_at)  # fmt: skip
    mine = PushSubscription.member_id == member_id, PushSubscription.server_key == server_key
    with database.reading() as connection:
        rows = connection.execute(select(*columns).where(*mine).order_by(PushSubscription.id))
        return [Browser(**row._mapping) for row in rows]


def switch_on(database: Database, me: Member, told: Subscription, server_key: str, name: str) -> None:
    """Tell this browser from now on, and whoever had switched it on before no more. Raises Impossible."""
    now = members.now()
    with database.transaction() as connection:
        members.locked(connection, me.id)
        others = PushSubscription.member_id == me.id, PushSubscription.endpoint != told.endpoint
        if (connection.scalar(select(func.count()).select_from(PushSubscription).where(*others)) or 0) >= MOST:
            raise Impossible(f"You have switched it on in {MOST} browsers. End one of them first.")
        row = {"member_id": me.id, "endpoint": told.endpoint, "p256dh": told.p256dh, "auth": told.auth,
               "server_key": server_key, "name": name[:LONGEST_NAME] or "A browser", "created_at": now,
               "told_at": None}  # fmt: skip
        new = insert(connection, PushSubscription).values(row)
        # Who knows the address alone takes it from nobody: the browser itself has the secret as well.
        put = new.on_conflict_do_update(
            index_elements=["endpoint"], set_=row, where=PushSubscription.auth == told.auth
        ).returning(PushSubscription.id)
        if connection.scalars(put).first() is None:
            raise Impossible(_OTHERS)
        audit.note(connection, me.name, "member.browser_on", members.subject(me.id), {}, {}, now)


def end(database: Database, me: Member, id: int) -> None:
    """Tell one of one's own browsers nothing more."""
    now = members.now()
    with database.transaction() as connection:
        mine = PushSubscription.id == id, PushSubscription.member_id == me.id
        if connection.scalars(delete(PushSubscription).where(*mine).returning(PushSubscription.id)).first():
            audit.note(connection, me.name, "member.browser_off", members.subject(me.id), {}, {}, now)


def try_out(database: Database, me: Member, id: int) -> None:
    """Send something to one of one's own browsers now. Raises Impossible."""
    with database.transaction() as connection:
        mine = PushSubscription.id == id, PushSubscription.member_id == me.id
        if connection.scalar(select(PushSubscription.id).where(*mine)) is None:
            raise Impossible("This browser is told nothing any more. Switch it on again.")
        push.try_out(connection, id, members.now())


def _decoded(written: str) -> bytes:
    try:
        return urlsafe_b64decode(written + "=" * (-len(written) % 4)) if len(written) < 200 else b""
    except ValueError:
        return b""
