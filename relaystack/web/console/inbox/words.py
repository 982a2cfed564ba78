"""What the inbox says: of messages and their state, of what was done, of times, in short words."""

import re
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from apiflask import APIBlueprint
from babel import Locale

from relaystack.engine.bidi import RIGHT_TO_LEFT
from relaystack.engine.message_templates import VARIABLE
from relaystack.engine.outgoing_files import LARGEST
from relaystack.models import BOT, Status
from relaystack.services.inbox import later

from . import heard
from .markup import formatted
from .shown import InboxPages, back_to, may_write

_ENGLISH = Locale("en").languages
_BUTTONS = re.compile(r"(?:\n\[[^\n]*\])+\Z")
_MAP = "https://www.google.com/maps?q="
_KINDS = {"image": "Picture", "audio": "Voice note", "voice": "Voice note", "video": "Video", "document": "File",
          "sticker": "Sticker", "location": "Place", "contacts": "Contact card"}  # fmt: skip
ACCEPTS = (
    "image/jpeg,image/png,application/pdf,.doc,.docx,.xls,.xlsx,.ppt,.pptx,.txt,audio/ogg,audio/mpeg,audio/mp4,"
    "audio/aac,audio/amr"
)
RECORDED = ("audio/ogg;codecs=opus", "audio/mp4;codecs=mp4a.40.2")  # by browsers, as WhatsApp takes it
CHROMIUM = ("audio/webm;codecs=opus",)
_TICKS = {
    Status.QUEUED: ("clock", "waits to be sent"), Status.SENDING: ("clock", "on its way"),
    Status.IN_DOUBT: ("help", "not known whether it went out"), Status.SENT: ("check", "sent"),
    Status.DELIVERED: ("checks", "delivered"), Status.READ: ("checks", "read"),
    Status.FAILED: ("alert-circle", "not delivered"),
}  # fmt: skip
_DONE = {
    "conversation.hand_back": "{by} gave this back to the bot", "conversation.close": "{by} closed this",
    "conversation.reopen": "{by} opened this again", "conversation.snooze": "{by} put this off",
    "asked": "The bot handed this over: {by}",
}  # fmt: skip


class Bubble(NamedTuple):
    """A message as it is drawn: words, buttons below them, and a place on a map."""

    side: str
    words: str
    buttons: list[str]
    map: str


class Tick(NamedTuple):
    """What became of a message of ours."""

    icon: str
    words: str
    status: str


def install(routes: APIBlueprint, pages: InboxPages) -> None:
    """Filters and functions for the templates of the inbox."""

    def here(at: datetime) -> datetime:
        return at.astimezone(pages.settings.house.zone)

    filters: dict[str, Callable[..., Any]] = {
        "bubble": bubble, "tick": tick, "done": done, "kind": kind, "formatted": formatted, "language": language,
        "hour": lambda at: f"{here(at):%H:%M}", "day": lambda at: day(here(at), here(datetime.now(at.tzinfo))),
        "when": lambda at: when(here(at), here(datetime.now(at.tzinfo))), "left": left, "minutes": minutes,
        "urgency": urgency,
        "size": size, "blanks": blanks, "plan": later.shown,
        "direction": direction, "heard": heard.line,
        "due": lambda at: due(here(at), here(datetime.now(at.tzinfo))),
    }  # fmt: skip
    for name, work in filters.items():
        routes.add_app_template_filter(work, f"inbox_{name}")
    records = [*RECORDED, *(CHROMIUM if pages.staff_services.staging.takes_webm else ())]
    sending = {"largest": LARGEST, "accepts": ACCEPTS, "records": " ".join(records)}
    routes.app_context_processor(
        lambda: {"inbox": {"may_write": may_write, "languages": pages.settings.book.languages, **sending}}
    )
    routes.add_app_template_global(back_to, "inbox_back_to")


