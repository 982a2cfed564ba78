"""How many connections does a turn of the event loop take in? In a burst, Meta's waits behind all the others."""

import asyncio
import socket
from collections.abc import Callable
from contextlib import ExitStack

import pytest
import uvloop

from relaystack.accepting import listen

WAITING = 160  # as many turns, where each takes in one


@pytest.mark.parametrize("make_loop", [uvloop.new_event_loop, asyncio.new_event_loop], ids=["uvloop", "asyncio"])
def test_who_waits_is_taken_in_many_at_each_turn(make_loop: Callable[[], asyncio.AbstractEventLoop]) -> None:
    came: list[asyncio.Transport] = []

    class Guest(asyncio.Protocol):
        def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
            came.append(transport)

    async def turns_for_all(on: socket.socket) -> int:
        servers = await listen(asyncio.get_running_loop(), on, Guest, backlog=WAITING)
        turns = 0
        while len(came) < WAITING:
            await asyncio.sleep(0)
            turns += 1
        for transport in came:
            transport.abort()
        for server in servers:
            server.close()
            await server.wait_closed()
        return turns

    with ExitStack() as open, asyncio.Runner(loop_factory=make_loop) as runner:
        on = open.enter_context(socket.create_server(("127.0.0.1", 0), backlog=WAITING))
        for _ in range(WAITING):
            open.enter_context(socket.create_connection(on.getsockname()))
        assert runner.run(turns_for_all(on)) < WAITING / 2
