"""Content that changes while the program runs: which version is served now, and what stands against a newer one."""

import logging
from collections.abc import Callable, Hashable
from threading import Event, Lock, Thread

from .errors import ContentError
from .served import ServedContent
from .sources import ContentLayer, ContentSource

EVERY = 1.0  # seconds between looks
TOLD = 5  # faults that are told
log = logging.getLogger(__name__)


class LiveContent:
    """Gives the content of now, and follows its source in a thread of its own: nobody who asks waits for a file.

    Who asks keeps what they got for the whole of their transaction. A version with faults is never served. `layer`
    lays over it what stands elsewhere; `also` is what else is looked at as often.
    """

    def __init__(
        self, content: ServedContent, source: ContentSource | None = None, stamp: Hashable = None,
        every: float = EVERY, layer: ContentLayer | None = None, also: Callable[[], None] = lambda: None,
    ) -> None:  # fmt: skip
        self.served = self._below = content
        self._source, self._every, self._layer, self._also = source, every, layer, also
        self._laid: Hashable = content, None  # what of both was laid together last
        self._left_out: list[str] = []
        self._seen = self._known = stamp  # as the source was at the last look, and when it was read last
        self._trouble: list[str] = []
        self._thread: Thread | None = None
        self._starting, self._laying, self._ended = Lock(), Lock(), Event()

    @classmethod
    def of(
        cls, source: ContentSource, every: float = EVERY, layer: ContentLayer | None = None,
        also: Callable[[], None] = lambda: None,
    ) -> "LiveContent":  # fmt: skip
        """Read it now, follow it from the first use on; raises ContentError where it cannot be served."""
        stamp = source.stamp()  # first: what is written meanwhile is read again
        return cls(source.read(), source, stamp, every, layer, also)

    def current(self) -> ServedContent:
        """What is served now; it is followed from then on."""
        self._follow()
        return self.served

    def trouble(self) -> list[str]:
        """Why what is served is not the newest, in words; empty where it is."""
        self._follow()
        return self._trouble + self._left_out

    def refresh(self) -> None:
        """Lay over it what there is by now; whoever has just changed that need not wait for the next look."""
        with self._laying:
            laid = self._below, self._layer.stamp() if self._layer else None
            if laid == self._laid:
                return
            content, left_out = self._layer.lay(self._below) if self._layer else (self._below, [])
            content.book.prepare()  # no turn waits for what is new
            self._tell(content, [line for line in left_out if line not in self._left_out])
            self.served, self._left_out, self._laid = content, left_out, laid

    def close(self) -> None:
        """Follow it no longer."""
        self._ended.set()
        if self._thread:
            self._thread.join()

    def _follow(self) -> None:
        """Have the source looked at from now on; in each process, for threads do not outlive a fork."""
        if self._source is None or (self._thread and self._thread.is_alive()) or self._ended.is_set():
            return
        with self._starting:
            if not (self._thread and self._thread.is_alive()):
                self._thread = Thread(target=self._watch, args=(self._source,), name="content", daemon=True)
                self._thread.start()

    def _watch(self, source: ContentSource) -> None:
        self._safely(self.refresh)  # what is laid over it was not asked for before the first use
        self.served.book.prepare()  # before the first message needs it
        while not self._ended.wait(self._every):
            self._safely(lambda: self._look(source))
            self._also()

    def _safely(self, look: Callable[[], None]) -> None:
        try:
            look()
        except Exception as error:  # a disk that is away, a fault of ours: the next look may do better
            self._known = None
            told = [f"content: the version before is served, the newest cannot be read ({type(error).__name__})"]
            if told != self._trouble:
                log.exception("the newest content cannot be read")
            self._trouble = told

    def _look(self, source: ContentSource) -> None:
        """Read what has changed, once two looks have seen the same: nobody is writing any more."""
        before, stamp = self._seen, source.stamp()
        self._seen = stamp
        if stamp != self._known and stamp == before:
            self._read(source, stamp)
        self.refresh()

    def _read(self, source: ContentSource, stamp: Hashable) -> None:
        try:
            content, trouble = source.read(), []
            content.book.prepare()
        except ContentError as error:
            content, trouble = self._below, _in_words(error)
        if source.stamp() != stamp:  # written while it was read: what was found may be of no moment
            return
        self._known = stamp
        self._tell(self.served, trouble)
        self._below, self._trouble = content, trouble

    def _tell(self, content: ServedContent, trouble: list[str]) -> None:
        for line in trouble:
            log.error(line)
        if content.version != self.served.version:
            log.info("content %s is served from now on; it was %s", content.version, self.served.version)


def _in_words(error: ContentError) -> list[str]:
    told = [f"content: the version before is served, for there is a fault at {fault}" for fault in error.faults[:TOLD]]
    left = len(error.faults) - TOLD
    return told + ([f"content: {left} more faults; `flask check` lists them"] if left > 0 else [])
