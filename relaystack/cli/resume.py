"""`flask resume`: send again after what had stopped the sending was mended."""

from typing import TYPE_CHECKING

import click

from ..services.delivery import standstill
from ..services.outbox.outbox import WHATSAPP
from ..services.storage.audit import TERMINAL

if TYPE_CHECKING:
    from .. import Relaystack


def command(parts: "Relaystack") -> click.Command:
    """The command with its parts."""

    @click.command("resume")
    @click.argument("carrier", default=WHATSAPP)
    def resume(carrier: str) -> None:
        """Send again after what had stopped the sending was mended."""
        with parts.database.transaction() as connection:
            done = standstill.go_on(connection, carrier, TERMINAL, parts.database.now(connection))
        click.echo(f"{carrier}: sending goes on." if done else f"{carrier}: sending was not stopped.")

    return resume
