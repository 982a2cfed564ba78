"""`flask chat`: the bot in the terminal."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..content.chat import run_chat

if TYPE_CHECKING:
    from .. import Relaystack


def command(parts: "Relaystack") -> click.Command:
    """The command with its parts."""

    @click.command("chat")
    @click.option(
        "--save",
        type=click.Path(dir_okay=False, writable=True, path_type=Path),
        help="Keep the conversation as a transcript.",
    )
    def chat(save: Path | None) -> None:
        """Talk to the bot in the terminal. Nothing is sent or stored."""
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
