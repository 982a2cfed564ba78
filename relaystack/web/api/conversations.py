"""People, their conversations, what was said; a text to one of them; who has the conversation."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from apiflask import APIBlueprint
from flask import request
from pydantic import BaseModel, Field
from werkzeug.exceptions import Conflict

from relaystack.services import handovers, history, staff_texts

from .office import Office
from .shapes import Asked, Paged, PageQuery, found


class Contact(BaseModel):
    """A person."""

    id: int
    phone: str | None = Field(description="digits with the country code; null for who hides it")
    bsuid: str | None
    profile_name: str
    language: str | None
    opted_out_at: datetime | None
    marketing_opted_out_at: datetime | None
    last_inbound_at: datetime | None
    window_closes_at: datetime | None = Field(description="until then texts may be sent; after it templates only")
    with_consultants_until: datetime | None = Field(description="the bot is silent until then")
    why_with_consultants: str | None
    created_at: datetime


class Contacts(Paged):
    """A page of people."""

    items: list[Contact]


class Conversation(Contact):
    """Where a person is in the conversation; `id` is the contact's."""

    current_step: str | None
    last_activity: datetime
    is_active: bool


class ConversationPage(Paged):
    """A page of conversations."""

    items: list[Conversation]


class Message(BaseModel):
    """One message, seen from us."""

    id: int
    direction: str
    kind: str
    message: str
    timestamp: datetime
    status: str
    error_code: int | None
    error_title: str | None


class Messages(Paged):
    """A page of messages."""

    items: list[Message]


class ContactQuery(PageQuery):
    """Which people."""

    phone: str = Field("", pattern=r"^$|^[0-9]{5,20}$", description="only who has this number, with the country code")


class Text(Asked):
    """What to write to a person."""

    text: str = Field(min_length=1, max_length=4096, pattern=r"^[^\u0000]*[^\s\u0000][^\u0000]*$")


def blueprint(office: Office) -> APIBlueprint:
    """/api/contacts and /api/conversations."""
    routes = APIBlueprint("conversations", __name__, url_prefix="/api", tag="Conversations")
    needs, database = office.guard(routes), office.database

    @routes.get("/contacts")
    @needs("contacts:read")
    @routes.input(ContactQuery, location="query", arg_name="query")
    @routes.output(Contacts)
    def contacts(query: ContactQuery) -> Any:
        """Everybody we know, the newest first."""
        return history.contacts(database, query.wanted, query.phone or None)

    @routes.get("/contacts/<int:id>")
    @needs("contacts:read")
    @routes.output(Contact)
    def contact(id: int) -> Any:
        """A person."""
        return found(history.contact(database, id), "contact")

    @routes.get("/conversations")
    @needs("conversations:read")
    @routes.input(PageQuery, location="query", arg_name="query")
    @routes.output(ConversationPage)
    def conversations(query: PageQuery) -> Any:
        """All conversations, where somebody wrote last first."""
        return history.conversations(database, query.wanted)

    @routes.get("/conversations/<int:id>")
    @needs("conversations:read")
    @routes.output(Conversation)
    def conversation(id: int) -> Any:
        """The conversation with a contact."""
        return found(history.conversation(database, id), "conversation")

    @routes.get("/conversations/<int:id>/messages")
    @needs("conversations:read")
    @routes.input(PageQuery, location="query", arg_name="query")
    @routes.output(Messages)
    def messages(id: int, query: PageQuery) -> Any:
        """What was said with a contact, the newest first."""
        return found(history.messages(database, id, query.wanted), "contact")

    @routes.post("/conversations/<int:id>/messages")
    @needs("conversations:write", {409: "It may not be sent: outside the window, or the person has said stop"})
    @routes.input(Text, arg_name="body")
    @routes.output(Message, status_code=202)
    @routes.doc(description="Send an `Idempotency-Key` header, and a repeated request sends nothing twice.")
    def send(id: int, body: Text) -> Any:
        """Have a text sent to a contact within 24 hours of their last message."""
        key = request.headers.get("Idempotency-Key", "").replace("\0", "")[:100] or str(uuid4())
        sent = found(staff_texts.send(database, id, body.text, key), "contact")
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
