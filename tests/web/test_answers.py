"""Who gets an answer of Flask's while others read none of theirs?"""

import asyncio
from collections.abc import Coroutine, MutableMapping
from typing import Any

import pytest

from relaystack.web import answers
from relaystack.web.answers import Answers, Full


class Reader:
    """Somebody who asks, and reads nothing of the answer until told to."""

    def __init__(self, reads: bool) -> None:
        self.reads, self.outcome = asyncio.Event(), ""
        if reads:
            self.reads.set()

    async def send(self, message: MutableMapping[str, Any]) -> None:
        await self.reads.wait()

    async def ask(self, room: Answers) -> None:
        try:
            with room.one(self.send) as send:
                await send({"type": "http.response.body"})
            self.outcome = "answered"
        except Full:
            self.outcome = "full"
        except asyncio.CancelledError:
            self.outcome = "cut"


async def crowd(room: Answers, *readers: Reader) -> list[asyncio.Task[None]]:
    tasks = [asyncio.create_task(one.ask(room)) for one in readers]
    await asyncio.sleep(0)
    return tasks


def run(test: Coroutine[Any, Any, None]) -> None:
    asyncio.run(asyncio.wait_for(test, 20))


def test_who_reads_nothing_gives_up_the_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "MOST", 3)
    monkeypatch.setattr(answers, "READS_WITHIN", 0.0)

    async def test() -> None:
        room, idle, quick = Answers(), [Reader(False) for _ in range(3)], [Reader(True) for _ in range(2)]
        tasks = await crowd(room, *idle)
        for one in quick:
            await asyncio.gather(*await crowd(room, one))
        assert [one.outcome for one in (*quick, *idle)] == ["answered", "answered", "cut", "", ""]
        for one in idle:
            one.reads.set()
        await asyncio.gather(*tasks)
        assert [one.outcome for one in idle] == ["cut", "answered", "answered"]

    run(test())


def test_who_may_still_be_reading_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "MOST", 2)

    async def test() -> None:
        room, idle, late = Answers(), [Reader(False) for _ in range(2)], Reader(True)
        tasks = await crowd(room, *idle)
        await asyncio.gather(*await crowd(room, late))
        assert late.outcome == "full"
        for one in idle:
            one.reads.set()
        await asyncio.gather(*tasks)
        await asyncio.gather(*await crowd(room, late))
        assert [one.outcome for one in (*idle, late)] == ["answered"] * 3

    run(test())
