"""E-mails to one of the staff with a link that opens the door once. No table holds the link: it is made when the
e-mail leaves, and each try has one of its own."""

import secrets
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from ..outbox import outbox
from ..outbox.outbox import Item
from ..storage import one_time
from ..storage.one_time import Purpose

CARRIER = "staff_letter"
_PATHS = {Purpose.WELCOME: "/console/welcome/", Purpose.RESET: "/console/reset/"}
_SUBJECTS = {Purpose.WELCOME: "Your invitation to {company}", Purpose.RESET: "A new password for {company}"}
_WORDS = {
    Purpose.WELCOME: """Hello {name},

{by} invites you to work with the WhatsApp conversations of {company}.

Open this page within seven days, and choose a password:
{link}

The link is for you alone, and works once.""",
    Purpose.RESET: """Hello {name},

somebody, most likely you, has asked for a new password at {company}.

Open this page within 30 minutes, and choose one:
{link}

The link works once. If it was not you, you need not do anything: your password stays as it is.""",
}


def post(connection: Connection, purpose: Purpose, member_id: int, told: dict[str, Any], now: datetime) -> None:
    """Have the link mailed. `told` has `to`, `name`, `by`, `company` and `site`, where our pages are."""
    row = {"key": f"{purpose}/{member_id}/{secrets.token_hex(8)}", "carrier": CARRIER, "contact_id": None,
           "payload": {**told, "purpose": purpose, "member_id": member_id}, "due_at": now}  # fmt: skip
    outbox.post(connection, [row], now)


def path(purpose: Purpose, secret: str) -> str:
    """Where a link leads, below the address of our pages."""
    return _PATHS[purpose] + secret


def with_links(connection: Connection, items: Sequence[Item], now: datetime) -> list[Item]:
    """The items, each with its words and its link, for this try alone."""
    return [replace(item, unkept=_letter(connection, item, now)) for item in items]


def _letter(connection: Connection, item: Item, now: datetime) -> dict[str, str]:
    told, purpose = item.payload, Purpose(item.payload["purpose"])
    secret = one_time.make(connection, purpose, now, told["member_id"])
    said = {**told, "link": told["site"] + path(purpose, secret)}
    return {"subject": _SUBJECTS[purpose].format(**said), "text": _WORDS[purpose].format(**said)}
