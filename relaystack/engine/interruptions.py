"""When the menu is due whatever was said: the first message, a long pause, a step that is gone."""

from . import choices
from .events import Incoming, Tapped
from .flow import Ask, Book
from .state import Place, State
from .walk import Turn, Walk


def interrupted(walk: Walk, incoming: Incoming, command: str, person_needed: bool) -> bool:
    """Open the menu where it is due; whether it was."""
    facts, first = walk.facts, walk.facts.idle is None
    paused = facts.idle is not None and facts.idle > facts.timeout
    if paused:
        set_aside(walk)
    if not first and (_speaks_for_itself(incoming) or person_needed):
        return False
    if paused and command not in ("menu", "start", "help"):
        walk.say(walk.phrase("pause", left=bool(walk.left)))
    elif walk.place and not walk.book.has(walk.place):
        _explain_move(walk)
    elif not first and command not in ("menu", "start"):
        return False
    walk.go("menu")
    return True


def _speaks_for_itself(incoming: Incoming) -> bool:
    """Whether it is a tap that says by its id what it is about."""
    if not isinstance(incoming, Tapped):
        return False
    own = incoming.id.startswith(choices.INTENT_TAP) or incoming.id == choices.CONTINUE_TAP
    return own or choices.read_tap(incoming.id) is not None


def set_aside(walk: Walk) -> None:
    """Keep half-filled answers for later, and forget where the conversation stood."""
    if isinstance(walk.book.question(walk.place), Ask) and walk.answers:
        _keep(walk, walk.place)
    walk.place, walk.answers, walk.way = None, {}, []


def _keep(walk: Walk, place: Place | None) -> None:
    kept = State(place, walk.before.version, walk.answers, tuple(walk.way))
    walk.left = {**kept.to_json(), "left": None}


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
        _keep(walk, place)
    walk.say(walk.phrase("moved", left=bool(walk.left)))
    walk.place, walk.answers, walk.way = None, {}, []
