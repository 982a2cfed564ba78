"""Files that customers send: fetched in the background, noted down, and made known to the consultants."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, exists, func, select

from relaystack.engine.events import PASSED_ON
from relaystack.engine.updates import Attachment, Received
from relaystack.models import Media

from ..notices import staff_mails
from ..notices.lines import one_line
from ..outbox.outbox import Item
from ..storage.database import insert

CARRIER = "media"
NEARLY_FULL = 0.9
_NAMES = {"image": "picture", "audio": "voice note", "voice": "voice note"}


def item(message: Received, file: Attachment, contact_id: int, now: datetime) -> dict[str, Any]:
    """What to post so that the file of a message is fetched."""
    return {
        "key": f"{message.message_id}/media", "carrier": CARRIER, "contact_id": contact_id, "due_at": now,
        "payload": {
            "message_id": message.message_id, "kind": message.kind, "media_id": file.id, "mime_type": file.mime_type,
            "sha256": file.sha256, "filename": file.filename, "caption": file.caption,
        },
    }  # fmt: skip


def stored(connection: Connection, fetched: Item, record: Mapping[str, Any], now: datetime) -> None:
    """Note a file that lies in MEDIA_DIR by now, and tell the consultants; a second time changes nothing."""
    told = {name: fetched.payload[name] for name in ("message_id", "media_id", "kind", "mime_type", "filename")}
    is_new = connection.execute(
        insert(connection, Media).on_conflict_do_nothing(index_elements=["message_id"]).returning(Media.id),
        {**told, **record, "contact_id": fetched.contact_id, "stored_at": now},
    ).first()
    if is_new:
        kept = f"kept as file no. {is_new.id} ({_size(record['size'])}); whoever runs the bot can give it to you"
        _tell(connection, fetched, kept, now)


def troubles(connection: Connection, quota_mb: int) -> list[str]:
    """What a person should know of the place that the files take; a row is small, and there is one for each file."""
    held = int(connection.scalar(select(func.coalesce(func.sum(Media.size), 0))) or 0) / 2**20
    if held < NEARLY_FULL * quota_mb:
        return []
    left = "nothing more is fetched" if held >= quota_mb else "soon nothing more is fetched"
    return [f"media: the files take {held:,.0f} of MEDIA_QUOTA_MB={quota_mb}; {left}: raise it, or erase what is old"]


def is_stored(connection: Connection, record: Mapping[str, Any]) -> bool:
    """Whether the file of this record is somebody's."""
    return bool(connection.scalar(select(exists().where(Media.path == record["path"]))))


def lost(connection: Connection, given_up: Item, reason: str, now: datetime) -> None:
    """Tell the consultants of a file that could not be fetched: they were announced it."""
    _tell(connection, given_up, f"NOT stored, please ask for it again: {reason}", now)


def too_many(connection: Connection, contact_id: int, message: Received, most: int, now: datetime) -> None:
    """Tell the consultants that nothing more of what a person sends today is fetched."""
    file = message.attachment
    told = {"filename": file.filename if file else "", "caption": file.caption if file else ""}
    name = _NAMES.get(message.kind, message.kind)
    outcome = f"NOT stored, like all further files of today: more than {most} in one day"
    key = f"{message.message_id}/{CARRIER}"
    line = _line(name, told, outcome, now)
    staff_mails.add_line(connection, contact_id, key, "files", line, {"kind": name}, _written, now)


def _tell(connection: Connection, about: Item, outcome: str, now: datetime) -> None:
    """Add the file to the e-mail about this person's files that still waits, or post one."""
    kind = about.payload["kind"]
    if kind not in PASSED_ON:
        return
    name = _NAMES.get(kind, kind)
    line = _line(name, about.payload, outcome, now)
    assert about.contact_id is not None
    staff_mails.add_line(connection, about.contact_id, about.key, "files", line, {"kind": name}, _written, now)


def _line(name: str, payload: Mapping[str, Any], outcome: str, now: datetime) -> str:
    parts = [name, *(f'"{one_line(payload[key])}"' for key in ("filename", "caption") if payload[key])]
    return f"- {now:%d %B %Y %H:%M} UTC: {', '.join(parts)}; {one_line(outcome)}"


def _size(size: int) -> str:
    return f"{max(size // 1024, 1):,} KB"


def _written(mail: Mapping[str, Any]) -> tuple[str, str]:
    """The subject and text of the e-mail, as its files say now."""
    files = mail["files"]
    what = f"a {mail['kind']}" if len(files) == 1 else f"{len(files)} files"
    text = "\n".join([*mail["facts"], "", "Sent on WhatsApp:", *files])
    return f"A customer has sent {what}: {mail['who']}", text
