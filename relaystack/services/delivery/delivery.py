"""How what waits in the outbox leaves the building: claimed in order, delivered many at once, settled in batches."""

import asyncio
import logging
import random
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any, TypeVar
from uuid import uuid4

from relaystack import context, metrics
from relaystack.engine.carrier import Carrier, OutgoingItem
from relaystack.errors import DeliveryError, Stopped

from ..carriers import kinds
from ..carriers.kind import QUICK, START_WITHIN
from ..contacts import permission
from ..conversations.talks import ConversationSettings
from ..outbox.chains import ChainId, Chains, chain_of
from ..outbox.clocks import ProviderClock
from ..outbox.outbox import Item
from ..outbox.retry import GiveUp, decide, orphaned
from ..storage.advice import advice_on
from ..storage.database import AWAY, Database
from ..storage.since import Since
from . import claims, settlement, unreadable
from .claims import Pace
from .complaints import Complaints
from .lifelines import Lifeline
from .settlement import Done, NotStarted, Outcome
from .upkeep import Chore, Upkeep

log = logging.getLogger(__name__)
T = TypeVar("T")

IN_FLIGHT = 250  # deliveries of each carrier under way at once: what hangs at one takes no room from another
GATHER = 0.05  # seconds in which outcomes and new items come together for one round
IDLE_POLL = 0.5  # seconds between looks at the outbox when nothing nudges
TIDY_EVERY = 60.0  # seconds
LOOK_EVERY = 2.0  # seconds between looks at whether other workers of this machine have died
OUTAGE_PAUSE = 2.0  # seconds before the database is asked again


