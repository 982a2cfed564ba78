"""A mail server on loopback that breaks at the verb that a test names, in the way that it names."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

VERBS = ["banner", "EHLO", "AUTH", "MAIL", "RCPT", "DATA", "dot"]
_GOOD = {
    "banner": "220 ready", "EHLO": "250-fake\r\n250 AUTH PLAIN", "AUTH": "235 welcome", "MAIL": "250 ok",
    "RCPT": "250 ok", "DATA": "354 go on", "dot": "250 taken", "QUIT": "221 bye",
}  # fmt: skip
CLOSES, HANGS = "closes", "hangs"


class ScriptedSmtp:
    """Answers `breaks[verb]` instead of a yes: a line, or CLOSES, or HANGS until the client goes."""

    def __init__(self, breaks: dict[str, str]) -> None:
        self.breaks = breaks
        self.whole = 0  # messages that came with their last dot
        self.connections = 0
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._socket.getsockname()[1]

    def serve(self) -> None:
        """Take one connection after the other, until closed."""
        with suppress(OSError):
            while True:
                connection, _ = self._socket.accept()
                self.connections += 1
                with connection, suppress(OSError):
                    connection.settimeout(10)
                    self._talk(connection)

    def close(self) -> None:
        """Take no more."""
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()

    def _talk(self, connection: socket.socket) -> None:
        lines = connection.makefile("rb")
        goes_on = self._answer(connection, "banner")
        while goes_on and (line := lines.readline()):
            verb = line.split()[0].decode().upper()
            goes_on = self._answer(connection, "EHLO" if verb == "HELO" else verb)
            if verb == "DATA" and goes_on and "DATA" not in self.breaks:
                while (line := lines.readline()) and line != b".\r\n":
                    pass
                self.whole += bool(line)
                goes_on = self._answer(connection, "dot")

    def _answer(self, connection: socket.socket, verb: str) -> bool:
        answer = self.breaks.get(verb, _GOOD.get(verb, "502 what?"))
        if answer == HANGS:
            connection.recv(1)  # ends when the client goes
        if answer in (HANGS, CLOSES):
            return False
        connection.sendall(answer.encode() + b"\r\n")
        return verb != "QUIT"


@contextmanager
def scripted_smtp(**breaks: str) -> Iterator[ScriptedSmtp]:
    """A mail server that breaks so."""
    server = ScriptedSmtp(breaks)
    thread = threading.Thread(target=server.serve)
    thread.start()
    try:
        yield server
    finally:
        server.close()
        thread.join()
