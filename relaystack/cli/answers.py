"""`flask answers`: what staff taught the bot, as files of the content folder."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..content.taught_yaml import to_yaml
from ..services.answers import taught

if TYPE_CHECKING:
    from .. import Relaystack


def group(parts: "Relaystack") -> click.Group:
    """The commands about the answers of the database."""

    @click.group("answers")
    def answers() -> None:
        """The answers that staff taught the bot, beside those of the content folder."""

    @answers.command("export")
    @click.option("--to", type=click.Path(dir_okay=False, writable=True, path_type=Path), help="Write it to this file.")
    def export(to: Path | None) -> None:
        """Write those that are said: what goes into answers.yaml, then what goes into each file of questions/."""
        with parts.database.reading() as connection:
            written = to_yaml([taught.of_row(row) for row in taught.every(connection) if row["served"]])
        if to:
            to.write_text(written, encoding="utf-8")
        else:
            click.echo(written, nl=False)

    return answers
