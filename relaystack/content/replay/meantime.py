"""What happens between one thing that a person does and the next: silence, or staff hand the conversation back."""

from collections.abc import Iterator, Sequence

from .recorded import Event
from .side import Outcome, Side


def meantime(sides: Sequence[Side], event: Event) -> Iterator[list[Outcome]]:
    """Take these turns on every side, as they are due before the event; what came of each."""
    wakes = [wakes[0] for side in sides if (wakes := side.person.wakes) and wakes[0] <= event.at]
    if wakes:
        yield [side.fall_silent(min(wakes)) for side in sides]
    # When staff gave a conversation back is not recorded, but the bot's next answer is.
    if event.answered and any(side.person.handed_over for side in sides):
        yield [side.hand_back(event.at) for side in sides]
