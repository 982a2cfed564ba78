"""`flask unanswered`: what people asked, and the bot found nothing for."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from ..services.conversations import unanswered
from ..services.storage.audit import TERMINAL

if TYPE_CHECKING:
    from .. import Relaystack


def group(parts: "Relaystack") -> click.Group:
    """The command with its parts."""

    @click.group("unanswered", invoke_without_command=True)
    @click.option("--limit", type=click.IntRange(1, 10_000), default=50, show_default=True, help="How many to show.")
    @click.pass_context
    def all_of_them(context: click.Context, limit: int) -> None:
        """Show what people asked and the bot found nothing for: the newest first, alike words as one."""
        if context.invoked_subcommand is None:
            _show(parts, limit)

    @all_of_them.command("done")
    @click.argument("number", type=int)
    def done(number: int) -> None:
        """Somebody has dealt with it, and with all that is alike."""
        with parts.database.transaction() as connection:
            count = unanswered.settle(connection, number, TERMINAL, datetime.now(UTC))
        click.echo(f"{number}: {count} done." if count else f"{number}: nothing is open under this number.")

    return all_of_them


def _show(parts: "Relaystack", limit: int) -> None:
    with parts.database.transaction() as connection:
        questions = unanswered.waiting(connection, limit)
    for one in questions:
        words = " ".join(one.words.split())
        offered = f"; offered: {', '.join(one.offered)}" if one.offered else ""
        where = f"{one.last_at:%Y-%m-%d %H:%M} UTC, {one.language or 'no language'}, at {one.place or 'no step'}"
        who = parts.conversation_settings.house.conversation(one.contact_id) or f"contact {one.contact_id}"
        click.echo(f"{one.id}: {one.count} x {words!r} ({where}{offered}), last asked by {who}")
    click.echo(f"{len(questions)} open.")
