"""The commands of `flask`: tables, programmes, delivery, chat, what has failed."""

import sys
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

import click
from flask import Flask

from .. import logs, watching, worker
from ..content import read_programs
from ..services.catalogue import programs as catalogue
from ..services.delivery import standstill
from ..services.outbox.outbox import WHATSAPP
from ..services.storage import sqlite_file
from ..services.storage.audit import TERMINAL
from . import (
    answers,
    audit,
    conflicts,
    content,
    crm,
    failed,
    handovers,
    init_db,
    programs,
    release,
    replay,
    sign_ins,
    staff,
    templates,
    tokens,
    translations,
    unanswered,
)
from .words import in_words

if TYPE_CHECKING:
    from .. import Relaystack


def register(app: Flask, parts: "Relaystack") -> None:
    """Add our commands to `flask`."""
    for command in (
        init_db.command, _seed_programs, _worker, _chat, _resume, answers.group, audit.command, conflicts.group,
        crm.group, failed.group, handovers.listing, handovers.handback, programs.group, release.command, replay.command,
        sign_ins.group, staff.group, templates.group, tokens.group, translations.group, unanswered.group,
    ):  # fmt: skip
        app.cli.add_command(command(parts))
    for about_content in content.commands(parts.settings.content_dir):
        app.cli.add_command(about_content)


def _seed_programs(parts: "Relaystack") -> click.Command:
    @click.command("seed-programs")
    def seed_programs() -> None:
        """Load the programmes of the content folder. Safe to run again; edits by staff are kept."""
        entries = read_programs(parts.settings.content_dir)
        with in_words():
            done = catalogue.seed(parts.database, entries, parts.book.brand["program_link"])
        click.echo(
            f"Programmes: {done['added']} added, {done['updated']} updated, {done['unchanged']} unchanged; "
            f"{done['kept_edits']} edited fields kept; {done['withdrawn']} withdrawn, {done['returned']} back again."
        )
        if gone := catalogue.withdrawn(parts.database):
            click.echo(f"Not shown, for the file has them no more: {', '.join(gone)}.")

    return seed_programs


def _worker(parts: "Relaystack") -> click.Command:
    @click.command("worker")
    @click.option("--metrics-port", type=click.IntRange(1, 65535), help="Serve /metrics and /webhook/health there.")
    @click.option("--metrics-host", default="127.0.0.1", show_default=True, help="The address for --metrics-port.")
    def run_worker(metrics_port: int | None, metrics_host: str) -> None:
        """Deliver what waits in the outbox, until stopped. Run as many as you like."""
        settings = parts.settings
        logs.configure(as_json=settings.logs_json, level=settings.log_level, secrets=settings.secrets)
        if trouble := sqlite_file.trouble(parts.database):
            raise click.ClickException(trouble)
        watched = watching.served(parts, metrics_host, metrics_port) if metrics_port else nullcontext()
        delivery = parts.delivery()
        with watched:
            click.echo(f"Worker {delivery.name} delivers; stop it with Ctrl+C.")
            worker.run_until_stopped(delivery)

    return run_worker


def _chat(parts: "Relaystack") -> click.Command:
    @click.command("chat")
    @click.option(
        "--save",
        type=click.Path(dir_okay=False, writable=True, path_type=Path),
        help="Keep the conversation as a transcript.",
    )
    def chat(save: Path | None) -> None:
        """Talk to the bot in the terminal. Nothing is sent or stored."""
        from ..content.chat import run_chat

        if save:
            _must_take_a_file(save)
        run_chat(parts.settings.content_dir, save, sys.stdin, click.echo)

    return chat


def _must_take_a_file(path: Path) -> None:
    """Said before the conversation, not after it."""
    try:
        with path.open("a"):
            pass
    except OSError as error:
        raise click.ClickException(f"The conversation cannot be kept as {path}: {error.strerror}.") from None


def _resume(parts: "Relaystack") -> click.Command:
    @click.command("resume")
    @click.argument("carrier", default=WHATSAPP)
    def resume(carrier: str) -> None:
        """Send again after what had stopped the sending was mended."""
        with in_words(), parts.database.transaction() as connection:
            done = standstill.go_on(connection, carrier, TERMINAL, parts.database.now(connection))
        click.echo(f"{carrier}: sending goes on." if done else f"{carrier}: sending was not stopped.")

    return resume
