"""What stands in a chat, as the customer sees it?"""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from metatwin.json_types import Json
from metatwin.messages import MEDIA, Sent, words


@dataclass
class Entry:
    """One line of a chat: a message of either side, or a marker."""

    at: datetime
    wamid: str | None = None
    content: Json = field(default_factory=dict)
    sent: Sent | None = None  # set for what comes from the business
    marker: str | None = None
    own_status: str = "sent"

    @property
    def direction(self) -> str:
        """`in` is shown to the customer, `out` is the customer's own."""
        return "in" if self.sent or self.marker else "out"

    @property
    def status(self) -> str:
        """How far the message has come."""
        return self.sent.status if self.sent else self.own_status

    @property
    def unread(self) -> bool:
        """Has the customer still to see it?"""
        return self.sent is not None and self.sent.status not in ("read", "failed")

    def summary(self) -> Json:
        """The entry in a list of chats."""
        return {"words": words(self.content), "at": iso(self.at), "direction": self.direction}

    def to_json(self, media_url: str) -> Json:
        """The entry in its chat; `media_url` is where uploaded media can be seen."""
        return {
            "wamid": self.wamid,
            "direction": self.direction,
            "at": iso(self.at),
            "type": self.content.get("type", "text") if self.marker is None else "marker",
            "status": self.status,
            **_parts(self.content, media_url),
            "marker": self.marker,
        }


def iso(at: datetime) -> str:
    """A time for JSON."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _parts(content: Json, media_url: str) -> Json:
    kind = content.get("type", "text")
    part = content.get(kind)
    empty: Json = dict.fromkeys(("text", "header", "footer", "list", "link", "media")) | {"buttons": []}
    if kind == "interactive" and part and "action" in part:
        return empty | _choices(part, media_url)
    if kind in MEDIA and part:
        return empty | {"media": _media(kind, part, media_url), "text": part.get("caption")}
    return empty | {"text": words(content) or _place(part)}


def _place(part: Any) -> str | None:
    return f"{part['latitude']}, {part['longitude']}" if isinstance(part, dict) and "latitude" in part else None


def _choices(part: Json, media_url: str) -> Json:
    header = part.get("header", {})
    kind = header.get("type", "text")
    action = part["action"]
    return {
        "text": part.get("body", {}).get("text"),
        "header": header.get("text"),
        "footer": part.get("footer", {}).get("text"),
        "media": _media(kind, header[kind], media_url) if kind in MEDIA else None,
        "buttons": [dict(button["reply"]) for button in action.get("buttons", [])],
        "list": _list(action) if "sections" in action else None,
        "link": _link(action.get("parameters", {})),
    }


def _list(action: Json) -> Json:
    return {
        "button": action["button"],
        "sections": [
            {"title": section.get("title"), "rows": [{"description": None, **row} for row in section["rows"]]}
            for section in action["sections"]
        ],
    }


def _link(parameters: Json) -> Json | None:
    if "url" not in parameters:
        return None
    return {"title": parameters["display_text"], "url": parameters["url"]}


def _media(kind: str, part: Json, media_url: str) -> Json:
    link = part.get("link") or f"{media_url}/{part.get('id')}"
    kind = "voice" if part.get("voice") else kind
    return {"type": kind, "link": link, "filename": part.get("filename"), "caption": part.get("caption")}
