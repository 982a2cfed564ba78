"""What Meta has said against the number, the account and the templates that we send, in words for staff."""

from collections.abc import Collection, Iterator
from datetime import datetime

from sqlalchemy import Connection, or_, select

from relaystack.models import AccountWord, Template

from ..message_templates.standing import BAD
from .trouble import Trouble

LOW = "RED"  # of GREEN, YELLOW, RED: from there Meta pauses
_QUALITY = [
    "People block or report what we send, or do not read it. Send fewer templates, only to people who asked for them,",
    "and look at WhatsApp Manager > Phone numbers.",
]
_ACCOUNT = ["Open WhatsApp Manager > Account quality: it says why, until when, and lets you object."]


def troubles(connection: Connection, ours: Collection[str], now: datetime) -> Iterator[Trouble]:
    """All that holds now; of templates those that are `ours`, by the content folder."""
    words = select(AccountWord.__table__).where(AccountWord.until > now).order_by(AccountWord.name)
    for row in connection.execute(words):
        kind, _, of = row.name.partition("/")
        if kind == "number":
            yield Trouble(kind, f"Meta lowers the number +{of}: {row.word}", _QUALITY, of)
        else:
            yield Trouble(kind, f"Meta says of the account: {row.word}", _ACCOUNT, of)
    low = or_(Template.status.in_(BAD), Template.quality == LOW)
    rows = select(Template.__table__).where(low, Template.name.in_(ours)).order_by(Template.name, Template.language)
    for row in connection.execute(rows) if ours else ():
        word = row.status if row.status in BAD else f"quality {row.quality}"
        yield Trouble("template", f"The template {row.name} ({row.language}) is {word}", [
            *([f"Meta says: {row.reason}"] if row.reason else []),
            "What Meta has paused, disabled or rejected is not sent; what is of low quality will be paused soon. Send",
            "it less, or let whoever keeps the content change its words: that makes a new template of it.",
        ], f"{row.name}/{row.language}")  # fmt: skip
