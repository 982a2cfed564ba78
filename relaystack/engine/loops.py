"""When does the bot say no more? Two bots would answer each other for ever, and one person without end."""

import json
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256

from . import choices
from .answers import ANSWERS
from .effects import FellQuiet, HandOver, OptIn, OptOut
from .events import HandedBack, Incoming, Opened, Said, Shared, Tapped
from .facts import Facts
from .flow import Ask, Book
from .state import State
from .text import normalise
from .walk import Turn, Walk

MOST = 5  # messages in a row without meaning: the fifth is answered by the last word
REMEMBERED = 4  # messages that a repeat is known by: other bots have more than one thing to say
LAST_WORDS = 3  # to stop and start, beyond the day's bound
PAUSE = timedelta(hours=3)  # after which everything counts anew
_ANEW = (OptOut, OptIn, HandOver)


def heeded(book: Book, before: State, incoming: Incoming, facts: Facts, turn: Turn) -> Turn:
    """The turn; but the last word or nothing where what comes in has had no meaning for a while.

    Words have none that are not understood, or that were said just so before, in the same place. What is tapped, or
    chosen by its key, no other bot says.
    """
    if facts.answers_left is not None and facts.answers_left <= 1:
        silent = facts.answers_left < -LAST_WORDS  # what was asked for is done, without a word about it
        return _with(replace(turn, replies=()) if silent else turn, before.heard, before.empty, before.quiet)
    if isinstance(incoming, HandedBack) or any(isinstance(effect, _ANEW) for effect in turn.effects):
        return _with(turn, (), 0, False)
    if facts.opted_out or facts.handed_over or not isinstance(incoming, Said | Tapped | Shared | Opened):
        return _with(turn, before.heard, before.empty, before.quiet)
    known = before if facts.idle is not None and facts.idle <= PAUSE else State()
    key = _key(before, incoming)
    missed, again = turn.state.misses > before.misses, _is_known(key, known)
    if again and not missed and not known.quiet and _asks_who(book, turn):
        return _with(turn, known.heard, known.empty, False)  # nobody who wants a person is told that it meant nothing
    empty = _empty(known.empty, missed=missed, again=again, neither=isinstance(incoming, Shared))
    heard = (*known.heard, key)[-REMEMBERED:] if key else known.heard if missed else ()
    if not empty or not (known.quiet or empty >= MOST):
        return _with(turn, heard, empty, False)
    if known.quiet or not isinstance(incoming, Said):  # files have e-mails of their own
        return _with(Turn(before), heard, min(empty, MOST), known.quiet)
    return _with(_last_word(book, before, facts), heard, empty, True)


def _asks_who(book: Book, turn: Turn) -> bool:
    """Whether the answer asks somebody who they are: they are about to become a lead."""
    question = book.question(turn.state.place)
    return isinstance(question, Ask) and ANSWERS[question.answer].personal


def _empty(before: int, *, missed: bool, again: bool, neither: bool) -> int:
    """How many messages in a row have had no meaning; a file is no miss, and no understanding."""
    if missed:
        return before + 1
    if again:
        return max(before, 1) + 1
    return before if neither else 0


def _with(turn: Turn, heard: tuple[str, ...], empty: int, quiet: bool) -> Turn:
    return replace(turn, state=replace(turn.state, heard=heard, empty=empty, quiet=quiet))


def _key(state: State, incoming: Incoming) -> str:
    """What was said, and where: no words, since it is kept. Empty for what may well be said again and again."""
    match incoming:
        case Said(words):
            said = normalise(words)
            if len(said) == 1 or said.isdecimal():  # the key of an option
                return ""
            said = said or words.strip()
        case Shared(kind):
            said = f"/{kind}"
        case Opened():
            said = "/"
        case _:
            return ""
    where = json.dumps([str(state.place), state.answers], sort_keys=True, default=str)  # "more" leads on in one place
    return f"{_mark(said)}.{_mark(where)}"


def _mark(words: str) -> str:
    return sha256(words.encode("utf-8", "replace")).hexdigest()[:12]


def _is_known(key: str, state: State) -> bool:
    """Whether it was said before: in the same place, or once the bot is silent, anywhere."""
    if not key or not state.quiet:
        return key in state.heard
    return key.partition(".")[0] in {known.partition(".")[0] for known in state.heard}


def _last_word(book: Book, state: State, facts: Facts) -> Turn:
    """That the consultants are told, and how one goes on; the conversation stays where it is."""
    walk = Walk(book, state, facts)
    walk.say(walk.phrase("fell_quiet"))
    walk.offer_beside(walk.button_of(choices.HUMAN_TAP), walk.button_of(choices.MENU_TAP))
    return Turn(replace(state, beside=walk.beside), walk.reply(), (FellQuiet("loop"),))


def day_is_spent(book: Book, state: State, incoming: Incoming, facts: Facts) -> Turn:
    """The last of the day's answers to somebody; after it none. Only what a person says is told so."""
    if facts.answers_left != 1 or not isinstance(incoming, Said | Tapped | Shared | Opened):
        return Turn(state)
    walk = Walk(book, state, facts)
    walk.say(walk.phrase("day_is_spent"))
    return Turn(state, walk.reply(), (FellQuiet("day"),))
