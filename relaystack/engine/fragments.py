"""What somebody sends in pieces, within a moment, is one message: it is read together, and may be answered together."""

from dataclasses import replace

from . import commands
from .events import Incoming, Said
from .facts import Facts
from .flow import Book
from .state import State
from .walk import Turn

LONGEST = 600  # characters that pieces may come to: what goes on for longer is told, not asked


def follows_at_once(facts: Facts) -> bool:
    """Whether the person wrote before within the same moment; never where nobody gathers pieces."""
    return bool(facts.moment) and facts.idle is not None and facts.idle <= facts.moment


def together(book: Book, state: State, incoming: Incoming, facts: Facts) -> Said | None:
    """The words with those before them that left something open; None where they stand alone."""
    if not isinstance(incoming, Said) or not state.unfinished or not follows_at_once(facts):
        return None
    words = f"{state.unfinished} {incoming.words}"
    return None if len(words) > LONGEST or commands.read(book, incoming) else Said(words)


def as_before(state: State) -> State:
    """The state as if the piece before had not been misunderstood yet."""
    return replace(state, misses=max(state.misses - 1, 0), empty=max(state.empty - 1, 0))


def is_missed(before: State, turn: Turn) -> bool:
    """Whether the words had no meaning."""
    return turn.state.misses > before.misses


def marked(before: State, incoming: Incoming, facts: Facts, turn: Turn, *, joined: bool = False) -> Turn:
    """The turn with what a next piece may go on from, and whether its reply waits a moment for that."""
    if not facts.moment or turn.piece is None or not isinstance(incoming, Said):
        return replace(turn, piece=None) if turn.piece else turn
    missed = is_missed(before, turn)
    piece = replace(turn.piece, missed=missed, joined=joined) if missed or follows_at_once(facts) else None
    unfinished = incoming.words if missed or turn.piece.open else ""
    state = replace(turn.state, unfinished=unfinished, put_off=piece is not None and bool(turn.replies))
    return replace(turn, piece=piece, state=state)
