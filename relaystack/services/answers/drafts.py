"""What would come of an answer that is being written: what the bot would say, and what else has its questions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from relaystack.content import taught
from relaystack.content.phrase_faults import split
from relaystack.content.rehearsal import Rehearsal
from relaystack.content.taught import TaughtAnswer
from relaystack.engine import outcome
from relaystack.engine.catalogue import Catalogue
from relaystack.engine.events import Said
from relaystack.engine.flow import Book
from relaystack.engine.outcome import Came, Outcome
from relaystack.engine.replies import Reply

from ..reporting.labels import Labels

_NOTHING = frozenset({Came.MISS, Came.UNANSWERED, Came.SAID})


@dataclass(frozen=True)
class Clash:
    """A way of asking that something else has today, or goes on to have."""

    words: str
    language: str
    other: str
    is_ours: bool  # from then on


class Draft:
    """An answer beside the folder's and the others that were taught, in a conversation that is kept nowhere."""

    def __init__(
        self, book: Book, others: Sequence[TaughtAnswer], answer: TaughtAnswer, catalogue: Catalogue, now: datetime
    ) -> None:
        self._answer, self._catalogue, self._now = answer, catalogue, now
        self._before = taught.laid(book, others)
        self._after = taught.laid(book, [*others, answer])

    def says(self, language: str, words: str) -> Sequence[Reply]:
        """What the bot would answer somebody of that language."""
        return self._heard(self._after, language, words)[1]

    def clashes(self) -> list[Clash]:
        """Ways of asking that lead elsewhere, now or still then."""
        asked = ((language, taught.spoken(one)) for language, said in self._answer.asks.items() for one in split(said))
        return [clash for language, words in asked if (clash := self._clash(language, words))]

    def _clash(self, language: str, words: str) -> Clash | None:
        before, after = self._heard(self._before, language, words)[0], self._heard(self._after, language, words)[0]
        is_ours = after.topic == self._answer.name
        if is_ours and before.came in _NOTHING:
            return None
        return Clash(words, language, self._called(before if is_ours else after), is_ours)

    def _heard(self, book: Book, language: str, words: str) -> tuple[Outcome, Sequence[Reply]]:
        rehearsal = Rehearsal(book, self._catalogue, self._now, language=language)
        rehearsal.says("menu")  # who writes for the first time is greeted
        state = rehearsal.state
        turn = rehearsal.says(words)
        return outcome.of(turn, state, Said(words)), turn.replies

    def _called(self, of: Outcome) -> str:
        """What has it, in words."""
        labels = Labels(self._after, self._catalogue)
        if of.topic:
            return f"the answer “{labels.topic(of.topic)}”"
        if of.flow and of.came not in _NOTHING:
            return f"“{labels.flow(of.flow)}”, where the menu leads too"
        return "nothing: the bot does not understand it" if of.came in _NOTHING else labels.came(of.came)
