"""A mail server on loopback that keeps what it received."""

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller


class Mailbox:
    """What a real SMTP server on loopback received."""

    def __init__(self) -> None:
        self.mails: list[str] = []
        self.to: list[list[str]] = []  # whom each mail was for
        self.answers: list[str] = []  # forced answers to DATA, one per mail
        self.refused: dict[str, str] = {}  # forced answers to addresses

    async def handle_RCPT(self, server: object, session: object, envelope: Any, address: str, options: object) -> str:
        """Take an address, or give the forced answer."""
        if address not in self.refused:
            envelope.rcpt_tos.append(address)
        return self.refused.get(address, "250 OK")

    async def handle_DATA(self, server: object, session: object, envelope: object) -> str:
        """Take a mail, or give the forced answer."""
        if self.answers:
            return self.answers.pop(0)
        content = envelope.content  # type: ignore[attr-defined]
        self.mails.append(content.decode("utf-8", "replace"))
        self.to.append(list(envelope.rcpt_tos))  # type: ignore[attr-defined]
        return "250 OK"


class _Serving(Controller):
    """A server that closes every connection before it ends, so that nothing is left open behind it."""

    def factory(self) -> Any:
        made = super().factory()  # type: ignore[no-untyped-call]
        self._made = [*getattr(self, "_made", []), made]
        return made

    def stop(self, no_assert: bool = False) -> None:
        asyncio.run_coroutine_threadsafe(self._let_go(), self.loop).result(5)
        super().stop(no_assert)

    async def _let_go(self) -> None:
        for made in getattr(self, "_made", []):
            if made.transport is not None:
                made.transport.abort()
        await asyncio.sleep(0)
        await asyncio.sleep(0)


@contextmanager
def serving(handler: object, **options: Any) -> Iterator[int]:
    """A mail server with that handler; its port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = _Serving(handler, hostname="127.0.0.1", port=port, **options)
    controller.start()
    try:
        yield port
    finally:
        controller.stop()


@contextmanager
def mail_server() -> Iterator[tuple[Mailbox, int]]:
    """A mail server and its port."""
    box = Mailbox()
    with serving(box) as port:
        yield box, port


def body_of(mail: EmailMessage, kind: str = "plain") -> str:
    """What a person reads in it, as lines."""
    part = mail.get_body((kind,))
    assert part
    return str(part.get_content()).replace("\r\n", "\n")
