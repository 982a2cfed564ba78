"""How are connections taken in? Many at each turn of the event loop.

uvloop takes one a turn from each listening socket. While Flask's threads are busy a turn costs milliseconds (Python's
lock), and whoever comes waits behind all who came before, a webhook of Meta's too.
"""

import asyncio
import socket
from collections.abc import Callable
from ssl import SSLContext

A_TURN = 16  # connections; each new one costs as many looks into the queue: 0.13 ms where that was measured


async def listen(
    loop: asyncio.AbstractEventLoop, on: socket.socket, made: Callable[[], asyncio.Protocol],
    *, backlog: int, tls: SSLContext | None = None,
) -> list[asyncio.Server]:  # fmt: skip
    """Servers of one socket, each with a handle of its own on it."""
    handles = [on, *(on.dup() for _ in range(A_TURN - 1))]
    return [await loop.create_server(made, sock=handle, backlog=backlog, ssl=tls) for handle in handles]