def bubble(message: Mapping[str, Any]) -> Bubble:
    """Whose it is, its words, and what could be tapped."""
    words, buttons = message["message"], []
    found = _BUTTONS.search(words) if message["author"] == BOT or message["kind"] == "template" else None
    if found:
        words, buttons = words[: found.start()], [line[1:-1] for line in found[0].strip().split("\n")]
    if words == f"[{message['kind']}]":  # a file that came without words
        words = ""
    before, sign, place = words.rpartition(_MAP) if message["kind"] == "location" else ("", "", "")
    side = "in" if message["direction"] == "incoming" else "bot" if message["author"] == BOT else "out"
    return Bubble(side, before if sign else words, buttons, sign + place if sign else "")


def tick(message: Mapping[str, Any]) -> Tick | None:
    """How far it is; nothing for what customers wrote."""
    if message["direction"] == "incoming":
        return None
    icon, words = _TICKS.get(message["status"], ("clock", message["status"]))
    return Tick(icon, words, message["status"])


def kind(message: Mapping[str, Any]) -> str:
    """What a message without words is."""
    named = str(message["kind"])
    return _KINDS.get(named, named.replace("_", " ").capitalize())


def done(event: Mapping[str, Any]) -> str:
    """What one of us did with the conversation."""
    by, to, was = event["by"], event.get("to"), event.get("was")
    match event["action"]:
        case "conversation.take" if not {"assignee_id", "held"} & event["changes"].keys():
            return f"{by} opened this again"
        case "conversation.take":
            return f"{by} took this over" + (f" from {was}" if was and was != by else "")
        case "conversation.assign":
            return f"{by} took this" if to == by else f"{by} gave this to {to or 'nobody'}"
        case other:
            return _DONE[other].format(by=by)


def day(at: datetime, now: datetime) -> str:
    """A day between messages, by the office's clock."""
    ago = (now.date() - at.date()).days
    named = {0: "Today, ", 1: "Yesterday, "}.get(ago, "")
    return f"{named}{at:%A} {at.day} {at:%B}" + (f" {at.year}" if at.year != now.year else "")


def when(at: datetime, now: datetime) -> str:
    """A time in a list: the hour today, else the day."""
    if at.date() == now.date():
        return f"{at:%H:%M}"
    return "yesterday" if (now.date() - at.date()).days == 1 else f"{at.day} {at:%b}"


def due(at: datetime, now: datetime) -> str:
    """When something goes, or was to go."""
    days = (at.date() - now.date()).days
    named = {0: "today", 1: "tomorrow"}.get(days, f"on {at:%a} {at.day} {at:%B}")
    return f"{named} at {at:%H:%M}"


def left(until: datetime) -> str:
    """How long until then, in hours and minutes."""
    seconds = (until - datetime.now(until.tzinfo)) // timedelta(seconds=1)
    return minutes(max(seconds, 0) // 60)


def urgency(until: datetime) -> str:
    """How soon that is, as the colour beside it tells."""
    rest = until - datetime.now(until.tzinfo)
    return "late" if rest < timedelta(hours=1) else "soon" if rest < timedelta(hours=4) else "far"


def minutes(number: int) -> str:
    """So many minutes in words."""
    if number < 60:
        return f"{number} min"
    hours, rest = divmod(number, 60)
    if hours < 24:
        return f"{hours} h {rest} min" if rest else f"{hours} h"
    return f"{hours // 24} days" if hours >= 48 else "1 day"


def size(number: int) -> str:
    """Of a file."""
    return f"{number / 2**20:.1f} MB" if number >= 2**20 else f"{max(number // 1024, 1)} KB"


def language(code: str | None) -> str:
    """A language by its English name."""
    return str(_ENGLISH.get((code or "").replace("-", "_"), code or "")) if code else "language not known"


def direction(code: str) -> str:
    """Which way the words of a language run; where it is not known they say so themselves."""
    return "rtl" if code in RIGHT_TO_LEFT else "auto"


def blanks(text: str, values: Mapping[str, str]) -> list[tuple[str, str]]:
    """A template's words cut at what is filled in: (words, the name of the blank after them)."""
    parts = VARIABLE.split(text)
    return [*zip(parts[::2], [*parts[1::2], ""], strict=True)]
