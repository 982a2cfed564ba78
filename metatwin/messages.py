"""What do the messages and requests that the twin has seen look like?"""

import base64
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from metatwin.json_types import Json

MEDIA = ("image", "video", "audio", "document", "sticker")


def new_wamid(phone: str | None) -> str:
    """A message id in Meta's style."""
    token = secrets.token_hex(9).upper()
    return (
        "wamid." + base64.b64encode(f"\x1c\x18\x0b{phone or ''}\x15\x02\x00\x11\x18\x12{token}\x00".encode()).decode()
    )


@dataclass(frozen=True)
class Option:
    """Something that a customer can tap."""

    id: str
    title: str
    kind: str  # button_reply or list_reply
    description: str | None = None


@dataclass
class Sent:
    """One message of the business that was accepted."""

    wamid: str
    customer_id: str
    body: Json  # the whole request
    at: datetime
    status: str = "accepted"
    error: int | None = None
    price: Json = field(default_factory=dict)

    @property
    def to(self) -> str | None:
        """The phone number as the business wrote it."""
        return self.body.get("to")

    @property
    def recipient(self) -> str | None:
        """The business-scoped id as the business wrote it."""
        return self.body.get("recipient")

    @property
    def type(self) -> str:
        """The kind of message."""
        return str(self.body.get("type", "text"))

    @property
    def callback_data(self) -> str | None:
        """What comes back in every status webhook."""
        return self.body.get("biz_opaque_callback_data")

    @property
    def words(self) -> str:
        """All the text that the customer sees, line by line."""
        return words(self.body)

    @property
    def options(self) -> list[Option]:
        """All that the customer can tap."""
        return options(self.body)


@dataclass
class SendRequest:
    """One message that was to be sent, with the answer given; no status means that there was none."""

    body: Any  # the JSON, or the bytes that were none
    at: datetime
    status: int | None = None
    answer: Json | None = None


@dataclass(frozen=True)
class FileRequest:
    """One upload, lookup or download of a file that was asked for."""

    what: str
    about: str  # the media id; of an upload the number


@dataclass(frozen=True)
class ReadRequest:
    """One mark-as-read of the business."""

    wamid: str
    customer_id: str
    typing: bool
    at: datetime


def options(content: Json) -> list[Option]:
    """The buttons and rows of a message."""
    action = content.get("interactive", {}).get("action", {})
    replies = [button["reply"] for button in action.get("buttons", [])]
    rows = [row for section in action.get("sections", []) for row in section["rows"]]
    return [Option(reply["id"], reply["title"], "button_reply") for reply in replies] + [
        Option(row["id"], row["title"], "list_reply", row.get("description")) for row in rows
    ]


def words(content: Json) -> str:
    """All the visible text of a message, of either side."""
    kind = content.get("type", "text")
    part = content.get(kind)
    return "\n".join(word for word in READERS.get(kind, _nothing)(part) if word) if part else ""


def _nothing(part: Any) -> list[str]:
    return []


def _media(part: Json) -> list[str]:
    return [part.get("caption", "")]


def _interactive(part: Json) -> list[str]:
    kind = part.get("type", "")
    if kind.endswith("_reply"):
        return [part[kind].get("title", "")]
    action = part.get("action", {})
    texts = [part.get(name, {}).get("text", "") for name in ("header", "body", "footer")]
    parameters = action.get("parameters", {})
    return [
        *texts,
        action.get("button", ""),
        *(button["reply"]["title"] for button in action.get("buttons", [])),
        *(word for section in action.get("sections", []) for word in _section(section)),
        parameters.get("display_text", "") or parameters.get("flow_cta", ""),
    ]


def _section(section: Json) -> list[str]:
    rows = [word for row in section["rows"] for word in (row["title"], row.get("description", ""))]
    return [section.get("title", ""), *rows]


def _location(part: Json) -> list[str]:
    return [part.get("name", ""), part.get("address", "")]


def _contacts(part: list[Json]) -> list[str]:
    return [contact.get("name", {}).get("formatted_name", "") for contact in part]


def _template(part: Json) -> list[str]:
    parameters = [value for component in part.get("components", []) for value in component.get("parameters", [])]
    return [part["name"], *(value["text"] for value in parameters if "text" in value)]


READERS: dict[str, Callable[[Any], list[str]]] = {
    "text": lambda part: [part.get("body", "")],
    **dict.fromkeys(MEDIA, _media),
    "interactive": _interactive,
    "button": lambda part: [part.get("text", "")],
    "location": _location,
    "contacts": _contacts,
    "reaction": lambda part: [part.get("emoji", "")],
    "template": _template,
}
