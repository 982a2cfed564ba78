"""What do the people write? Drives many conversations against a webhook: one process, little CPU."""

import argparse
import asyncio
import json
import secrets
import sys
import time
from collections import Counter
from dataclasses import dataclass

from bench import bodies
from bench.wire import Poster, run

SCRIPT = ("hi", "2", "250k", "menu", "1", "A", "1")  # each is answered with exactly one message
TICK = 0.005
PIECE = 0.1  # seconds that are driven while waiting for something
POST_AGAIN_AFTER = 0.5
CONNECTIONS = 64


@dataclass(frozen=True)
class Plan:
    """What one run drives. `rate` 0: closed loop with `window` messages under way; else so many a second."""

    port: int
    meta_port: int
    rate: float
    window: int
    warm: float
    seconds: float
    first_person: int
    known: int  # every second person is one of this many, who have written before
    patience: float
    answered: bool  # whether a message is through when its answer and statuses are, or when it was acknowledged

    @property
    def slots(self) -> int:
        """People who write at the same time: enough that nobody writes again before being answered."""
        return 2 * self.window if not self.rate else max(int(self.rate * 4), 50)


class Load:
    """One run."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._poster = Poster(plan.port, "/webhook", CONNECTIONS)
        self._salt = secrets.token_hex(4)
        self._loop = asyncio.get_running_loop()
        self.count = 0
        self.posted_again = 0
        self.acknowledged = 0
        self.answered = 0
        self.statuses = 0
        self.people: Counter[str] = Counter()
        self.latencies: list[float] = []

    @property
    def completed(self) -> int:
        """Messages whose answer and its statuses are through."""
        if not self._plan.answered:
            return self.acknowledged
        return min(self.acknowledged, self.answered, self.statuses // 3)

    def write(self, scheduled: float) -> None:
        """The next message of the next person; its latency counts from when it was due."""
        slot, turn = self.count % self._plan.slots, self.count // self._plan.slots
        generation, step = divmod(turn + slot, len(SCRIPT))
        person = self._person(generation * self._plan.slots + slot)
        self.people[bodies.phone_of(person)] += 1
        body = bodies.message(person, SCRIPT[step], bodies.wamid_of(self.count, self._salt))
        self.count += 1
        self._post(body, scheduled)

    def _person(self, number: int) -> int:
        known = self._plan.known
        return 1 + number // 2 % known if known and number % 2 else self._plan.first_person + number

    def _post(self, body: bytes, scheduled: float) -> None:
        def answered(status: int) -> None:
            if status == 200:
                self.acknowledged += 1
                self.latencies.append(time.perf_counter() - scheduled)
            else:
                self.posted_again += 1
                self._loop.call_later(POST_AGAIN_AFTER, self._post, body, scheduled)

        self._poster.post(body, bodies.signature(body), answered)

    async def run(self) -> dict[str, object]:
        """Warm up, measure, and wait until all is through; a line on standard input answers each printed."""
        follow = asyncio.ensure_future(self._follow())
        await self._drive(self._plan.warm)
        await self._tell("running")
        await self._until_the_first_are_through()
        await self._tell("warm")
        self.latencies.clear()
        began, before = time.perf_counter(), self.completed
        await self._drive(self._plan.seconds)
        took, done = time.perf_counter() - began, self.completed - before
        latencies = sorted(self.latencies)
        await self._tell("measured")
        drained = await self._drain()
        follow.cancel()
        return {
            "written": self.count, "completed": done, "seconds": took, "latencies": latencies, "drained": drained,
            "posted_again": self.posted_again, "people": self.people,
        }  # fmt: skip

    async def _tell(self, word: str) -> None:
        """Say how far it is, and go on driving until whoever measures has taken note."""
        print(word, flush=True)
        noted = self._loop.run_in_executor(None, sys.stdin.readline)
        while not noted.done():
            await self._drive(PIECE)

    async def _drive(self, seconds: float) -> None:
        await (self._at_a_rate(seconds) if self._plan.rate else self._as_answers_come(seconds))

    async def _at_a_rate(self, seconds: float) -> None:
        """Open loop: each message is due at its time, whatever became of those before it."""
        began = time.perf_counter()
        for number in range(int(seconds * self._plan.rate)):
            due = began + number / self._plan.rate
            if (early := due - time.perf_counter()) > 0:
                await asyncio.sleep(early)
            self.write(due)
        await asyncio.sleep(began + seconds - time.perf_counter())

    async def _as_answers_come(self, seconds: float) -> None:
        """Closed loop: so many messages are under way at any time."""
        end = time.perf_counter() + seconds
        while (now := time.perf_counter()) < end:
            for _ in range(self._plan.window - (self.count - self.completed)):
                self.write(now)
            await asyncio.sleep(TICK)

    async def _until_the_first_are_through(self) -> None:
        """What was written while the bot was starting comes through in another rhythm: it is not counted."""
        first = self.count
        end = time.perf_counter() + self._plan.patience
        while self.completed < first and time.perf_counter() < end:
            await self._drive(PIECE)

    async def _drain(self) -> bool:
        end = time.perf_counter() + self._plan.patience
        while self.completed < self.count and time.perf_counter() < end:  # noqa: ASYNC110 (three counters, two sources)
            await asyncio.sleep(0.05)
        return self.completed == self.count

    async def _follow(self) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", self._plan.meta_port)
        writer.write(b"GET /feed HTTP/1.1\r\n\r\n")
        while line := await reader.readline():
            answered, statuses = line.split()
            self.answered, self.statuses = int(answered), int(statuses)


async def main() -> None:
    """Run the plan that is given as JSON; the last line printed is the result."""
    parser = argparse.ArgumentParser()
    parser.add_argument("plan")
    plan = Plan(**json.loads(parser.parse_args().plan))
    print(json.dumps(await Load(plan).run()), flush=True)


if __name__ == "__main__":
    run(main())
