"""Files that customers send: fetched in the background, noted down, and made known to the consultants."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, select, update

from relaystack.engine.events import PASSED_ON
from relaystack.engine.updates import Attachment, Received
from relaystack.models import Contact, Lead, Media, OutboxItem

from . import outbox
from .database import insert
from .leads import one_line
from .outbox import Item

CARRIER = "media"
TOGETHER = timedelta(minutes=2)  # files that come within this time are told of in one e-mail
MOST = 50  # files in one e-mail
_MAIL = "/mail"  # ends the key of an e-mail about a file
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
        _tell(connection, fetched, f"stored in MEDIA_DIR as {record['path']} ({_size(record['size'])})", now)


def lost(connection: Connection, given_up: Item, reason: str, now: datetime) -> None:
    """Tell the consultants of a file that could not be fetched: they were announced it."""
    _tell(connection, given_up, f"NOT stored, please ask for it again: {reason}", now)


def _tell(connection: Connection, about: Item, outcome: str, now: datetime) -> None:
    """Add the file to the e-mail about this person's files that still waits, or post one."""
    kind = about.payload["kind"]
    if kind not in PASSED_ON:
        return
    name = _NAMES.get(kind, kind)
    line = _line(name, about.payload, outcome, now)
    waiting = _waiting(connection, about)
    if waiting:
        mail = {**waiting.payload, "files": [*waiting.payload["files"], line]}
        connection.execute(update(OutboxItem).where(OutboxItem.id == waiting.id).values(payload=_written(mail)))
        return
    who, facts = _sender(connection, about)
    mail = {"who": who, "facts": facts, "kind": name, "files": [line]}
    row = {"key": about.key + _MAIL, "carrier": "mail", "contact_id": about.contact_id, "due_at": now + TOGETHER}
    outbox.post(connection, [{**row, "payload": _written(mail)}], now)


def _waiting(connection: Connection, about: Item) -> Any:
    found = connection.execute(
        select(OutboxItem.id, OutboxItem.payload)
        .where(
            OutboxItem.contact_id == about.contact_id,
            OutboxItem.carrier == "mail",
            OutboxItem.claimed_by.is_(None),
            OutboxItem.key.endswith(_MAIL),
        )
        .order_by(OutboxItem.id.desc())
        .limit(1)
        .with_for_update(skip_locked=True)
    ).first()
    return found if found and len(found.payload.get("files", [])) in range(1, MOST) else None


def _sender(connection: Connection, about: Item) -> tuple[str, list[str]]:
    """Who sent it: a name for the subject, and what the consultants need to answer."""
    row = connection.execute(
        select(Contact.phone, Contact.profile_name, Lead.id, Lead.name, Lead.email)
        .outerjoin(Lead, Lead.contact_id == Contact.id)
        .where(Contact.id == about.contact_id)
    ).one()
    facts = {
        "Name": row.name or "not given",
        "E-mail": row.email or "not given",
        "Phone": f"+{row.phone}" if row.phone else "hidden by the person; answer on WhatsApp",
        "WhatsApp name": row.profile_name or "unknown",
        "Lead": f"no. {row.id}" if row.id else "none yet",
    }
    who = one_line(row.name or row.profile_name) or "name not given"
    return who, [f"{label}: {one_line(value)}" for label, value in facts.items()]


def _line(name: str, payload: Mapping[str, Any], outcome: str, now: datetime) -> str:
    parts = [name, *(f'"{one_line(payload[key])}"' for key in ("filename", "caption") if payload[key])]
    return f"- {now:%d %B %Y %H:%M} UTC: {', '.join(parts)}; {one_line(outcome)}"


def _size(size: int) -> str:
    return f"{max(size // 1024, 1):,} KB"


def _written(mail: Mapping[str, Any]) -> dict[str, Any]:
    """The e-mail with its subject and text, as its files say now."""
    files = mail["files"]
    what = f"a {mail['kind']}" if len(files) == 1 else f"{len(files)} files"
    return {
        **mail,
        "subject": f"A customer has sent {what}: {mail['who']}",
        "text": "\n".join([*mail["facts"], "", "Sent on WhatsApp:", *files]),
    }
