"""The inbox: who waits, what was said, and all that staff do in a conversation."""

from apiflask import APIBlueprint

from relaystack.services.inbox import lists

from ...staff.services import StaffServices
from ..page import Page
from . import about, caring, files, here, keeping, own_words, planning, reading, speaking, words
from .shown import WRITE, InboxPages


def _waiting(staff_services: StaffServices) -> int:
    return lists.waiting(staff_services.database)


PAGE = Page("inbox", "Inbox", scope="conversations:read", rank=20, icon="messages", badge=_waiting, writes=WRITE)


def blueprint(staff_services: StaffServices) -> APIBlueprint:
    """/console/inbox and what is below it."""
    routes, pages = PAGE.blueprint(), InboxPages(staff_services)
    for part in (reading, speaking, planning, caring, about, files, here, keeping, own_words):
        part.install(routes, pages)
    words.install(routes, pages)
    return routes
