"""What a worker looks after each minute, beside what it delivers."""

from collections.abc import Callable, Sequence
from datetime import time

from ..carriers import kinds
from ..conversations.talks import ConversationSettings
from ..leads import confirmations, due_actions
from ..notices import after_quiet, digest, lapsed, reminders
from ..outbox import carrier_states, outbox
from ..outbox.clocks import ClockWatch, ProviderClock
from ..receiving import receipts
from ..storage import scrubbing, search_index
from ..storage.database import Database

INDEXED = 20  # sets of messages at a time that searches can find from then on
Chore = Callable[[Database, ConversationSettings], None]


class Upkeep:
    """All of it; `chores` are what others want looked after as well."""

    def __init__(
        self, database: Database, carriers: Sequence[str], digest_at: time | None, clock: ProviderClock | None,
        chores: Sequence[Chore],
    ) -> None:  # fmt: skip
        self._database, self._carriers, self._digest_at = database, carriers, digest_at
        self._clock, self._clock_watch, self._chores = clock, ClockWatch(), chores

    def look(self, settings: ConversationSettings) -> None:
        """Do what is due; any number of workers may, at the same time."""
        self._say_who_serves()
        self._mend(settings)
        self._tell(settings)
        for chore in self._chores:
            chore(self._database, settings)
        scrubbing.finish(self._database)
        search_index.catch_up(self._database, INDEXED)
        if outbox.MAIL in settings.can:
            self._mail(settings)

    def _say_who_serves(self) -> None:
        with self._database.transaction() as connection:
            now = self._database.now(connection)
            carrier_states.served(connection, kinds.in_turn(self._carriers), now)
            if self._clock and (theirs := self._clock.known()):
                self._clock_watch.compare(connection, outbox.WHATSAPP, theirs, now)

    def _mend(self, settings: ConversationSettings) -> None:
        """In a transaction of its own, as the others: nobody waits for two of them."""
        with self._database.transaction() as connection:
            now = self._database.now(connection)
            receipts.tidy(connection, settings.meaning, now)
            timed = kinds.names(lambda kind: kind.is_timed)
            outbox.mend_clock(connection, timed, kinds.longest_lease(), now)
            carrier_states.mend_clock(connection, outbox.FURTHEST, now)

    def _tell(self, settings: ConversationSettings) -> None:
        with self._database.transaction() as connection:
            now = self._database.now(connection)
            lapsed.tell(connection, now)
            reminders.tell(connection, settings.schedule.get(connection), settings.house, now)
            due_actions.tell(connection, settings.house, now)
            after_quiet.tell(connection, settings.house, now, mails=outbox.MAIL in settings.can)

    def _mail(self, settings: ConversationSettings) -> None:
        with self._database.transaction() as connection:
            now = self._database.now(connection)
            confirmations.tidy(connection, now)
            digest.post_if_due(connection, self._digest_at, now, settings.house)
