"""Does a body reach us whole and in time, and does half a one cost nobody else anything?"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from relaystack.web import bodies
from relaystack.web.bodies import Bodies, Refused

LARGEST = 3 * 1024 * 1024
Receive = Callable[[], Awaitable[dict[str, Any]]]


class Sender:
    """Somebody who sends a body in pieces; `asked` counts how many were taken."""

    def __init__(self, *pieces: bytes, endless: bytes = b"") -> None:
        self._left, self._endless, self.asked = list(pieces), endless, 0

    async def receive(self) -> dict[str, Any]:
        self.asked += 1
        if self._left:
            return {"type": "http.request", "body": self._left.pop(0), "more_body": bool(self._left or self._endless)}
        if self._endless:
            return {"type": "http.request", "body": self._endless, "more_body": True}
        await asyncio.Event().wait()
        raise AssertionError


def code_of(done: Any) -> int:
    assert isinstance(done, Refused), done
    return done.code


async def read(reader: Bodies, sender: Sender, seconds: float = 30.0, length: bytes = b"") -> bytes:
    headers = {b"content-length": length} if length else {}
    return await reader.read(headers, sender.receive, LARGEST, seconds)


def test_a_body_in_pieces_is_put_together() -> None:
    parts = [bytes([number % 251]) * 700 for number in range(1000)]
    assert asyncio.run(read(Bodies(), Sender(*parts))) == b"".join(parts)


def test_a_body_in_crumbs_is_refused_after_few_of_them() -> None:
    sender = Sender(endless=b"x")
    with pytest.raises(Refused) as refused:
        asyncio.run(read(Bodies(), sender))
    assert (refused.value.code, sender.asked < 1000) == (413, True)


def test_the_largest_body_in_the_smallest_pieces_costs_little() -> None:
    """The pieces are joined once: the cost of many is in their number, not in its square."""
    size = bodies.BYTES_A_PIECE
    began = time.thread_time()
    body = asyncio.run(read(Bodies(), Sender(*[b"x" * size] * (LARGEST // size))))
    assert len(body) == LARGEST
    assert time.thread_time() - began < 2


def test_others_have_their_turn_while_a_body_in_many_pieces_is_read() -> None:
    turns = 0

    async def other() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    async def both() -> None:
        beside = asyncio.create_task(other())
        await read(Bodies(), Sender(*[b"x" * 100] * 6400))
        beside.cancel()

    asyncio.run(both())
    assert turns >= 6400 // bodies.BREATH - 1


@pytest.mark.parametrize("length", [b"3145729", b"9" * 20, b"9" * 5000, b"0" * 4000 + b"9" * 5000])
def test_an_announced_length_beyond_the_limit_is_refused_however_long_the_number(length: bytes) -> None:
    sender = Sender(endless=b"x" * 1000)
    with pytest.raises(Refused) as refused:
        asyncio.run(read(Bodies(), sender, length=length))
    assert (refused.value.code, sender.asked) == (413, 0)


@pytest.mark.parametrize("length", [b"3145728", b"0" * 5000 + b"1", b"", b"-1", b"many"])
def test_what_is_announced_must_only_not_be_too_much(length: bytes) -> None:
    assert asyncio.run(read(Bodies(), Sender(b"{}"), length=length)) == b"{}"


def test_a_body_that_does_not_come_is_given_up_and_so_is_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "TICK", 0.02)

    async def twice() -> list[Any]:
        reader = Bodies()
        both = (read(reader, Sender(b"{", b""), 0.1), read(reader, Sender(), 0.1))
        first = await asyncio.wait_for(asyncio.gather(*both, return_exceptions=True), 20)
        again = await asyncio.wait_for(asyncio.gather(read(reader, Sender(), 0.1), return_exceptions=True), 20)
        return [*first, *again]

    assert [body if isinstance(body, bytes) else code_of(body) for body in asyncio.run(twice())] == [b"{", 408, 408]


def test_one_reader_serves_one_event_loop_after_another(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "TICK", 0.02)
    reader = Bodies()
    for _ in range(2):
        with pytest.raises(Refused):
            asyncio.run(asyncio.wait_for(read(reader, Sender(), 0.1), 20))


def test_half_bodies_that_are_too_much_together_make_room_the_oldest_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "ROOM", 10_000)

    async def half(reader: Bodies) -> bytes:
        coming = [{"type": "http.request", "body": b"x" * 4000, "more_body": True}]

        async def receive() -> dict[str, Any]:
            if not coming:
                await asyncio.Event().wait()
            return coming.pop()

        return await reader.read({}, receive, LARGEST, 60)

    async def many() -> tuple[list[Any], bytes]:
        reader = Bodies()
        tasks = [asyncio.create_task(half(reader)) for _ in range(5)]
        await asyncio.gather(*tasks[:3], return_exceptions=True)
        meta = await read(reader, Sender(b"x" * 2000, b"x" * 2000))
        gone = [task.done() for task in tasks]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        return gone, meta

    gone, meta = asyncio.run(many())
    assert (gone[:3], len(meta)) == ([True] * 3, 4000)


def test_who_is_ended_by_somebody_else_is_ended() -> None:
    async def main() -> None:
        task = asyncio.create_task(read(Bodies(), Sender()))
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(main())
