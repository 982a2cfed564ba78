"""A text to a person; and who has the conversation, consultants or the bot."""

import re
from typing import Any
from uuid import uuid4

from apiflask import APIBlueprint
from flask import request
from pydantic import Field
from werkzeug.exceptions import BadRequest, Conflict

from relaystack.services import handovers, history, staff_texts

from .conversations import Conversation, Message
from .office import Office
from .shapes import Asked, found

_KEY = re.compile(r"[A-Za-z0-9._-]{1,100}")


class Text(Asked):
    """What to write to a person."""

    text: str = Field(min_length=1, max_length=4096, pattern=r"^[^\u0000]*[^\s\u0000][^\u0000]*$")


def blueprint(office: Office) -> APIBlueprint:
    """POST /api/conversations/<id>/…"""
    routes = APIBlueprint("speaking", __name__, url_prefix="/api", tag="Conversations")
    needs, database = office.guard(routes), office.database

    @routes.post("/conversations/<int:id>/messages")
    @needs("conversations:write", {409: "It may not be sent: outside the window, or the person has said stop"})
    @routes.input(Text, arg_name="body")
    @routes.output(Message, status_code=202)
    def send(id: int, body: Text) -> Any:
        """Have a text sent to a contact, within 24 hours of their last message.

        Send an `Idempotency-Key` header: a request that is repeated with it sends nothing twice.
        """
        sent = found(staff_texts.send(database, id, body.text, _key()), "contact")
        if isinstance(sent, staff_texts.Refused):
            raise Conflict(f"{sent.reason[:1].upper()}{sent.reason[1:]}.")
        office.wake()
        return sent

    @routes.post("/conversations/<int:id>/handover")
    @needs("conversations:write")
    @routes.output(Conversation)
    def hand_over(id: int) -> Any:
        """Consultants take the conversation: the bot is silent for this person."""
        found(history.conversation(database, id), "conversation")
        handovers.take(database, office.desk, id)
        return found(history.conversation(database, id), "conversation")

    @routes.post("/conversations/<int:id>/handback")
    @needs("conversations:write")
    @routes.output(Conversation)
    def hand_back(id: int) -> Any:
        """The bot has the conversation again, and says so where it may write."""
        found(history.conversation(database, id), "conversation")
        if handovers.hand_back(database, office.desk, id):
            office.wake()
        return found(history.conversation(database, id), "conversation")

    return routes


def _key() -> str:
    """What names the message that is to be sent."""
    given = request.headers.get("Idempotency-Key")
    if given is not None and not _KEY.fullmatch(given):
        raise BadRequest("Idempotency-Key must be 1 to 100 of the signs A-Z a-z 0-9 . _ -")
    return given or str(uuid4())
