"""Why a change of a programme is refused."""

from collections.abc import Sequence

from relaystack.content.program_words import Clash


class Unfit(ValueError):
    """A change that does not fit: the message is for programs, `plain` for staff, to be read beside `field`."""

    def __init__(self, field: str, message: str, plain: str, clashes: Sequence[Clash] = ()) -> None:
        super().__init__(message)
        self.field, self.plain, self.clashes = field, plain, clashes
