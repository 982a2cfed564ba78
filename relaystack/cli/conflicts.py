"""`flask conflicts`: contacts that seem to be one person, for a person to decide."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from ..services.contacts import conflicts

if TYPE_CHECKING:
    from .. import Relaystack


def group(parts: "Relaystack") -> click.Group:
    """The command with its parts."""

    @click.group("conflicts")
    def all_of_them() -> None:
        """Contacts that seem to be one person: never merged by the program, a person decides."""

    @all_of_them.command("list")
    def show() -> None:
        """Show the pairs that nobody has decided about."""
        with parts.database.transaction() as connection:
            pairs = conflicts.waiting(connection)
        for pair in pairs:
            contacts = f"contacts {pair.contact_id} and {pair.other_contact_id}"
            click.echo(f"{pair.id}: {contacts}, since {pair.created_at:%Y-%m-%d %H:%M} UTC: {pair.reason}")
        click.echo(f"{len(pairs)} waiting.")

    @all_of_them.command("settle")
    @click.argument("number", type=int)
    def settle(number: int) -> None:
        """Put a pair aside: you have looked at it. Nothing else is changed."""
        with parts.database.transaction() as connection:
            done = conflicts.settle(connection, number, datetime.now(UTC))
        click.echo(f"{number}: settled." if done else f"{number}: nothing is waiting under this number.")

    return all_of_them
