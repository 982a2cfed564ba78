"""`flask audit`: who did what."""

import json
from typing import TYPE_CHECKING

import click

from ..services.storage import audit
from ..services.storage.pages import Wanted

if TYPE_CHECKING:
    from .. import Relaystack


def command(parts: "Relaystack") -> click.Command:
    """The command with its parts."""

    @click.command("audit")
    @click.argument("subject", default="")
    @click.option("--limit", type=click.IntRange(1, 10_000), default=50, show_default=True, help="At the most.")
    def show(subject: str, limit: int) -> None:
        """Show who did what, the newest first. SUBJECT, like contact:12 or token:3, shows that alone."""
        found = audit.every(parts.database, Wanted(limit), subject)["items"]
        for one in found:
            changes = json.dumps(one["changes"], ensure_ascii=False) if one["changes"] else ""
            by = one["by"] or "the program"
            click.echo(f"{one['at']:%Y-%m-%d %H:%M:%S} UTC, {by}: {one['action']} {one['subject']} {changes}".rstrip())
        click.echo(f"{len(found)} entries.")

    return show
