"""People, their conversations, and what was said: read."""

from datetime import datetime
from typing import Any

from apiflask import APIBlueprint
from flask import g
from pydantic import BaseModel, Field

from relaystack.engine.phones import WRITTEN, dialled
from relaystack.services.inbox import history

from ..staff.services import StaffServices
from .shapes import Paged, PageQuery, found


class Assignee(BaseModel):
    """Who of the staff has a conversation."""

    id: int
    name: str


class Contact(BaseModel):
    """A person."""

    id: int
    phone: str | None = Field(description="digits with the country code; null for who hides it")
    bsuid: str | None
    profile_name: str
    called: str | None = Field(description="their name, where staff have put it right")
    language: str | None
    tags: list[str] = Field(description="what staff file them under")
    opted_out_at: datetime | None
    marketing_opted_out_at: datetime | None
    last_inbound_at: datetime | None
    advert: dict[str, str] | None = Field(description="that they came from last, as Meta tells it")
    window_closes_at: datetime | None = Field(description="until then texts may be sent; after it templates only")
    with_consultants_until: datetime | None = Field(description="the bot is silent until then")
    why_with_consultants: str | None
    thread_with: str | None = Field(
        description="the role of another responder of the WhatsApp account that has the conversation; the bot is silent"
    )
    thread_with_until: datetime | None = Field(description="unless somebody writes there before")
    thread_summary: str | None = Field(description="what an AI wrote of the conversation elsewhere: nobody checked it")
    waiting_since: datetime | None = Field(description="of their words for a consultant, the first without an answer")
    assignee: Assignee | None = Field(description="who of the staff has the conversation")
    snoozed_until: datetime | None = Field(description="staff have put it off until then, or until the person writes")
    closed_at: datetime | None = Field(description="nothing is left to do, until the person writes")
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


class About(BaseModel):
    """A message that another one is about, shortened."""

    direction: str | None = Field(description="null where the message is not kept here")
    message: str


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
    thread_with: str | None = Field(description="with which other responder it was said; null: with the bot or staff")
    author: str | None = Field(
        description="who wrote it for us: bot, app (WhatsApp's Business app), member 3, token 5; null: not known"
    )
    price_type: str | None = Field(description="what Meta says of the price, like regular or free_customer_service")
    price_category: str | None = Field(description="like service, utility, marketing")
    price_model: str | None
    billable: bool | None
    refers_to: About | None = Field(None, description="what it quotes, changes or reacts to")
    note: str | None = Field(None, description="what one must know beside the words, like an advert it came from")


class Messages(Paged):
    """A page of messages."""

    items: list[Message]


class ContactQuery(PageQuery):
    """Which people."""

    phone: str = Field("", pattern=rf"^$|{WRITTEN}", description="only who has this number, with the country code")


def blueprint(staff_services: StaffServices) -> APIBlueprint:
    """GET /api/contacts and /api/conversations."""
    routes = APIBlueprint("conversations", __name__, url_prefix="/api", tag="Conversations")
    needs, database = staff_services.guard(routes), staff_services.database

    @routes.get("/contacts")
    @needs("contacts:read")
    @routes.input(ContactQuery, location="query", arg_name="query")
    @routes.output(Contacts)
    def contacts(query: ContactQuery) -> Any:
        """Everybody we know, the newest first."""
        return history.contacts(database, query.wanted, dialled(query.phone))

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
        return found(history.messages(database, id, query.wanted, g.caller.name), "contact")

    return routes