class Delivery:
    """One worker. Any number may run against the same database. `chores` are looked after each minute.

    It ends, as if it were stopped, once it is not `is_current` any more: another one is made then.
    """

    def __init__(
        self, database: Database, carriers: Mapping[str, Carrier],
        conversation_settings: Callable[[], ConversationSettings],
        pace: Pace, in_flight: int = IN_FLIGHT, clock: ProviderClock | None = None,
        chores: Sequence[Chore] = (), is_current: Callable[[], bool] = lambda: True,
    ) -> None:  # fmt: skip
        if unknown := carriers.keys() - kinds.KINDS.keys():
            raise TypeError(f"nothing is said of these carriers in services/carriers/kinds.py: {sorted(unknown)}")
        self.name = uuid4().hex[:12]
        self._database = database
        self._carriers = carriers
        self._settings = conversation_settings
        self._pace = pace
        self._in_flight, self._clock = in_flight, clock
        self._upkeep = Upkeep(database, list(carriers), pace.digest_at, clock, chores)
        self._chains = Chains()
        self._running: set[asyncio.Task[None]] = set()
        self._outcomes: list[tuple[Item, Outcome]] = []
        self._held: dict[int, Since] = {}  # ids claimed here and not settled yet: never claimed a second time
        self._stopping, self._is_current = False, is_current
        self._tidied: Since | None = None
        self._looked: Since | None = None
        self._complaints = Complaints()
        self._lifeline: Lifeline | None = None
        self._nudge = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._pool = ThreadPoolExecutor(1, "delivery-db")  # one connection: claims and settlements take turns

    # --- from other threads ------------------------------------------------------------------------------

    def nudge(self) -> None:
        """Something was posted: look now."""
        self._from_outside(self._nudge.set)

    @property
    def is_stopped(self) -> bool:
        """Whether it was told to end, and nobody is to follow."""
        return self._stopping

    def stop(self) -> None:
        """Finish what is under way, hand back the rest, and end."""
        self._stopping = True
        self._from_outside(self._nudge.set)

    def _from_outside(self, call: Callable[[], None]) -> None:
        if self._loop and not self._loop.is_closed():
            with suppress(RuntimeError):  # the loop may close in between: then nobody needs waking
                self._loop.call_soon_threadsafe(call)

    # --- the loop -------------------------------------------------------------------------------------------

    async def run(self) -> None:
        """Deliver until stopped, or until another one is to follow."""
        self._loop = asyncio.get_running_loop()
        try:
            while not self._stopping and self._is_current():
                await self._guarded(self._round())
            await self._finish()
        finally:
            await self.close()

    async def drain(self, *, tidy: bool = True) -> None:
        """Deliver what is due now and may leave at once, then return: for commands and tests."""
        self._loop = asyncio.get_running_loop()
        if tidy:
            await self._in_database(self._tidy_now)
        await self._take_over()
        while await self._claim() or self._running or self._outcomes:
            if self._running:
                await asyncio.wait(self._running, return_when=asyncio.FIRST_COMPLETED)
            await self._settle()

    async def close(self) -> None:
        """Let go of everything."""
        for carrier in self._carriers.values():
            await carrier.close()
        self._pool.shutdown()
        if self._lifeline:
            self._lifeline.close()

    async def _round(self) -> None:
        if self._tidied is None or self._tidied.seconds > TIDY_EVERY:
            await self._in_database(self._tidy_now)
        if self._looked is None or self._looked.ticks > LOOK_EVERY:
            await self._take_over()
        self._nudge.clear()
        await self._settle()  # first: after a long outage our own claims have run out, and nothing is sent twice
        claimed = await self._claim()
        if claimed or self._outcomes:
            await asyncio.sleep(GATHER)
        elif not self._stopping:  # told so while the outbox was looked at, nobody nudges again
            with suppress(TimeoutError):
                await asyncio.wait_for(self._nudge.wait(), IDLE_POLL)

    async def _take_over(self) -> None:
        self._looked = Since()
        await self._in_database(claims.take_over, self._database, self.name)

    def _tidy_now(self) -> None:
        self._tidied = Since()
        self._upkeep.look(self._settings())

    async def _guarded(self, work: Awaitable[None]) -> None:
        """Whatever fails, delivery goes on: nothing claimed is lost, its claim runs out."""
        try:
            await work
            self._complaints.end()
        except AWAY as error:
            self._complaints.say(f"delivery waits for the database ({type(error).__name__}): {advice_on(error)}")
            await asyncio.sleep(OUTAGE_PAUSE)
        except Exception as error:
            self._complaints.say(f"a round of delivery failed ({type(error).__name__})", error)
            await asyncio.sleep(OUTAGE_PAUSE)

    async def _finish(self) -> None:
        """What ends is settled at once, and what was not begun is handed back: others may take it meanwhile."""
        deadline = time.monotonic() + QUICK.total_seconds()
        while self._running and (left := deadline - time.monotonic()) > 0:
            await asyncio.wait(self._running, timeout=left, return_when=asyncio.FIRST_COMPLETED)
            await self._guarded(self._settle())
        await self._guarded(self._settle())

    # --- claim ------------------------------------------------------------------------------------------------

    async def _claim(self) -> bool:
        room = {name: self._in_flight - self._chains.under_way[name] for name in self._carriers}
        room = {name: places for name, places in room.items() if places > 0}
        if self._stopping or not room:
            return False
        self._lifeline = self._lifeline or Lifeline(self._database.workers, self.name)  # before anything is ours
        since = Since()
        items = await self._in_database(claims.claim, self._database, self.name, self._pace, room, self._begun)
        for item in items:
            if item.id in self._held:  # our own claim ran out while we still had it: it is under way or sent
                continue
            self._held[item.id] = since
            chain = self._chains.add(item)
            if chain:
                task = asyncio.create_task(self._work(chain))
                self._running.add(task)
                task.add_done_callback(self._running.discard)
        return bool(items)

    # --- deliver -------------------------------------------------------------------------------------------------

    async def _work(self, chain: ChainId) -> None:
        """Deliver one person's items, one after the other; a failure sends the rest back to wait behind it."""
        context.contact_id.set(chain[1] if chain[1] > 0 else None)  # this task's own
        for number, item in enumerate(self._chains.walk(chain)):
            outcome = await self._any_outcome(item, has_waited=number > 0)
            if not isinstance(outcome, Done):
                self._chains.block(chain)
            self._outcomes.append((item, outcome))
            self._nudge.set()

    async def _any_outcome(self, item: Item, has_waited: bool) -> Outcome:
        """Whatever fails, there is one: a chain without an end would hold up its person for good."""
        try:
            return await self._outcome(item, has_waited)
        except Exception as error:  # a fault of ours: kept with its reason, not retried as if it were weather
            log.exception("%s item %s cannot be delivered", item.carrier, item.id)
            return GiveUp(0, unreadable.reason_of(error))

    async def _outcome(self, item: Item, has_waited: bool) -> Outcome:
        if item.orphaned and kinds.KINDS[item.carrier].is_message:  # its statuses may be on their way from now on
            return orphaned(self._now(item), self._pace.in_doubt_seconds)
        if not self._may_start(item):
            return NotStarted()
        return await self._deliver(await self._seen_again(item) if has_waited else item)

    async def _seen_again(self, item: Item) -> Item:
        """What waited behind another message since it was claimed: the person may have said stop in between."""
        if not claims.may_be_refused(item):
            return item
        try:
            return await self._in_database(claims.seen_again, self._database, item)
        except AWAY:  # then nobody can have said anything either
            return item

    def _may_start(self, item: Item) -> bool:
        late = self._held[item.id].seconds > START_WITHIN.total_seconds()
        return not (self._stopping or late or self._chains.is_blocked(chain_of(item)))

    async def _refusal(self, item: Item) -> GiveUp | None:
        """Why it may not leave. Before the window is said to be closed, Meta is asked what time it is: ours may err."""
        refused = claims.refusal(item, self._now(item))
        if refused and refused.code == permission.OUTSIDE and self._clock:
            refused = claims.refusal(item, self._now(item), await self._clock.now())
        return refused

    async def _deliver(self, item: Item) -> Outcome:
        if refused := await self._refusal(item):
            return refused
        payload = {**item.payload, **item.unkept} if item.unkept else item.payload
        outgoing = OutgoingItem(item.key, payload, item.phone, item.bsuid, item.media_id, item.attempts)
        if kinds.KINDS[item.carrier].is_message:
            self._begun(item.id)
        began = time.perf_counter()
        try:
            delivered = await self._carriers[item.carrier].deliver(outgoing)
            return Done(**vars(delivered))
        except DeliveryError as error:
            metrics.delivery_failed(item.carrier, error)
            level = logging.DEBUG if isinstance(error, Stopped) else logging.WARNING  # a stop is told once, by itself
            log.log(level, "%s item %s of contact %s: %s", item.carrier, item.id, item.contact_id, error)
            spread = random.random()  # noqa: S311 (jitter needs no secrecy)
            return decide(error, item.attempts, self._now(item), spread, self._pace.in_doubt_seconds)
        finally:
            metrics.carrier_called(item.carrier, time.perf_counter() - began)

    def _begun(self, id: int) -> None:
        """It may have left from now on: that is known after us as well."""
        if self._lifeline:
            self._lifeline.begins(id, lambda: list(self._held))

    def _now(self, item: Item) -> datetime:
        """The time by the clock that claimed the item."""
        return item.claimed_at + timedelta(seconds=self._held[item.id].ticks)

    # --- settle ---------------------------------------------------------------------------------------------------

    async def _settle(self) -> None:
        outcomes, self._outcomes = self._outcomes, []
        if not outcomes:
            return
        try:
            await self._in_database(settlement.settle, self._database, outcomes, self._settings())
        except Exception:
            self._outcomes = outcomes + self._outcomes  # settled when the database is back
            raise
        for item, _ in outcomes:
            self._held.pop(item.id, None)
        self._chains.unblock(chain_of(item) for item, outcome in outcomes if not isinstance(outcome, Done))
        settlement.count(outcomes)  # last: nobody waits for a number

    async def _in_database(self, work: Callable[..., T], *arguments: Any) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._pool, work, *arguments)
