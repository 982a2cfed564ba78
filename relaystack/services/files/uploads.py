"""Documents that we send: uploaded to Meta once, then sent by their id until it expires; by their link meanwhile."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, bindparam, or_, select, union_all, update

from relaystack.engine.replies import Document
from relaystack.models import GivenUp, Upload

from ..outbox.outbox import Item
from ..storage.database import insert
from ..storage.sets import among

CARRIER = "upload"
LIVES = timedelta(days=30)  # an uploaded id at Meta (CLOUD_API, section 4)
RENEW = timedelta(days=4)  # before it expires
PERIOD = timedelta(days=1)  # one attempt at a link in this time, with all its tries

# Links that need no upload now: there is an id, there was one just now, or today's attempt was given up.
_SETTLED = union_all(
    select(Upload.link).where(
        among(Upload.link, "links"),
        or_(Upload.expires_at > bindparam("soon"), Upload.uploaded_at > bindparam("lately")),
    ),
    select(GivenUp.key).where(among(GivenUp.key, "keys")),
)
_GOOD = select(Upload.link, Upload.media_id).where(among(Upload.link, "links"), Upload.expires_at > bindparam("now"))


def wanted(connection: Connection, documents: Iterable[Document], now: datetime) -> list[dict[str, Any]]:
    """What to post so that these documents can go by an id next time, in the order of the keys."""
    by_key = {_key(document.link, now): document for document in documents}
    if not by_key:
        return []
    values = {"links": [d.link for d in by_key.values()], "keys": list(by_key), "soon": now + RENEW}
    settled = set(connection.scalars(_SETTLED, {**values, "lately": now - PERIOD}))
    return [
        {
            "key": key, "carrier": CARRIER, "contact_id": None, "due_at": now,
            "payload": {"link": document.link, "filename": document.filename},
        }
        for key, document in sorted(by_key.items()) if not {key, document.link} & settled
    ]  # fmt: skip


def _key(link: str, now: datetime) -> str:
    return f"upload/{sha256(link.encode()).hexdigest()[:32]}/{now:%Y-%m-%d}"


def with_ids(connection: Connection, items: Sequence[Item], now: datetime) -> list[Item]:
    """The items; those that hold a document which lies at Meta have its id."""
    links = {document["link"] for item in items if (document := item.payload.get("document"))}
    if not links:
        return list(items)
    ids = {row.link: row.media_id for row in connection.execute(_GOOD, {"links": sorted(links), "now": now})}
    return [replace(item, media_id=ids.get((item.payload.get("document") or {}).get("link"))) for item in items]


def stored(connection: Connection, uploaded: Item, record: Mapping[str, Any], now: datetime) -> None:
    """Note an id; the newest counts."""
    values = {"media_id": record["media_id"], "mime_type": record["mime_type"], "uploaded_at": now}
    values["expires_at"] = now + LIVES
    new = insert(connection, Upload).values(link=uploaded.payload["link"], **values)
    connection.execute(new.on_conflict_do_update(index_elements=["link"], set_=values))


def forget_link(connection: Connection, link: str, now: datetime) -> None:
    """Meta cannot use what it has for this link: send by link until there is another id."""
    connection.execute(update(Upload).where(Upload.link == link, Upload.expires_at > now).values(expires_at=now))


def forget(connection: Connection, media_id: str, now: datetime) -> None:
    """Meta does not know this id any more: send by link until there is another."""
    connection.execute(update(Upload).where(Upload.media_id == media_id).values(expires_at=now))
