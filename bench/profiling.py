"""Which functions does the CPU time go to? The path in one process, each part under cProfile by CPU time."""

import asyncio
import cProfile
import io
import itertools
import pstats
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from bench import bodies
from bench.contestants import settings
from bench.environment import Environment
from bench.load import SCRIPT
from relaystack import create_app
from relaystack.engine.carrier import Delivered, OutgoingItem
from relaystack.services.receiving import take_in
from relaystack.settings import from_env

PEOPLE = 50
TOP = 30


class Post:
    """A carrier that accepts everything at once, and remembers what to post statuses of."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, str, str]] = []
        self._count = itertools.count()

    async def deliver(self, outgoing: OutgoingItem) -> Delivered:
        """Accept it."""
        wamid = bodies.wamid_of(next(self._count), "profile")
        self.sent.append((wamid, outgoing.phone or "", outgoing.key))
        return Delivered(wamid)

    async def close(self) -> None:
        """Nothing to close."""


@dataclass
class OneProcess:
    """The program without a network, on a database of its own."""

    app: Any
    post: Post

    @classmethod
    def on(cls, url: str) -> "OneProcess":
        """Build it."""
        post = Post()
        return cls(create_app(from_env(settings(5000, 1, url)), carriers={"whatsapp": post}), post)

    @property
    def parts(self) -> Any:
        """Its inner parts."""
        return self.app.extensions["relaystack"]

    def receive(self, all_at_once: Sequence[bytes]) -> None:
        """Webhook bodies that come at the same time, as an ASGI server hands them over."""

        async def run() -> None:
            await asyncio.gather(*map(self._receive, all_at_once))

        asyncio.run(run())

    async def _receive(self, body: bytes) -> None:
        headers = [(b"content-length", b"%d" % len(body)), (b"x-hub-signature-256", bodies.signature(body))]
        scope = {"type": "http", "method": "POST", "path": "/webhook", "headers": headers}
        said: list[Mapping[str, Any]] = []

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": body}

        async def send(message: Mapping[str, Any]) -> None:
            said.append(message)

        await self.parts.asgi(scope, receive, send)
        if said[0]["status"] != 200:
            raise RuntimeError(f"the webhook answered {said[0]['status']}")

    def write(self, step: int, salt: str) -> None:
        """Everybody writes the same step of the conversation, one body each."""
        words = SCRIPT[step % len(SCRIPT)]
        wamids = [bodies.wamid_of(step * PEOPLE + person, salt) for person in range(PEOPLE)]
        self.receive([bodies.message(person, words, wamid) for person, wamid in enumerate(wamids)])

    def deliver(self) -> None:
        """Deliver all that waits."""
        delivery = self.parts.delivery()

        async def run() -> None:
            try:
                await delivery.drain()
            finally:
                await delivery.close()

        asyncio.run(run())

    def hear_statuses(self, batch: int = 10) -> None:
        """Three statuses for each message sent since the last time."""
        rows = [(wamid, status, phone, key) for status in ("sent", "delivered", "read")
                for wamid, phone, key in self.post.sent]  # fmt: skip
        self.post.sent = []
        self.receive([bodies.statuses(rows[start : start + batch]) for start in range(0, len(rows), batch)])


class Profiles:
    """The profiles of one part of the path, over all threads that work for it."""

    def __init__(self) -> None:
        self.of: dict[str, list[cProfile.Profile]] = {}
        self.cpu: dict[str, float] = {}

    @contextmanager
    def part(self, name: str) -> Iterator[None]:
        """Profile this thread, those it starts, and the one that takes webhooks in, which has been there before."""
        mine = self.of.setdefault(name, [])
        threading.setprofile(self._hook(mine))
        plain, take_in.take_in = take_in.take_in, self._within(mine, take_in.take_in)
        before = time.process_time()
        own = self._begin(mine)
        try:
            yield
        finally:
            own.disable()
            self.cpu[name] = self.cpu.get(name, 0.0) + time.process_time() - before
            take_in.take_in = plain
            threading.setprofile(None)

    def _within(self, kept: list[cProfile.Profile], take_in: Callable[..., Any]) -> Callable[..., Any]:
        def profiled(*given: Any) -> Any:
            profile = self._begin(kept)
            try:
                return take_in(*given)
            finally:
                profile.disable()

        return profiled

    @staticmethod
    def _begin(kept: list[cProfile.Profile]) -> cProfile.Profile:
        profile = cProfile.Profile(time.thread_time)
        kept.append(profile)
        profile.enable()
        return profile

    def _hook(self, kept: list[cProfile.Profile]) -> Callable[..., None]:
        def start(*event: Any) -> None:
            self._begin(kept)

        return start

    def show(self, name: str, messages: int, order: str) -> str:
        """The functions that cost most."""
        out = io.StringIO()
        first, *others = self.of[name]
        stats = pstats.Stats(first, stream=out)
        for other in others:
            other.create_stats()
            stats.add(other)
        stats.strip_dirs().sort_stats(order).print_stats(TOP)
        return f"--- {name}: {self.cpu[name] / messages * 1e6:,.0f} µs per message under the profiler\n{out.getvalue()}"


def plain_costs(program: OneProcess, rounds: int) -> dict[str, float]:
    """CPU per message by part without the profiler, which slows calls of small functions most."""
    cpu = {"webhook: messages": 0.0, "delivery": 0.0, "webhook: statuses": 0.0}
    for step in range(rounds):
        works = (lambda s=step: program.write(s, "plain"), program.deliver, program.hear_statuses)
        for name, work in zip(cpu, works, strict=True):
            before = time.process_time()
            work()
            cpu[name] += time.process_time() - before
    return {name: used / (rounds * PEOPLE) * 1e6 for name, used in cpu.items()}


def main(environment: Environment) -> None:
    """Print where the time goes, in our functions and all."""
    program = OneProcess.on(environment.server.create("bot", "template_bot"))
    rounds = 2 * len(SCRIPT)
    environment.say("warming up, and measuring without the profiler")
    plain_costs(program, len(SCRIPT))
    costs = plain_costs(program, rounds)
    profiles = Profiles()
    for step in range(rounds):
        environment.say(f"profiling round {step + 1} of {rounds}")
        with profiles.part("webhook: messages"):
            program.write(step, "profiled")
        with profiles.part("delivery"):
            program.deliver()
        with profiles.part("webhook: statuses"):
            program.hear_statuses()
    program.parts.stop()
    for name in costs:
        for order in ("tottime", "cumulative"):
            print(profiles.show(name, rounds * PEOPLE, order))
    for name, used in costs.items():
        print(f"{name}: {used:,.0f} µs of CPU per message, without the profiler")
