"""How long do staff wait for a page of the console, and what do browsers cost that ask again every three seconds?"""

import os
import shutil
import statistics
import time
from collections.abc import Callable
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient

from bench import inbox_fill, tables
from bench.bodies import TOKEN
from bench.consoles import Console, opened, work
from bench.crowd import many
from bench.environment import TEMPLATE, Environment
from bench.processes import cpu_seconds
from relaystack import create_app
from relaystack.settings import Settings

TIMES = 15
CONSOLES, SECONDS = 30, 60.0  # that are open, and for how long: each minute the lists say other minutes
LAST = "/console/inbox/{last}"
PAGES = {
    "those who wait": "/console/inbox?view=waiting", "mine": "/console/inbox?view=mine",
    "unassigned": "/console/inbox?view=unassigned", "all": "/console/inbox?view=all",
    "closed": "/console/inbox?view=closed", "all, one language": "/console/inbox?view=all&language=zh",
    "all, one tag": "/console/inbox?view=all&tag=vip", "closed, said stop": "/console/inbox?view=closed&stopped=1",
    "a conversation": f"{LAST}?view=all", "search: a name": "/console/search?q=Person+777",
    "search: a common word": "/console/search?q=portugal", "search: a word that nobody said": "/console/search?q=zzyzx",
    "search: Chinese": "/console/search?q=希腊", "search: part of a number": "/console/search?q=55501",
    "the audit of one of us": "/console/settings/audit?by=layla",
}  # fmt: skip


def section(environment: Environment) -> list[str]:
    """Milliseconds of the server for each page, and the CPU of many open consoles, on both databases."""
    contacts, messages = many(environment)
    environment.say(f"filling an office: {contacts:,} contacts, {messages:,} messages")
    file = environment.folder / "office.db"
    shutil.copy(environment.sqlite_template, file)
    urls = {"PostgreSQL": environment.server.create("office", TEMPLATE), "SQLite": f"sqlite:///{file}"}
    spent, asked = {}, []
    for name, url in urls.items():
        inbox_fill.fill(url, contacts, messages)
        app = application(url, environment.folder)
        browser = signed_in(app)
        spent[name] = {page: milliseconds(browser, path.format(last=contacts)) for page, path in PAGES.items()}
        server = environment.server.pid if name == "PostgreSQL" else None
        asked.append([name, *polled(opened(app, url, CONSOLES, contacts), SECONDS, server)])
    head = ["", *(f"{name}, {what} ms" for name in urls for what in ("median", "worst"))]
    rows = [[page, *(f"{figure:,.0f}" for name in urls for figure in spent[name][page])] for page in PAGES]
    polls = ["", "requests", "µs CPU each, program", "and database", f"{CONSOLES} consoles, % of a core"]
    title = f"The console with {contacts:,} contacts and {messages:,} messages"
    return [
        tables.table(title, head, rows),
        tables.table("Open consoles when nobody writes to us: lists, conversations, who is there", polls, asked),
    ]


def application(url: str, folder: Path) -> Flask:
    """The program on a database."""
    return create_app(Settings(database_url=url, api_token=TOKEN, media_dir=folder / "media"))


def signed_in(app: Flask) -> FlaskClient:
    """The browser of somebody who may see everything; no network lies between."""
    browser = app.test_client()
    page = browser.get("/console/sign-in").text
    sign = page.split('name="csrf_token" value="')[1].split('"')[0]
    browser.post("/console/sign-in", data={"token": TOKEN, "csrf_token": sign})
    return browser


def milliseconds(browser: FlaskClient, path: str) -> tuple[float, float]:
    """The median and the worst."""
    spent = [_timed(lambda: browser.get(path)) for _ in range(TIMES + 1)][1:]
    return statistics.median(spent), max(spent)


def _timed(look: Callable[[], object]) -> float:
    begun = time.perf_counter()
    assert getattr(look(), "status_code", 0) == 200
    return (time.perf_counter() - begun) * 1000


def polled(consoles: list[Console], seconds: float, server: int | None) -> list[str]:
    """What consoles ask for in that time, what each request costs, and what all of it."""
    ours, theirs = cpu_seconds(os.getpid()), cpu_seconds(server) if server else 0.0
    work(consoles, seconds)
    program = cpu_seconds(os.getpid()) - ours
    database = cpu_seconds(server) - theirs if server else 0.0
    asked = sum(console.asked for console in consoles)
    each = [f"{program / asked * 1e6:,.0f}", f"{database / asked * 1e6:,.0f}" if server else "in it"]
    return [f"{asked:,}", *each, f"{(program + database) / seconds * 100:.1f}"]
