"""`flask init-db`: the tables, made or brought up to date."""

from typing import TYPE_CHECKING

import click

from ..services.storage import migrations

if TYPE_CHECKING:
    from .. import Relaystack


def command(parts: "Relaystack") -> click.Command:
    """The command with its parts."""

    @click.command("init-db")
    def init_db() -> None:
        """Create the tables, or bring them up to date. Safe to run again."""
        _ = parts.content  # a release ends before it changes anything where the content cannot be served
        try:
            revision = migrations.upgrade(parts.database)
        except migrations.NewerTables as newer:
            if not newer.serve:
                raise click.ClickException(
                    f"Nothing was changed: {newer}, and made in a way that this program cannot work on.\n"
                    "Start the newer program again, or put back the backup from before it."
                ) from None
            click.echo(f"Nothing was changed: {newer}, which works on them as they are.")
            return
        click.echo(f"The database is ready (revision {revision}).")

    return init_db
