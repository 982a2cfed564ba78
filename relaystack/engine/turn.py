"""What one message, tap or event does to a conversation: the new state, the reply, the effects."""

from typing import assert_never

from . import answering, commands, fragments, handover, interruptions, languages_heard, loops, returns
from .events import (
    PASSED_ON,
    ByPerson,
    CalendarAnswered,
    FellSilent,
    HandedBack,
    Incoming,
    JobsFound,
    Opened,
    PaymentSettled,
    Said,
    Shared,
    Tapped,
    bounded,
)
from .facts import Facts
from .flow import Book, FlowFault
from .state import State
from .walk import Turn, Walk

__all__ = ["Turn", "take_turn"]


def take_turn(book: Book, state: State, incoming: Incoming, facts: Facts) -> Turn:
    """Decide one turn. The same input always gives the same turn; raises FlowFault on faulty content."""
    incoming = bounded(incoming)
    words = fragments.together(book, state, incoming, facts)
    if words is None:
        return fragments.marked(state, incoming, facts, _heeded(book, state, incoming, facts))
    before = fragments.as_before(state)
    whole = _heeded(book, before, words, facts)
    alone = _heeded(book, before, incoming, facts) if fragments.is_missed(before, whole) else whole
    if fragments.is_missed(before, alone) or alone is whole:
        return fragments.marked(before, words, facts, whole, joined=True)
    return fragments.marked(before, incoming, facts, alone)


def _heeded(book: Book, state: State, incoming: Incoming, facts: Facts) -> Turn:
    try:
        turn = _take(book, state, incoming, facts)
    except FlowFault:
        if not interruptions.outdated(book, state):
            raise
        # The flow has changed under the person: what they told the old one does not do for the new one.
        turn = interruptions.moved(Walk(book, state, facts))
    return loops.heeded(book, state, incoming, facts, turn)


def _take(book: Book, state: State, incoming: Incoming, facts: Facts) -> Turn:
    incoming = commands.typed_button(book, state, incoming, facts)
    command = commands.read(book, incoming)
    is_due = isinstance(incoming, HandedBack | PaymentSettled)  # of their money they hear whoever talks to them
    silent = facts.opted_out or (facts.handed_over and not is_due)
    if silent:
        return _while_silent(book, state, incoming, command, facts)
    if command == "stop":
        return _stopped(book, state, incoming, facts)
    if facts.answers_left is not None and facts.answers_left <= 1 and not is_due:
        return loops.day_is_spent(book, state, incoming, facts)
    walk = Walk(book, state, facts)
    match incoming:
        case JobsFound():
            return returns.jobs_found(walk, incoming)
        case CalendarAnswered():
            return returns.calendar_answered(walk, incoming)
        case PaymentSettled():
            return returns.payment_settled(walk, incoming)
        case FellSilent():
            return returns.fell_silent(walk, incoming)
        case HandedBack():
            return returns.handed_back(walk)
    languages_heard.heed(walk, incoming)
    reason = handover.reason(walk, incoming, command)
    if interruptions.interrupted(walk, incoming, command, reason in handover.ASKED_FOR):
        return walk.turn()
    if reason:
        handover.hand_over(walk, reason, incoming.kind if isinstance(incoming, Shared) else "")
    elif answering.chooses(walk, incoming) or not commands.carry_out(walk, command):
        _listen(walk, incoming)
    return walk.turn()


def _stopped(book: Book, state: State, incoming: Incoming, facts: Facts) -> Turn:
    walk = Walk(book, state, facts)
    languages_heard.heed(walk, incoming)
    return commands.stop(walk)


def _while_silent(book: Book, state: State, incoming: Incoming, command: str, facts: Facts) -> Turn:
    """Somebody who said stop, or whom consultants talk to, gets no answer but to `start` and `stop`."""
    if facts.opted_out and command == "start":
        return commands.start_again(book, state, facts)
    if command == "stop" and not facts.opted_out:
        return _stopped(book, state, incoming, facts)
    return Turn(state)


def _listen(walk: Walk, incoming: ByPerson) -> None:
    match incoming:
        case Tapped():
            answering.tapped(walk, incoming)
        case Said(words):
            answering.said(walk, words)
        case Shared(kind):
            _not_words(walk, kind)
        case Opened():
            walk.go("menu")
        case _:
            assert_never(incoming)


def _not_words(walk: Walk, kind: str) -> None:
    """A file or something else that cannot be read; the question stands."""
    walk.misses = walk.before.misses
    if kind in PASSED_ON:
        walk.say(walk.phrase("passed_on", kind=walk.phrase(f"passed_kinds.{kind}")))
    else:
        key = f"kinds.{kind}"
        walk.say(walk.phrase("cannot_read", kind=walk.phrase(key if key in walk.book.phrases else "kinds.other")))
    commands.offer_menu(walk)
