"""When the menu is due whatever was said: the first message, a long pause, a step that is gone."""

from . import asking, choices, company_answers, misses, next_steps, side_trips
from .events import Incoming, Said, Tapped
from .flow import Ask, Book
from .half_filled import keep, set_aside
from .state import State
from .walk import Turn, Walk


def interrupted(walk: Walk, incoming: Incoming, command: str, person_needed: bool) -> bool:
    """Open the menu where it is due; whether it was."""
    facts, first = walk.facts, walk.facts.idle is None
    paused = facts.idle is not None and facts.idle > facts.timeout
    if paused:
        set_aside(walk)
    if person_needed or (not first and _speaks_for_itself(incoming)):
        return False
    if paused and command not in ("menu", "start", "help"):
        if not _answered(walk, incoming):
            walk.say(walk.phrase("pause", left=bool(walk.left)))
    elif walk.place and not walk.book.has(walk.place):
        _explain_move(walk)
    elif not first and command not in ("menu", "start"):
        return False
    elif first and not command:
        _answered(walk, incoming)
    if walk.went_on or next_steps.fills(walk):
        return True
    walk.go("menu")
    return True


def _answered(walk: Walk, incoming: Incoming) -> bool:
    """Answer what the message asks, above the menu, or begin what it wishes; whether it did either."""
    if not isinstance(incoming, Said):
        return False
    words = incoming.words
    wish, asked = side_trips.wish(walk, words), asking.question(walk, words)
    if walk.facts.idle is None and not (wish or asked):
        wish = side_trips.amount(walk, words)  # after a pause an amount may answer a form of long ago
    if wish and not (asked and asking.outweighs(asked, wish)):
        side_trips.begin(walk, wish)
        walk.went_on = walk.place is not None or walk.handed_over or walk.document is not None
        return True
    if not asking.names_programs(asked) and side_trips.ask_in_dollars(walk, words):
        return True
    if asked and asked.rule == "courtesy":
        return False
    if not (wish or asked) and not asking.opens(walk, words):
        misses.note_unheard(walk, words)
    walk.menu_below = True
    introduced = company_answers.introduced(walk, words, asked)
    if asked and introduced:
        asking.answered(walk, asked, words)
    elif asked:
        asking.answer(walk, asked, words)
    return bool(asked) or introduced


def _speaks_for_itself(incoming: Incoming) -> bool:
    """Whether it is a tap that says by its id what it is about."""
    if not isinstance(incoming, Tapped):
        return False
    own = incoming.id.startswith(choices.INTENT_TAP) or incoming.id == choices.CONTINUE_TAP
    return own or choices.read_tap(incoming.id) is not None


def outdated(book: Book, state: State) -> bool:
    """Whether the state, or the half-filled answers in it, were written by another version of their flow."""
    left = State.from_json(state.left or {})
    return any(s.place and book.has(s.place) and book.flows[s.place.flow].version != s.version for s in (state, left))


def moved(walk: Walk) -> Turn:
    """The menu, because the flow has changed so that the conversation cannot go on."""
    walk.left = None  # it would lead there once more
    walk.place, walk.answers, walk.way = None, {}, []
    _explain_move(walk)
    walk.go("menu")
    return walk.turn()


def _explain_move(walk: Walk) -> None:
    """Say that the content has changed. Answers are kept where the flow still has a question to go on from."""
    gone, book = walk.place, walk.book
    before = [place for place in walk.way if gone and place.flow == gone.flow and book.question(place)]
    start = [book.flows[gone.flow].start] if gone and gone.flow in book.flows else []
    place = next(iter([*before[::-1], *start]), None)
    if walk.answers and isinstance(book.question(place), Ask):
        walk.way = walk.way[: walk.way.index(place)] if place and place in walk.way else []
        keep(walk, place)
    walk.say(walk.phrase("moved", left=bool(walk.left)))
    walk.place, walk.answers, walk.way = None, {}, []
