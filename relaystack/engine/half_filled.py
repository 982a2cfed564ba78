"""Half-filled answers that are kept for later, so that somebody can go on where they left off."""

from .flow import Ask
from .state import Place, State
from .walk import Walk


def set_aside(walk: Walk) -> None:
    """Keep half-filled answers for later, and forget where the conversation stood."""
    if isinstance(walk.book.question(walk.place), Ask) and walk.answers:
        keep(walk, walk.place)
    walk.place, walk.answers, walk.way = None, {}, []


def keep(walk: Walk, place: Place | None) -> None:
    """Keep the answers so far, to go on at that place."""
    kept = State(place, walk.before.version, walk.answers, tuple(walk.way))
    walk.left = {**kept.to_json(), "left": None}
