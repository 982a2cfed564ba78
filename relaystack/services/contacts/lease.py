"""Who has the conversation? Consultants, for as long as a lease holds; then the bot again."""

from datetime import datetime

from sqlalchemy import ColumnElement, or_

from relaystack.models import Contact

from .identification import Person

NOT_SENT = "not sent: a consultant has the conversation"


def is_awake(now: datetime) -> ColumnElement[bool]:
    """Who is to be looked after now: nobody has put them off, or the time for that is over."""
    return or_(Contact.snoozed_until.is_(None), Contact.snoozed_until <= now)


def begin(person: Person, reason: str, until: datetime, now: datetime) -> bool:
    """Consultants have the conversation until then, or longer if they had it already; whether that is new."""
    if until <= now:  # said long ago: Meta has told us late
        return False
    is_new = not person.is_handed_over(now)
    if is_new:
        person.human_since, person.human_until, person.human_reason = now, until, reason
        person.waiting_told_at = None
    person.human_until = max(until, person.human_until or until)
    return is_new


def end(person: Person) -> None:
    """The bot has it. `human_since` stays: what was waiting from before that is out of place for ever."""
    person.human_until = None
    settle(person)


def await_answer(person: Person, since: datetime) -> None:
    """The person waits for an answer of a consultant since then, if not for longer; nobody answers who said stop."""
    if person.opted_out_at is None:
        person.waiting_since = person.waiting_since or since


def answer(person: Person, at: datetime) -> None:
    """A consultant wrote to the person then."""
    if person.waiting_since and at >= person.waiting_since:
        settle(person)


def settle(person: Person) -> None:
    """The person waits for no consultant any more: answered, with the bot again, or gone."""
    person.waiting_since = person.waiting_told_at = None
    person.waiting_reminded = 0


def silences(since: datetime | None, until: datetime | None, computed_at: datetime, now: datetime) -> bool:
    """Whether a reply may not go out: consultants have the conversation, or have taken it since it was computed."""
    return (until is not None and now < until) or (since is not None and computed_at <= since)
