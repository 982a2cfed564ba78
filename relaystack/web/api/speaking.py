"""A text to a person; and who has the conversation, consultants or the bot."""

import re
from typing import Any
from uuid import uuid4

from apiflask import APIBlueprint
from flask import g, request
from pydantic import BaseModel, ConfigDict, Field
from werkzeug.exceptions import BadRequest, Conflict, Forbidden, UnprocessableEntity

from relaystack.errors import KeyReused
from relaystack.services.inbox import care, history, staff_texts
from relaystack.services.message_templates import template_sending

from ..staff.services import StaffServices
from .conversations import Conversation, Message
from .shapes import Asked, Words, found

_KEY = re.compile(r"[A-Za-z0-9._-]{1,100}")
AUTOMATIC = "conversations:automatic"
_TAKE = Field(
    True, strict=True, description=f"whether the bot is silent for the person from now on; false needs {AUTOMATIC}"
)


class Text(Asked):
    """What to write to a person."""

    text: str = Field(min_length=1, max_length=4096, pattern=r"^[^\u0000]*[^\s\u0000][^\u0000]*$")
    take: bool = _TAKE


class TemplateText(Asked):
    """Which template to send, and what is filled in."""

    name: str = Field(min_length=1, max_length=512)
    values: dict[str, Words] = Field(default_factory=dict)
    language: str | None = Field(None, max_length=10)
    take: bool = _TAKE


class QueuedTemplate(BaseModel):
    """What waits to be sent."""

    model_config = ConfigDict(from_attributes=True)

    key: str
    language: str
    words: str


def blueprint(staff_services: StaffServices) -> APIBlueprint:
    """POST /api/conversations/<id>/…"""
    routes = APIBlueprint("speaking", __name__, url_prefix="/api", tag="Conversations")
    needs, database = staff_services.guard(routes), staff_services.database

    @routes.post("/conversations/<int:id>/messages")
    @needs("conversations:write", {409: "It may not be sent: outside the window, or the person has said stop"})
    @routes.input(Text, arg_name="body")
    @routes.output(Message, status_code=202)
    def send(id: int, body: Text) -> Any:
        """Have a text sent to a contact, within 24 hours of their last message. Whoever writes has the conversation.

        Send an `Idempotency-Key` header: a request that is repeated with it sends nothing twice, and gets the answer
        of the first time. With other words it is refused (422).
        """
        _may_say(body.take)
        try:
            settings = staff_services.conversation_settings
            sent = staff_texts.send(database, settings, id, body.text, _key(), g.caller, take=body.take)
        except KeyReused as reused:
            raise UnprocessableEntity(str(reused)) from reused
        if isinstance(sent, staff_texts.Refused):
            raise Conflict(f"{sent.reason[:1].upper()}{sent.reason[1:]}.")
        staff_services.wake()
        return found(sent, "contact")

    @routes.post("/conversations/<int:id>/templates")
    @needs("conversations:write", {409: "It may not be sent: all that stands against it is told"})
    @routes.input(TemplateText, arg_name="body")
    @routes.output(QueuedTemplate, status_code=202)
    def send_template(id: int, body: TemplateText) -> Any:
        """Have an approved template sent to a contact, also outside the 24 hours; marketing needs their consent.

        `Idempotency-Key` as above.
        """
        _may_say(body.take)
        found(history.conversation(database, id), "conversation")
        conversation_settings = staff_services.conversation_settings
        template = found(conversation_settings.content.templates.get(body.name), "template")
        try:
            sent = staff_texts.send_template(
                database, conversation_settings, template, id, body.values, _key(), body.language,
                g.caller, take=body.take,
            )  # fmt: skip
        except template_sending.CannotSend as refused:
            raise Conflict(f"It may not be sent: {refused}.") from refused
        except KeyReused as reused:
            raise UnprocessableEntity(str(reused)) from reused
        staff_services.wake()
        return sent

    @routes.post("/conversations/<int:id>/handover")
    @needs("conversations:write")
    @routes.output(Conversation)
    def hand_over(id: int) -> Any:
        """Consultants take the conversation: the bot is silent for this person."""
        found(history.conversation(database, id), "conversation")
        care.take(database, staff_services.conversation_settings, id, g.caller)
        return found(history.conversation(database, id), "conversation")

    @routes.post("/conversations/<int:id>/handback")
    @needs("conversations:write")
    @routes.output(Conversation)
    def hand_back(id: int) -> Any:
        """The bot has the conversation again, and says so where it may write."""
        found(history.conversation(database, id), "conversation")
        if care.hand_back(database, staff_services.conversation_settings, id, g.caller):
            staff_services.wake()
        return found(history.conversation(database, id), "conversation")

    return routes


def _may_say(take: bool) -> None:
    """Programs may write without taking the conversation; a person who writes is answered, and not by the bot."""
    if not take and AUTOMATIC not in g.caller.scopes:
        raise Forbidden(f"`take` may be false for programs alone: this token lacks the scope {AUTOMATIC}.")


def _key() -> str:
    """What names the message that is to be sent."""
    given = request.headers.get("Idempotency-Key")
    if given is not None and not _KEY.fullmatch(given):
        raise BadRequest("Idempotency-Key must be 1 to 100 of the signs A-Z a-z 0-9 . _ -")
    return given or str(uuid4())
