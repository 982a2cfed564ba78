"""A mail server on loopback that keeps what it received."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager

from aiosmtpd.controller import Controller


class Mailbox:
    """What a real SMTP server on loopback received."""

    def __init__(self) -> None:
        self.mails: list[str] = []
        self.answers: list[str] = []  # forced answers to DATA, one per mail

    async def handle_DATA(self, server: object, session: object, envelope: object) -> str:
        """Take a mail, or give the forced answer."""
        if self.answers:
            return self.answers.pop(0)
        content = envelope.content  # type: ignore[attr-defined]
        self.mails.append(content.decode("utf-8", "replace"))
        return "250 OK"


@contextmanager
def mail_server() -> Iterator[tuple[Mailbox, int]]:
    """A mail server and its port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    box = Mailbox()
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield box, port
    finally:
        controller.stop()
