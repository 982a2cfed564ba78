"""What do open consoles cost? Thirty members, each at a conversation, whose browsers ask at their real pace."""

import heapq
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient

from relaystack.services.staff import team, welcome
from relaystack.services.storage.database import Database
from relaystack.services.storage.one_time import Purpose

PASSWORD = "violet-Tractor-71-marmalade"  # noqa: S105 - of nobody
LOOK, LOOKS_ON, WRITES = 3.0, 15.0, 4.0  # seconds between two tellings: `live.html`, `presence.js`
WRITING, TOGETHER = 5, 2  # one of so many writes; so many are at the same conversation


@dataclass
class Console:
    """A member's browser with a conversation open; `shows` is the version of it."""

    browser: FlaskClient
    contact: int
    sign: str
    writes: bool
    shows: str = ""
    asked: int = 0

    def look(self) -> None:
        """Ask for what is new of list and conversation."""
        answer = self.browser.get(f"/console/inbox/{self.contact}/news?view=all", headers={"If-None-Match": self.shows})
        assert answer.status_code in (200, 304), answer.status
        self.shows = answer.headers["ETag"]
        self.asked += 1

    def tell(self) -> None:
        """Tell that its member is there, or writes."""
        said = {"csrf_token": self.sign, "writing": "1" if self.writes else ""}
        assert self.browser.post(f"/console/inbox/{self.contact}/here", data=said).status_code == 204
        self.asked += 1


def opened(app: Flask, url: str, count: int, last: int) -> list[Console]:
    """So many members who have signed in, and opened one of the last conversations."""
    database = Database(url, Path())
    consoles = []
    for number in range(count):
        email, contact = f"member{number}@example.com", last - number // TOGETHER
        secret = team.invite(database, team.OPERATOR, email, f"Member {number}", "consultant")[1]
        welcome.use(database, Purpose.WELCOME, secret, PASSWORD, "Bench")
        browser = app.test_client()
        form = {"email": email, "password": PASSWORD, "csrf_token": _sign(browser, "/console/sign-in")}
        assert browser.post("/console/sign-in", data=form).status_code == 303
        sign = _sign(browser, f"/console/inbox/{contact}?view=all")
        consoles.append(Console(browser, contact, sign, number % WRITING == 0))
    database.close()
    return consoles


def work(consoles: list[Console], seconds: float) -> None:
    """Let them be open for so long, each at its own moments."""
    for do in (Console.tell, Console.look):  # who is there has been seen by all
        for console in consoles:
            do(console)
            console.asked = 0
    begun = time.monotonic()
    for at, console, is_look in _moments(consoles, seconds):
        time.sleep(max(begun + at - time.monotonic(), 0))
        (console.look if is_look else console.tell)()


def _moments(consoles: list[Console], seconds: float) -> Iterator[tuple[float, Console, bool]]:
    waiting = []
    for number, console in enumerate(consoles):
        for every, is_look in ((LOOK, True), (WRITES if console.writes else LOOKS_ON, False)):
            waiting.append((every * number / len(consoles), number, is_look, every))
    heapq.heapify(waiting)
    while waiting[0][0] < seconds:
        at, number, is_look, every = heapq.heappop(waiting)
        heapq.heappush(waiting, (at + every, number, is_look, every))
        yield at, consoles[number], is_look


def _sign(browser: FlaskClient, path: str) -> str:
    return browser.get(path).text.split('name="csrf_token" value="')[1].split('"')[0]
