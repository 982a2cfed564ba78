"""What comes back to a conversation by itself: a job search, silence, the conversation after consultants had it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from . import choices, locale_formats
from .events import CalendarAnswered, FellSilent, JobsFound, PaymentSettled
from .lexicon import YES
from .replies import Choice
from .state import Place, State
from .text import normalise
from .walk import Turn, Walk


def jobs_found(walk: Walk, event: JobsFound) -> Turn:
    """Tell what was found. Somebody who has moved on keeps their place: only the words reach them."""
    state, book, place = walk.before, walk.book, Place.parse(event.place)
    if not book.has(place):
        return Turn(state)
    waits_there = walk.place is not None and walk.place.flow == place.flow and not book.question(walk.place)
    at_rest = walk.place is None
    walk.aside = not (waits_there or at_rest)
    walk.found["jobs"] = _in_words(walk, event.result)
    walk.answers |= {"more": event.result.get("more", 0), "places": event.result.get("places", [])}
    walk.answers |= {"code": event.result.get("country", ""), "location": event.result.get("location", "")}
    # Meanwhile they may have asked for something else: what is shown, and what "more" goes on with, is this search.
    walk.answers["keyword"] = event.result.get("keyword", walk.answers.get("keyword", ""))
    walk.go(str(place))
    turn = walk.turn()
    return Turn(replace(state, shown=turn.state.shown), turn.replies, turn.effects) if walk.aside else turn


def _in_words(walk: Walk, result: Mapping[str, Any]) -> dict[str, Any]:
    """The result, with the pay of each opening as the person's language says it where its figures are known."""
    openings = [
        {**job, "pay": _pay(walk, job["salary"]) if "salary" in job else job["pay"]}
        for job in result.get("openings", ())
    ]
    return {**result, "openings": openings}


def _pay(walk: Walk, salary: Mapping[str, Any]) -> str:
    """`AED 25,000 – AED 32,000 a month`."""
    ends = dict.fromkeys((salary["low"], salary["high"]))
    amount = " – ".join(locale_formats.money(walk.language, end, salary["currency"]) for end in ends)
    return walk.phrase(f"pay.{salary['per']}", amount=amount)


def calendar_answered(walk: Walk, event: CalendarAnswered) -> Turn:
    """Go on with free times, or with what became of a booking; the turn that asked has just been taken."""
    if not walk.book.has(Place.parse(event.place)):
        return Turn(walk.before)
    walk.found["calendar"] = event.result
    kept = ("times", "further", "exact", "appointment", "zones", "waits")
    walk.answers |= {name: event.result[name] for name in kept if name in event.result}
    appointment = event.result.get("appointment", {})
    walk.answers |= {name: appointment[name] for name in ("booking", "version") if name in appointment}
    walk.go(event.place)
    return walk.turn()


def payment_settled(walk: Walk, event: PaymentSettled) -> Turn:
    """Tell what became of a payment, also to whom consultants talk; who is busy elsewhere keeps their place."""
    state, place = walk.before, Place.parse(event.place)
    walk.aside = walk.facts.handed_over or (state.place is not None and state.place.flow != place.flow)
    turn = calendar_answered(walk, CalendarAnswered(event.place, event.result))
    told = tuple(replace(reply, even_handed_over=True) for reply in turn.replies)
    after = state if walk.aside else turn.state
    buttons = [choice for reply in told for choice in reply.choices]
    return Turn(offered(after, buttons, walk.facts.now), told, turn.effects, turn.path)


def offered(state: State, buttons: Sequence[Choice], now: datetime) -> State:
    """These have come by themselves: until the next message, typing one of them is tapping it."""
    taps = {words: button.id for button in buttons for words in choices.first_words(button.title)}
    taps |= {normalise(button.title): button.id for button in buttons}
    if agreed := next((button.id for button in buttons if choices.is_yes(button.id)), ""):
        taps[YES] = agreed
    return replace(state, beside={**state.beside, **taps}, offered_at=now.isoformat()) if taps else state


def fell_silent(walk: Walk, event: FellSilent) -> Turn:
    """Remind somebody once of the form that they have begun, if they are still there and still silent."""
    state, facts = walk.before, walk.facts
    nudge = walk.book.flows[state.place.flow].nudge if state.place and walk.book.has(state.place) else None
    silent = facts.idle is not None and facts.idle >= timedelta(minutes=event.minutes)
    if not (nudge and nudge.minutes and silent and str(state.place) == event.place and not state.nudged):
        return Turn(state)
    walk.say(nudge.words.fill(walk.language, walk.spoken()))
    return Turn(replace(state, nudged=True), walk.reply())


def handed_back(walk: Walk) -> Turn:
    """The bot answers again: say so, and offer the menu."""
    walk.place, walk.answers, walk.way = None, {}, []
    walk.say(walk.phrase("handed_back"))
    if not walk.left:
        walk.offer_beside(walk.button_of(choices.MENU_TAP))
    return walk.turn()
