"""What may come next after an answer: the buttons beside it, what is spoken of from then on, what staff are told."""

from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import urlencode

from . import choices
from .bidi import plain
from .catalogue import Program
from .effects import TellStaff
from .locale_formats import moment
from .replies import BODY, Choice
from .walk import Walk

MENU_NEEDS = 420  # of these, for the menu
TELLS = 3  # times in one conversation that the consultants are told of what is asked
CONSULTANT, PROGRAMS = "consultant", "programmes"  # wishes that answers lead on to, where the content has them


def offer(walk: Walk, *buttons: Choice | None) -> None:
    """Offer these beside the question that stands; nothing where the menu follows in the same message."""
    if not walk.menu_below:
        walk.offer_beside(*(button for button in buttons if button))


def after_fact(walk: Walk, program: Program) -> None:
    """What leads on from an answer about one programme."""
    offer(walk, consultant(walk, program), details(walk, program), walk.button_of(choices.MENU_TAP))


def details(walk: Walk, program: Program, title: str = "") -> Choice:
    """A button to a programme's page."""
    wish = next(i for i in walk.book.lexicon.intents.values() if i.one)
    query = urlencode({"programme": program.id})
    return Choice(f"{choices.INTENT_TAP}{wish.name}?{query}", plain(title or walk.phrase("details_button")))


def consultant(walk: Walk, program: Program | None = None) -> Choice | None:
    """A button to the consultants' form, about a programme where one is spoken of."""
    return intent(walk, CONSULTANT, "?" + urlencode({"programme": program.id}) if program else "")


def intent(walk: Walk, name: str, query: str = "") -> Choice | None:
    """A button for a wish; None where the content folder has no such wish."""
    if name not in walk.book.lexicon.intents:
        return None
    return Choice(f"{choices.INTENT_TAP}{name}{query}", plain(walk.phrase(f"intents.{name}")))


def speak_of(
    walk: Walk, programs: Sequence[Program], listed: Sequence[Program] = (), *, topic: str = "", people: int = 0
) -> None:
    """What the conversation is about from here on."""
    walk.focus = replace(walk.focus.about(tuple(p.id for p in programs)), topic=topic, people=people)
    if listed:
        walk.focus = replace(walk.focus, listed=tuple(p.id for p in listed), asks=(), budget=0)


def tell_staff(walk: Walk, words: str) -> None:
    """Have the consultants read it; they need not read the tenth of an hour."""
    if walk.focus.told < TELLS:
        walk.effects.append(TellStaff(words))
        walk.focus = replace(walk.focus, told=walk.focus.told + 1)


def say_when_open(walk: Walk) -> None:
    """When somebody of the office will be there, where nobody is now."""
    office = walk.facts.office
    if opens := office.opens(walk.facts.now):
        walk.say(walk.phrase("office_closed", opens=moment(walk.language, opens.astimezone(office.zone))))


def fills(walk: Walk) -> bool:
    """Whether an answer leaves no room for the menu in one message; it is offered by a button then."""
    room = BODY - sum(len(words) + 2 for words in walk.said)
    if not walk.menu_below or room > MENU_NEEDS:
        return False
    walk.menu_below, pointed = False, walk.beside
    offer(walk, consultant(walk), walk.button_of(choices.MENU_TAP))
    walk.beside |= pointed
    return True
