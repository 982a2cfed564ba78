"""The commands of `flask`: tables, programmes, delivery, chat, checks."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click
from flask import Flask
from sqlalchemy.exc import OperationalError

from . import logs, worker
from .content import ContentError, read_programs
from .content.check import check_content
from .services import carriers, conflicts, migrations, programs

if TYPE_CHECKING:
    from . import Relaystack


def register(app: Flask, parts: "Relaystack") -> None:
    """Add our commands to `flask`."""
    for command in (_init_db, _seed_programs, _worker, _chat, _check, _resume, _conflicts):
        app.cli.add_command(command(parts))


@contextmanager
def _in_words() -> Iterator[None]:
    """A database that cannot be used ends a command with words, not with a traceback."""
    try:
        yield
    except OperationalError as error:
        cause = str(error.orig).splitlines()[0]
        raise click.ClickException(
            f"The database of DATABASE_URL cannot be used: {cause}\nA new database needs `flask init-db` first."
        ) from None


def _init_db(parts: "Relaystack") -> click.Command:
    @click.command("init-db")
    def init_db() -> None:
        """Create the tables, or bring them up to date. Safe to run again."""
        with _in_words():
            revision = migrations.upgrade(parts.database)
        click.echo(f"The database is ready (revision {revision}).")

    return init_db


def _seed_programs(parts: "Relaystack") -> click.Command:
    @click.command("seed-programs")
    def seed_programs() -> None:
        """Load the programmes of the content folder. Safe to run again; edits by staff are kept."""
        entries = read_programs(parts.settings.content_dir)
        with _in_words():
            done = programs.seed(parts.database, entries, parts.book.brand["program_link"])
        click.echo(
            f"Programmes: {done['added']} added, {done['updated']} updated, {done['unchanged']} unchanged; "
            f"{done['kept_edits']} edited fields kept."
        )

    return seed_programs


def _worker(parts: "Relaystack") -> click.Command:
    @click.command("worker")
    def run_worker() -> None:
        """Deliver what waits in the outbox, until stopped. Run as many as you like."""
        logs.configure()
        delivery = parts.delivery()
        click.echo(f"Worker {delivery.name} delivers; stop it with Ctrl+C.")
        worker.run_until_stopped(delivery)

    return run_worker


def _chat(parts: "Relaystack") -> click.Command:
    @click.command("chat")
    @click.option(
        "--save",
        type=click.Path(dir_okay=False, path_type=Path),
        help="Keep the conversation as a transcript.",
    )
    def chat(save: Path | None) -> None:
        """Talk to the bot in the terminal. Nothing is sent or stored."""
        from .content.chat import run_chat

        run_chat(parts.settings.content_dir, save, sys.stdin, click.echo)

    return chat


def _check(parts: "Relaystack") -> click.Command:
    @click.command("check")
    def check() -> None:
        """Check the content folder: flows, words, limits, programmes, transcripts."""
        try:
            report = check_content(parts.settings.content_dir)
        except ContentError as error:
            click.echo(str(error), err=True)
            raise SystemExit(1) from None
        click.echo(report)

    return check


def _resume(parts: "Relaystack") -> click.Command:
    @click.command("resume")
    @click.argument("carrier", default="whatsapp")
    def resume(carrier: str) -> None:
        """Send again after what had stopped the sending was mended."""
        with _in_words(), parts.database.transaction() as connection:
            done = carriers.resume(connection, carrier)
        click.echo(f"{carrier}: sending goes on." if done else f"{carrier}: sending was not stopped.")

    return resume


def _conflicts(parts: "Relaystack") -> click.Group:
    @click.group("conflicts")
    def group() -> None:
        """Contacts that seem to be one person: never merged by the program, a person decides."""

    @group.command("list")
    def show() -> None:
        """Show the pairs that nobody has decided about."""
        with _in_words(), parts.database.transaction() as connection:
            pairs = conflicts.waiting(connection)
        for pair in pairs:
            contacts = f"contacts {pair.contact_id} and {pair.other_contact_id}"
            click.echo(f"{pair.id}: {contacts}, since {pair.created_at:%Y-%m-%d %H:%M} UTC: {pair.reason}")
        click.echo(f"{len(pairs)} waiting.")

    @group.command("settle")
    @click.argument("number", type=int)
    def settle(number: int) -> None:
        """Put a pair aside: you have looked at it. Nothing else is changed."""
        with _in_words(), parts.database.transaction() as connection:
            done = conflicts.settle(connection, number, datetime.now(UTC))
        click.echo(f"{number}: settled." if done else f"{number}: nothing is waiting under this number.")

    return group
