"""Words that always work, whatever was asked; they count only when the message is nothing else."""

from datetime import datetime

from . import choices, program_lists
from .effects import OptIn, OptOut
from .events import Incoming, Said, Tapped
from .facts import Facts
from .flow import Book
from .replies import Reply
from .state import State
from .text import normalise
from .walk import Turn, Walk


def read(book: Book, incoming: Incoming) -> str:
    """The command that the message is, if it is nothing else: words in any language, or a tapped `stop`."""
    if isinstance(incoming, Said):
        return book.command_words.read(incoming.words)
    if isinstance(incoming, Tapped) and choices.read_tap(incoming.id) is None:
        if incoming.id in choices.OWN_TAPS:
            return incoming.id
        # Quick replies of templates come with the words as payload: "Unsubscribe" must be obeyed.
        return book.command_words.read(incoming.id) or book.command_words.read(incoming.title)
    return ""


def typed_button(book: Book, state: State, incoming: Incoming, facts: Facts) -> Incoming:
    """Typing what stands on one of the bot's own buttons is tapping it; so is yes, where only one thing can be meant.

    Yes to a guessed answer is that answer.
    """
    if not (state.beside and _is_fresh(state, facts) and isinstance(incoming, Said)):
        return incoming
    said = normalise(incoming.words)
    tap = state.beside.get(said) or state.beside.get(book.lexicon.pointed(incoming.words) or " ")
    tap = tap or _last_numbered(book, state, incoming.words)
    tap = tap or (state.beside.get("yes") if said in book.lexicon.yes else "")
    if tap and tap.startswith(choices.GUESSED):
        return Said(tap.removeprefix(choices.GUESSED))
    return Tapped(tap, incoming.words) if tap else incoming


def _last_numbered(book: Book, state: State, words: str) -> str | None:
    """What the last number beside the question means, where the words are "the last one"."""
    keys = sorted((key for key in state.beside if key.isdecimal()), key=int)
    return state.beside[keys[-1]] if keys and book.lexicon.means_last(words) else None


def _is_fresh(state: State, facts: Facts) -> bool:
    """Whether the buttons are not of long ago; those that came by themselves may stand below an old conversation."""
    offered = datetime.fromisoformat(state.offered_at) if state.offered_at else None
    by_itself = offered is not None and facts.now - offered <= facts.timeout
    return by_itself or (facts.idle is not None and facts.idle <= facts.timeout)


def stop(walk: Walk) -> Turn:
    """No more messages: forget where the conversation stood, say a last word."""
    words = walk.phrase("stopped")
    last = Reply(words, even_opted_out=True, even_handed_over=True)
    return Turn(State(shown=walk.before.shown), (last,), (*walk.effects, OptOut()))


def start_again(book: Book, state: State, facts: Facts) -> Turn:
    """Messages again: the menu, or word that a consultant has the conversation."""
    walk = Walk(book, state, facts)
    walk.effects.append(OptIn())
    if facts.handed_over:
        words = walk.phrase("started_again")
        return Turn(state, (Reply(words, even_handed_over=True),), (OptIn(),))
    walk.go("menu")
    return walk.turn()


def carry_out(walk: Walk, command: str) -> bool:
    """Do what a command says; whether it was one that is done here."""
    match command:
        case "back":
            back(walk)
        case "help":
            walk.say(walk.phrase("help"))
            offer_menu(walk)
        case "thanks":
            walk.say(walk.phrase("thanks"))
        case "leave":
            walk.say(walk.phrase("left_form"))
            walk.go("menu")
        case choices.CONTINUE_TAP if walk.left:
            walk.go("resume")
        case choices.AGAIN_TAP | choices.CONTINUE_TAP:
            walk.go(str(walk.place) if walk.book.question(walk.place) else "menu", quiet=True)
        case _:
            return False
    return True


def back(walk: Walk) -> None:
    """One question back, answers kept; from the page of a list to the list, from the first one to the menu."""
    while walk.way:
        place = walk.way.pop()
        if walk.book.has(place) and place != walk.book.menu:
            walk.go(str(place), quiet=True)
            return
    if not program_lists.shown_again(walk):
        walk.go("menu")


def offer_menu(walk: Walk) -> None:
    """One button that leads to the menu."""
    walk.choices = (walk.button_of(choices.MENU_TAP),)
