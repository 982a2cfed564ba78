"""In which order the items in one worker's hands leave: one person's after each other, everybody else's at once."""

from collections import Counter, deque
from collections.abc import Iterable, Iterator

from .outbox import Item

ChainId = tuple[str, int]


def chain_of(item: Item) -> ChainId:
    """Items of one person and carrier form a chain; what is nobody's is alone."""
    return item.carrier, item.contact_id or -item.id


class Chains:
    """The items that a worker has claimed and not delivered yet."""

    def __init__(self) -> None:
        self.under_way: Counter[str] = Counter()  # chains of each carrier: that many deliveries at once
        self._waiting: dict[ChainId, deque[Item]] = {}
        self._blocked: set[ChainId] = set()

    def add(self, item: Item) -> ChainId | None:
        """Put an item at the end of its chain; the chain's id where it must be started."""
        id = chain_of(item)
        if id in self._waiting:
            self._waiting[id].append(item)
            return None
        self._waiting[id] = deque([item])
        self.under_way[item.carrier] += 1
        return id

    def walk(self, id: ChainId) -> Iterator[Item]:
        """The items of a chain in order, also those that come while it is walked."""
        chain = self._waiting[id]
        while chain:
            yield chain[0]
            chain.popleft()
        del self._waiting[id]
        self.under_way[id[0]] -= 1

    def block(self, id: ChainId) -> None:
        """Let nothing overtake an item that must be tried again, until that is written down."""
        self._blocked.add(id)

    def is_blocked(self, id: ChainId) -> bool:
        """Whether an earlier item of the chain must be tried again first."""
        return id in self._blocked

    def unblock(self, ids: Iterable[ChainId]) -> None:
        """From now on the outbox itself keeps the order."""
        self._blocked.difference_update(ids)
