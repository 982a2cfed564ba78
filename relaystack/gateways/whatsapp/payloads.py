"""How our replies become Meta's JSON, within Meta's limits (CLOUD_API, section 3)."""

from itertools import chain, count
from typing import Any

from relaystack.engine.carrier import OutgoingItem
from relaystack.engine.replies import BODY, CAPTION, TEXT, Choice, Document, File, Link, Reply
from relaystack.engine.text import keycap, shorten

from . import template_shapes
from .file_types import by_name

BUTTONS, BUTTON_TITLE = 3, 20
ROWS, ROW_TITLE, ROW_DESCRIPTION, LIST_BUTTON = 10, 24, 72, 20
BUTTON_ID, ROW_ID = 256, 200
LINK_TITLE = 20
CALLBACK = 512


def message(outgoing: OutgoingItem) -> dict[str, Any]:
    """The whole request body for a parcel that holds a reply."""
    return {"messaging_product": "whatsapp", "recipient_type": "individual", **_address(outgoing),
            "biz_opaque_callback_data": outgoing.key[:CALLBACK], **_any_content(outgoing)}  # fmt: skip


def _any_content(outgoing: OutgoingItem) -> dict[str, Any]:
    """A message template, or a reply."""
    if "template" in outgoing.payload:
        return template_shapes.message(outgoing.payload["template"])
    return _content(Reply.from_json(dict(outgoing.payload)), outgoing.media_id)


def _address(outgoing: OutgoingItem) -> dict[str, str]:
    """`to` with a plus while a phone is known (without it Meta may prefix a wrong country), else `recipient`."""
    return {"to": f"+{outgoing.phone}"} if outgoing.phone else {"recipient": outgoing.bsuid or ""}


def _content(reply: Reply, media_id: str | None) -> dict[str, Any]:
    if reply.file:
        return _file(reply, reply.file, media_id)
    if reply.document:
        return _document(reply, reply.document, media_id)
    fits = len(reply.text) <= BODY
    if reply.choices and fits and len(reply.choices) <= BUTTONS and all(len(c.id) <= BUTTON_ID for c in reply.choices):
        return _interactive("button", reply.text, {"buttons": _buttons(reply.choices)})
    if reply.choices and fits and len(reply.choices) <= ROWS and all(len(c.id) <= ROW_ID for c in reply.choices):
        button = shorten(reply.button or "Menu", LIST_BUTTON)
        return _interactive("list", reply.text, {"button": button, "sections": [_section(button, reply.choices)]})
    if reply.link and not reply.choices and fits and _is_web(reply.link):
        parameters = {"display_text": shorten(reply.link.title, LINK_TITLE), "url": reply.link.url}
        return _interactive("cta_url", reply.text, {"name": "cta_url", "parameters": parameters})
    return _text(reply)


def _is_web(link: Link) -> bool:
    return bool(link.title) and link.url.startswith(("https://", "http://"))


def _text(reply: Reply) -> dict[str, Any]:
    """Plain text; choices that did not fit become lines to type, a link that has no button is written out."""
    choices = () if reply.listed else reply.choices
    listed = "\n".join(f"{keycap(i)} {choice.title}" for i, choice in enumerate(choices, 1))
    if reply.link and reply.link.url not in reply.text:
        listed = "\n\n".join(part for part in (listed, reply.link.url) if part)
    room = TEXT - len(listed) - 2 if listed else TEXT
    body = "\n\n".join(part for part in (shorten(reply.text, room), listed) if part)
    return {"type": "text", "text": {"body": body, "preview_url": "https://" in body}}


def _document(reply: Reply, document: Document, media_id: str | None) -> dict[str, Any]:
    """A file by the id that Meta gave it, else by its link; a picture where its name says so."""
    where = {"id": media_id} if media_id else {"link": document.link}
    caption = {"caption": shorten(reply.text, CAPTION)}
    file = by_name(document.filename)
    if file and file.kind == "image":
        return {"type": "image", "image": where | caption}
    return {"type": "document", "document": where | {"filename": document.filename} | caption}


def _file(reply: Reply, file: File, media_id: str | None) -> dict[str, Any]:
    """A file of the staff by the id that Meta gave it; what is heard has no caption."""
    part: dict[str, Any] = {"id": media_id}
    if file.kind == "document":
        part["filename"] = file.filename
    if file.kind != "audio" and reply.text:
        part["caption"] = shorten(reply.text, CAPTION)
    if file.is_voice:
        part["voice"] = True
    return {"type": file.kind, file.kind: part}


def _interactive(kind: str, body: str, action: dict[str, Any]) -> dict[str, Any]:
    return {"type": "interactive", "interactive": {"type": kind, "body": {"text": body}, "action": action}}


def _buttons(choices: tuple[Choice, ...]) -> list[dict[str, Any]]:
    titles = _distinct([shorten(choice.title, BUTTON_TITLE) for choice in choices], BUTTON_TITLE)
    return [{"type": "reply", "reply": {"id": c.id, "title": t}} for c, t in zip(choices, titles, strict=True)]


def _section(title: str, choices: tuple[Choice, ...]) -> dict[str, Any]:
    titles = _distinct([shorten(choice.title, ROW_TITLE) for choice in choices], ROW_TITLE)
    rows = [
        {"id": c.id, "title": t} | ({"description": shorten(c.description, ROW_DESCRIPTION)} if c.description else {})
        for c, t in zip(choices, titles, strict=True)
    ]
    return {"title": title, "rows": rows}


def _distinct(titles: list[str], limit: int) -> list[str]:
    """Meta refuses two equal titles: later ones get a number."""
    told_apart: list[str] = []
    for title in titles:
        numbered = (f"{shorten(title, limit - 3)} {number}" for number in count(2))
        told_apart.append(next(one for one in chain([title], numbered) if one not in told_apart))
    return told_apart
