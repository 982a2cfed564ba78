"""`flask programs`: the programmes as a file again."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..services.catalogue import program_export

if TYPE_CHECKING:
    from .. import Relaystack


def group(parts: "Relaystack") -> click.Group:
    """The commands about the programmes of the database."""

    @click.group("programs")
    def programs() -> None:
        """The programmes as they stand in the database, with all that staff have changed."""

    @programs.command("export")
    @click.option("--to", type=click.Path(dir_okay=False, writable=True, path_type=Path), help="Write it to this file.")
    def export(to: Path | None) -> None:
        """Write them as a programs.yaml, which seed-programs reads again."""
        exported = program_export.of(parts.database, parts.book.brand["program_link"])
        if to:
            to.write_text(exported.yaml, encoding="utf-8")
        else:
            click.echo(exported.yaml, nl=False)
        if exported.left_out:
            click.echo(f"Left out, for they are not complete: {', '.join(exported.left_out)}.", err=True)

    return programs
