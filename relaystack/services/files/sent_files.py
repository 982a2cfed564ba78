"""Files that staff send: laid down with their message, uploaded first, then sent by the id that Meta gives them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from relaystack.engine.outgoing_files import Staged
from relaystack.models import UNDER_WAY, GivenUp, Media, Message, OutboxItem, Status

from ..outbox import outbox
from ..outbox.outbox import Item

CARRIER = "staff_file"
WAITS = timedelta(hours=1)  # a message for its file at the longest: then it asks again, now and then


def note(connection: Connection, contact_id: int, key: str, staged: Staged, now: datetime) -> None:
    """Keep a file on record with the message of this key."""
    file = staged.file
    row = {
        "contact_id": contact_id, "message_id": key, "media_id": "", "kind": file.kind, "mime_type": file.mime_type,
        "filename": file.filename, "sha256": staged.sha256, "size": staged.size, "path": file.path, "stored_at": now,
    }  # fmt: skip
    connection.execute(insert(Media), row)
    staged.claim()


def is_full(connection: Connection, size: int, quota_mb: int) -> bool:
    """Whether there is no room for so many bytes more."""
    held = int(connection.scalar(select(func.coalesce(func.sum(Media.size), 0))) or 0)
    return held + size > quota_mb * 2**20


def post(connection: Connection, item: Mapping[str, Any], now: datetime) -> None:
    """Add a message to the outbox; one with a file waits until Meta has that, and holds up those behind it."""
    if item["payload"].get("file"):
        outbox.post(connection, [_upload(item, now)], now)
        item = {**item, "due_at": now + WAITS}
    outbox.post(connection, [item], now)


def _upload(item: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    file = item["payload"]["file"]
    return {
        "key": f"{item['key']}/file", "carrier": CARRIER, "contact_id": item["contact_id"], "due_at": now,
        "payload": {"message": item["key"], "path": file["path"], "mime_type": file["mime_type"]},
    }  # fmt: skip


def with_ids(connection: Connection, items: Sequence[Item]) -> list[Item]:
    """The items; those that hold a file of staff have Meta's id of it, once there is one."""
    keys = [item.key for item in items if item.payload.get("file")]
    if not keys:
        return list(items)
    ids = {row.message_id: row.media_id for row in connection.execute(_known(keys))}
    return [replace(item, media_id=ids.get(item.key) or item.media_id) for item in items]


def _known(keys: Sequence[str]) -> Any:
    return select(Media.message_id, Media.media_id).where(Media.message_id.in_(keys))


def uploaded(connection: Connection, item: Item, record: Mapping[str, Any], now: datetime) -> None:
    """Meta has it: its message may leave."""
    key = item.payload["message"]
    known = {"media_id": record["media_id"], "uploaded_at": now}
    connection.execute(update(Media).where(Media.message_id == key).values(known))
    waits = OutboxItem.key == key, OutboxItem.claimed_by.is_(None), OutboxItem.due_at > now
    connection.execute(update(OutboxItem).where(*waits).values(due_at=now))


def lost(connection: Connection, item: Item, reason: str, now: datetime) -> None:
    """Meta does not take it: its message fails with that reason, and can be tried again like any other."""
    key = item.payload["message"]
    failed = {"status": Status.FAILED, "error_title": reason[:500]}  # first, as who settles it does
    connection.execute(update(Message).where(Message.key == key, Message.status.in_(UNDER_WAY)).values(failed))
    connection.execute(delete(GivenUp).where(GivenUp.key == item.key))
    gone = delete(OutboxItem).where(OutboxItem.key == key).returning(*_KEPT)
    for row in connection.execute(gone).all():
        told = {"code": 0, "reason": reason[:500], "attempts": item.attempts, "created_at": now}
        connection.execute(insert(GivenUp), {**row._mapping, **told})


_KEPT = (OutboxItem.key, OutboxItem.carrier, OutboxItem.contact_id, OutboxItem.about_contact_id, OutboxItem.payload)


def again(connection: Connection, item: Item, now: datetime) -> None:
    """Meta does not know the file (any more): it is uploaded anew, and its message waits for that."""
    if not item.payload.get("file"):
        return
    connection.execute(update(Media).where(Media.message_id == item.key).values(media_id="", uploaded_at=None))
    mine = {"key": item.key, "contact_id": item.contact_id, "payload": item.payload}
    outbox.post(connection, [_upload(mine, now)], now)
    connection.execute(update(OutboxItem).where(OutboxItem.key == item.key).values(due_at=now + WAITS))
