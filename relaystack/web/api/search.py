"""What is looked for over people, notes and messages."""

from datetime import datetime
from typing import Any

from apiflask import APIBlueprint
from flask import g
from pydantic import BaseModel, Field

from relaystack.services.inbox import search
from relaystack.services.storage.pages import CURSOR, Wanted

from ..staff.services import StaffServices
from .shapes import NO_NUL, Asked, Paged, Words

LONGEST = 200


class Person(BaseModel):
    """Somebody by whose name, number or lead it was found."""

    contact_id: int
    name: str
    phone: str | None
    email: str | None
    interest: str | None


class Note(BaseModel):
    """What a colleague noted about somebody."""

    id: int
    contact_id: int
    name: str
    text: str
    at: datetime
    author_name: str


class Said(BaseModel):
    """A message."""

    id: int
    contact_id: int
    name: str
    direction: str
    message: str
    timestamp: datetime
    author: str | None


class People(Paged):
    """A page of people."""

    items: list[Person]


class Notes(Paged):
    """A page of notes."""

    items: list[Note]


class Messages(Paged):
    """A page of messages."""

    items: list[Said]


class Found(BaseModel):
    """What was found, the newest first; each list has a cursor of its own."""

    people: People
    notes: Notes
    said: Messages


class SearchQuery(Asked):
    """What is looked for."""

    q: Words = Field(
        "", max_length=LONGEST, pattern=NO_NUL, description="words, or the beginnings of words; a part of a number"
    )
    limit: int = Field(20, ge=1, le=100, description="how many of each list at the most")
    people: str = Field("", pattern=rf"^$|{CURSOR}", max_length=35, description="`next` of the list of people before")
    notes: str = Field("", pattern=rf"^$|{CURSOR}", max_length=35, description="`next` of the list of notes before")
    said: str = Field("", pattern=rf"^$|{CURSOR}", max_length=35, description="`next` of the list of messages before")

    @property
    def wanted(self) -> dict[str, Wanted]:
        """For the services."""
        return {name: Wanted(self.limit, getattr(self, name) or None) for name in LISTS}


LISTS = tuple(Found.model_fields)
_NOTHING: dict[str, Any] = {name: {"items": [], "next": None} for name in LISTS}


def blueprint(staff_services: StaffServices) -> APIBlueprint:
    """GET /api/search."""
    routes = APIBlueprint("search", __name__, url_prefix="/api", tag="Conversations")
    needs = staff_services.guard(routes)

    @routes.get("/search")
    @needs("conversations:read")
    @routes.input(SearchQuery, location="query", arg_name="query")
    @routes.output(Found)
    def find(query: SearchQuery) -> Any:
        """People, notes and messages with these words. Whose words were shown stands in the audit, the words do not."""
        return search.find(staff_services.database, query.q, g.caller, query.wanted) or _NOTHING

    return routes
