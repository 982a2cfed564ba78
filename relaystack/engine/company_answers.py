"""What only people can do, and who somebody is: the company's own answers, wishes to begin, details that are told."""

from dataclasses import replace

from . import choices
from .answers import ANSWERS, Misunderstood
from .effects import CaptureLead
from .flow import Ask
from .half_filled import set_aside
from .introductions import introduction
from .locale_formats import territory
from .next_steps import CONSULTANT, PROGRAMS, after_fact, consultant, intent, offer, say_when_open, speak_of, tell_staff
from .questions.asked import Asked
from .questions.meaning import understand
from .text import shorten
from .walk import Walk

LONGEST = 300  # characters of their own words that are said back


def company(walk: Walk, asked: Asked, words: str) -> None:
    """The company's own answer. Said twice in a row it counts as a message without meaning: perhaps a bot asks."""
    answer = walk.book.company[asked.company]
    if answer.tell:
        tell_staff(walk, words)
    if walk.focus.topic == asked.company:
        walk.misses = walk.before.misses + 1  # said already: perhaps another bot talks to us
    walk.focus = replace(walk.focus, topic=asked.company)
    walk.say(answer.words.fill(walk.language, {"brand": walk.brand}))
    leads = intent(walk, answer.leads) if answer.leads != CONSULTANT else None
    offer(walk, leads, consultant(walk), walk.button_of(choices.MENU_TAP))


def elsewhere(walk: Walk, asked: Asked) -> None:
    """An honest word about a country where we have nothing."""
    walk.say(walk.phrase("questions.elsewhere", country=territory(walk.language, asked.code)))
    offer(walk, intent(walk, PROGRAMS), consultant(walk), walk.button_of(choices.MENU_TAP))


def begun(walk: Walk, asked: Asked) -> None:
    """Somebody wants to begin: the form, with the programme that is spoken of."""
    set_aside(walk)
    walk.answers = {"programme": asked.programs[0].id} if len(asked.programs) == 1 else {}
    walk.menu_below, walk.went_on = False, True
    walk.go(walk.book.lexicon.intents[CONSULTANT].go if CONSULTANT in walk.book.lexicon.intents else "menu")


def known(walk: Walk, asked: Asked) -> None:
    """A further wish of somebody whose details we have: nothing is asked again."""
    what = ", ".join(walk.term(p.short) for p in asked.programs[:1])
    program = asked.programs[0] if asked.programs else None
    walk.effects.append(
        CaptureLead(interest=program.name if program else walk.book.leads.enquiry, notify=True, shown=walk.shown)
    )
    name = str(walk.facts.known.get("name") or "")
    walk.say(walk.phrase("questions.known", name=name, what=what or walk.phrase("intents.programmes")))
    if program:
        after_fact(walk, program)
        speak_of(walk, [program])


def introduced(walk: Walk, words: str, asked: Asked | None) -> bool:
    """Keep who somebody is, where they say so with what they want; whether they did."""
    who = introduction(words, walk.hearing())
    if not who.email or not (who.name or asked):
        return False  # an address alone asks for nothing yet
    program = asked.programs[0] if asked and asked.programs else None
    budget = asked.budget if asked else 0
    walk.effects.append(
        CaptureLead(
            name=who.name, email=who.email, interest=program.name if program else walk.book.leads.enquiry,
            country=program.country if program else "", budget=budget or None, notify=True, shown=walk.shown,
        )
    )  # fmt: skip
    walk.say(walk.phrase("questions.details_noted", name=who.name, email=who.email))
    return True


def noted(walk: Walk, asked: Asked, words: str) -> None:
    """A wish that only people can fulfil: they have the words."""
    walk.say(walk.phrase("questions.call_me", words=shorten(words, LONGEST)))
    say_when_open(walk)
    tell_staff(walk, words)
    if isinstance(walk.book.question(walk.place), Ask):
        return  # a form is being filled in: it goes on
    if not walk.facts.known.get("email"):
        begun(walk, asked)
        return
    offer(walk, walk.button_of(choices.HUMAN_TAP), walk.button_of(choices.MENU_TAP))


def has_no_email(walk: Walk, words: str) -> bool:
    """Whether somebody who is asked for an address says that they have none, or how else to reach them."""
    tables = walk.book.questions
    if tables is None:
        return False
    signals = understand(tables.words, words, walk.language).signals
    phone = not isinstance(ANSWERS["phone"].understand(words, walk.hearing()), Misunderstood)
    return "no_email" in signals or (phone and "call_me" in signals)
