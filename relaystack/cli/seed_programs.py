"""`flask seed-programs`: the programmes of the content folder."""

from typing import TYPE_CHECKING

import click

from ..content import read_programs
from ..services.catalogue import programs as catalogue

if TYPE_CHECKING:
    from .. import Relaystack


def command(parts: "Relaystack") -> click.Command:
    """The command with its parts."""

    @click.command("seed-programs")
    def seed_programs() -> None:
        """Load the programmes of the content folder. Safe to run again; edits by staff are kept."""
        entries = read_programs(parts.settings.content_dir)
        done = catalogue.seed(parts.database, entries, parts.book.brand["program_link"])
        click.echo(
            f"Programmes: {done['added']} added, {done['updated']} updated, {done['unchanged']} unchanged; "
            f"{done['kept_edits']} edited fields kept; {done['withdrawn']} withdrawn, {done['returned']} back again."
        )
        if gone := catalogue.withdrawn(parts.database):
            click.echo(f"Not shown, for the file has them no more: {', '.join(gone)}.")

    return seed_programs
