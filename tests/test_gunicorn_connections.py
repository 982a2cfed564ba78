"""How long and for how many does gunicorn's side wait? Connections of ours, on loopback, before an application."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from types import SimpleNamespace
from typing import Any

import pytest
from gunicorn.config import Config
from gunicorn.glogging import Logger

from relaystack import patience
from relaystack.gunicorn_connections import HELD, Connection, Crowd, room
from relaystack.seldom import Seldom

pytestmark = pytest.mark.slow

GET = b"GET / HTTP/1.1\r\nHost: bot\r\n\r\n"
POST = b"POST / HTTP/1.1\r\nHost: bot\r\nContent-Length: 10\r\n\r\n"
CHUNKED = b"POST / HTTP/1.1\r\nHost: bot\r\nTransfer-Encoding: chunked\r\n\r\n"
LONG = b"x" * 20_000_000  # more than any socket holds

Talk = tuple[asyncio.StreamReader, asyncio.StreamWriter]
Connect = Callable[..., Coroutine[Any, Any, Talk]]


async def app(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """Reads the body to its end, except at /early, and answers with its size, or with much at /long."""
    size, more = 0, scope["path"] != "/early"
    while more:
        message = await receive()
        if message["type"] != "http.request":
            return
        size, more = size + len(message["body"]), message["more_body"]
    answer = LONG if scope["path"] == "/long" else b"%d" % size
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"%d" % len(answer))]})
    await send({"type": "http.response.body", "body": answer})


@asynccontextmanager
async def served(most: int = 100) -> AsyncIterator[Connect]:
    """Something that connects to a worker, and says something at once."""
    cfg = Config()
    worker = SimpleNamespace(
        cfg=cfg, log=Logger(cfg), asgi=app, loop=asyncio.get_running_loop(), nr_conns=0, nr=0, max_requests=10**9,
        alive=True, state={},
    )  # fmt: skip
    crowd, opened = Crowd(most), []
    server = await worker.loop.create_server(lambda: Connection(worker, crowd), "127.0.0.1", 0)

    async def connect(said: bytes = b"") -> Talk:
        talk = await asyncio.open_connection(*server.sockets[0].getsockname())
        opened.append(talk[1])
        talk[1].write(said)
        return talk

    try:
        yield connect
    finally:
        server.close()
        for writer in opened:
            writer.close()


def run(test: Coroutine[Any, Any, None]) -> None:
    asyncio.run(asyncio.wait_for(test, 30))


async def is_cut(reader: asyncio.StreamReader) -> bool:
    """Wait until the other side has ended it; whether nothing was said before."""
    try:
        return not await reader.read()
    except ConnectionError:
        return True


async def status_of(reader: asyncio.StreamReader) -> int:
    """The status of the next answer, which is read to its end."""
    head = await reader.readuntil(b"\r\n\r\n")
    length = next(line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length"))
    await reader.readexactly(int(length.partition(b":")[2]))
    return int(head.split()[1])


@pytest.mark.parametrize("said", [b"", b"GET / HT", b"GET / HTTP/1.1\r\nHost: b", b"\r\n"], ids=repr)
def test_who_sends_no_request_is_cut_off(
    said: bytes, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(patience, "HEADERS_SECONDS", 0.1)
    monkeypatch.setattr(patience, "_told", Seldom(logging.getLogger("relaystack.patience")))

    async def test() -> None:
        async with served() as connect:
            talks = [await connect(said) for _ in range(3)]
            assert all([await is_cut(reader) for reader, _ in talks])

    run(test())
    told = [record.getMessage() for record in caplog.records if record.name == "relaystack.patience"]
    assert [words.split(":")[0] for words in told] == ["a connection was cut off"]


def test_when_all_places_are_taken_the_longest_silent_goes_and_who_asks_is_answered() -> None:
    async def test() -> None:
        async with served(most=4) as connect:
            served_one, served_writer = await connect(GET)
            assert await status_of(served_one) == 200
            silent = [await connect(said) for said in (b"", b"GET / HT", POST + b"12345")]
            served_writer.write(GET)  # now the others have kept us waiting longer
            assert await status_of(served_one) == 200
            for cut, _ in silent:
                reader, _ = await connect(GET)
                assert await status_of(reader) == 200
                assert await is_cut(cut)
            served_writer.write(GET)
            assert await status_of(served_one) == 200

    run(test())


def test_an_answer_that_nobody_reads_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "ANSWER_SECONDS", 0.2)

    async def test() -> None:
        async with served() as connect:
            reader, writer = await connect(GET.replace(b"/", b"/long", 1))
            transport = writer.transport
            transport.pause_reading()  # type: ignore[attr-defined]
            while not transport.is_closing():
                await asyncio.sleep(0.05)
                writer.write(b"x")
            with pytest.raises(ConnectionError):
                await reader.read()

    run(test())


def test_who_still_sends_hears_the_answer_and_is_not_listened_to_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "PARTING_SECONDS", 0.3)

    async def test() -> None:
        async with served() as connect:
            reader, writer = await connect(CHUNKED.replace(b"/", b"/early", 1))
            for _ in range(64):
                writer.write(b"10000\r\n" + b"x" * 65536 + b"\r\n")
                await writer.drain()
            assert await status_of(reader) == 200
            with suppress(ConnectionError):
                while True:  # until it is cut off
                    writer.write(b"10000\r\n" + b"x" * 65536 + b"\r\n")
                    await writer.drain()

    run(test())


@pytest.mark.parametrize("wire", [b"1\r\nx\r\n" * 200_000, b"1;a=b\r\nx\r\n" * 100_000, b"01\r\nx\r\n" * 100_000])
def test_a_body_in_crumbs_is_not_read_on(wire: bytes) -> None:
    """One segment of the network can hold forty thousand of them."""
    fed: list[int] = []

    class Counting(Connection):
        def _on_body(self, chunk: bytes) -> None:
            fed.append(len(chunk))
            super()._on_body(chunk)

    async def test() -> None:
        cfg, loop = Config(), asyncio.get_running_loop()
        worker = SimpleNamespace(cfg=cfg, log=Logger(cfg), asgi=app, loop=loop, nr_conns=0, nr=0, state={}, alive=True)
        server = await loop.create_server(lambda: Counting(worker, Crowd(9)), "127.0.0.1", 0)
        _, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
        writer.write(CHUNKED + wire)
        await writer.drain()
        server.close()
        writer.close()

    run(test())
    assert 0 < len(fed) < 1000


@pytest.mark.parametrize("length", [b"9" * 5000, b"1" * 4301, b"0" * 5000])
def test_a_length_of_thousands_of_digits_is_refused_in_words(length: bytes, caplog: pytest.LogCaptureFixture) -> None:
    async def test() -> None:
        async with served() as connect:
            reader, _ = await connect(b"POST / HTTP/1.1\r\nHost: bot\r\nContent-Length: " + length + b"\r\n\r\n")
            assert await status_of(reader) == 400

    run(test())
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []


def test_headers_without_an_end_are_refused() -> None:
    async def test() -> None:
        async with served() as connect:
            line = b"X-Filling: " + b"x" * 4000 + b"\r\n"
            reader, _ = await connect(GET[:-2] + line * (2 * HELD // len(line)))
            assert await status_of(reader) == 431

    run(test())


def test_requests_one_after_another_and_together_are_all_answered() -> None:
    async def test() -> None:
        async with served() as connect:
            reader, writer = await connect(GET * 3 + POST + b"0123456789" + GET[:10])
            assert [await status_of(reader) for _ in range(4)] == [200] * 4
            writer.write(GET[10:])
            assert await status_of(reader) == 200

    run(test())


def test_a_quarter_of_the_files_stays_for_the_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("resource.getrlimit", lambda which: (1024, 4096))
    assert (room(1000), room(100)) == (768, 100)
