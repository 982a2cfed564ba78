"""What happens when words are not understood: each time a better hint, then a person; and a note for the staff."""

from collections.abc import Sequence

from . import choices
from .answers import ANSWERS, Misunderstood
from .effects import NoteUnanswered
from .flow import Ask, Choose
from .questions.reading import is_question
from .replies import BODY, Choice
from .state import Place
from .text import tokens
from .walk import Walk

TELLING = 6  # words of a first message that more than greets
PATIENCE = 3  # misses in a row, then the bot stops asking the same again


def at_question(walk: Walk, place: Place, ask: Ask, wrong: Misunderstood, words: str) -> None:
    """An answer that does not fit: what is wrong with it, and the question again."""
    walk.misses = walk.before.misses + 1
    tired = walk.misses >= PATIENCE
    if is_question(words):
        _note(walk, words, ["human"] if tired else [])
    if tired:
        _offer_consultant(walk)
        return
    walk.say(walk.phrase(f"misunderstood.{ask.answer}.{wrong.reason}", guess=walk.term(wrong.guess)))
    if walk.misses > 1 and not wrong.guess:
        walk.say(walk.phrase(f"hints.{ask.answer}"))
    walk.go(str(place), quiet=True)
    if _is_answer(walk, ask, wrong.guess):
        walk.beside = {"yes": choices.GUESSED + wrong.guess}


def _is_answer(walk: Walk, ask: Ask, guess: str) -> bool:
    return bool(guess) and not isinstance(ANSWERS[ask.answer].understand(guess, walk.hearing()), Misunderstood)


def at_choice(walk: Walk, place: Place, choose: Choose, options: Sequence[choices.Offered], words: str) -> None:
    """Words that name no option: the options again."""
    walk.misses = walk.before.misses + 1
    tired = walk.misses >= PATIENCE
    _note(walk, words, ["human"] if tired else [option.id for option in options])
    if tired:
        _offer_consultant(walk)
        return
    lines = choices.lines(options)
    example = next((option.key for option in options if option.key), "1")
    again = walk.phrase("choose_hint" if walk.misses > 1 else "choose_again", options=lines, example=example)
    walk.offer(place, choose, again if len(again) <= BODY else walk.phrase("choose_from_list"))


def at_rest(walk: Walk, words: str) -> None:
    """Words where nothing is asked: what can be done."""
    if walk.place:  # a search is under way
        walk.say(walk.phrase("still_waiting"))
        walk.choices = (walk.button_of(choices.MENU_TAP),)
        return
    walk.misses = walk.before.misses + 1
    tired = walk.misses >= PATIENCE
    _note(walk, words, ["human"] if tired else ["menu"])
    if tired:
        _offer_consultant(walk)
        return
    walk.say(walk.phrase("not_understood"))
    if walk.left:
        walk.offer_beside(walk.button_of(choices.CONTINUE_TAP), walk.button_of(choices.MENU_TAP))
    else:
        walk.choices = (walk.button_of(choices.MENU_TAP),)


def proposed(walk: Walk, words: str, candidates: Sequence[Choice]) -> None:
    """Ask whether one of these is meant, instead of guessing. The question that was asked still stands."""
    walk.misses = walk.before.misses + 1
    _note(walk, words, [candidate.title for candidate in candidates])
    if len(candidates) == 1:
        walk.say(walk.phrase("did_you_mean_one", guess=candidates[0].title))
    else:
        walk.say(walk.phrase("did_you_mean"))
    yes = candidates[0].id if len(candidates) == 1 else ""
    walk.offer_beside(*candidates, walk.button_of(choices.MENU_TAP), yes=yes)


def note_unheard(walk: Walk, words: str) -> None:
    """Keep a first message that asks something nobody foresaw: the menu is no answer to it."""
    if is_question(words) or len(tokens(words)) >= TELLING:
        _note(walk, words, ["menu"])


def _offer_consultant(walk: Walk) -> None:
    walk.say(walk.phrase("offer_consultant"))
    human, menu = walk.button_of(choices.HUMAN_TAP), walk.button_of(choices.MENU_TAP)
    again = [walk.button_of(choices.AGAIN_TAP)] if walk.place else []
    walk.offer_beside(human, *again, menu, yes=human.id)


def _note(walk: Walk, words: str, offered: Sequence[str]) -> None:
    """Keep what nobody foresaw; a slip of the finger is nothing to keep."""
    if len(tokens(words)) > 1 or sum(c.isalpha() for c in words) > 2:
        walk.effects.append(NoteUnanswered(words, str(walk.place or "rest"), tuple(offered)))
