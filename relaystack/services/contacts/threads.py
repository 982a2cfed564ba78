"""Whose is a person's thread? Meta may give it to another responder of the account: then we read along, in silence.

By Meta's rules it is ours when a message comes on the field `messages` or a hand-over names our role, and another's
when theirs come on `standby` or a hand-over names another. Who is idle for a day loses it.
"""

from datetime import datetime, timedelta
from typing import Protocol

from .identification import Person

IDLE = timedelta(hours=24)
UNKNOWN = "unknown"  # whose it is, where Meta does not say
AGENT = "ai_agent"  # Meta's own agent: beside it alone, whoever sends takes the thread
NOT_SENT = "not sent: another responder of the WhatsApp account has the conversation"


class Held(Protocol):
    """What is known of whose the thread is."""

    @property
    def thread_owner(self) -> str | None: ...
    @property
    def thread_since(self) -> datetime | None: ...
    @property
    def thread_until(self) -> datetime | None: ...


def is_anothers(person: Held, now: datetime) -> bool:
    """Whether another responder has it."""
    return person.thread_until is not None and now < person.thread_until


def against(person: Held, computed_at: datetime, now: datetime) -> str:
    """Why nothing may be sent into it: another has it, or has had it since that was computed."""
    if is_anothers(person, now):
        return f"{NOT_SENT} ({person.thread_owner or UNKNOWN})"
    return NOT_SENT if person.thread_since is not None and computed_at < person.thread_since else ""


def lose(person: Person, owner: str, at: datetime, now: datetime) -> bool:
    """Another has it, as of then; whether that is new. What is older than the last that we know says nothing."""
    if at + IDLE <= now or _is_old(person, at):
        return False
    is_new = not is_anothers(person, now)
    known = None if is_new else person.thread_owner
    person.thread_owner = owner or known or UNKNOWN
    person.thread_until = max(at + IDLE, person.thread_until or at)
    if is_new or owner:
        person.thread_since = at
    return is_new


def regain(person: Person, at: datetime) -> None:
    """It is ours, or nobody's, as of then."""
    if person.thread_until is not None and not _is_old(person, at):
        person.thread_owner, person.thread_since, person.thread_until = None, at, None


def may_take(person: Held, role: str) -> bool:
    """Whether Meta lets us take it by sending: only beside its own agent alone. Who has a role shares with others."""
    return not role and person.thread_owner in (None, UNKNOWN, AGENT)


def _is_old(person: Person, at: datetime) -> bool:
    return person.thread_since is not None and at < person.thread_since
