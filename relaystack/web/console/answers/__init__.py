"""Answers: questions that have none, those that the bot gives, and a form to teach it one."""

from apiflask import APIBlueprint

from relaystack.services.conversations import unanswered

from ...staff.services import StaffServices
from ..page import Page
from . import reading, teaching
from .shown import WRITE, AnswerPages


def _open(staff_services: StaffServices) -> int:
    with staff_services.database.reading() as connection:
        return unanswered.count(connection)


PAGE = Page("answers", "Answers", scope="unanswered:read", rank=45, icon="message-question", badge=_open, writes=WRITE)


def blueprint(staff_services: StaffServices) -> APIBlueprint:
    """/console/answers and what is below it."""
    routes, pages = PAGE.blueprint(), AnswerPages(staff_services)
    for part in (reading, teaching):
        part.install(routes, pages)
    return routes
