"""`flask crm`: what a CRM that is new here should learn of the leads from before."""

from typing import TYPE_CHECKING

import click

from ..services.carriers import kinds
from ..services.leads import crm

if TYPE_CHECKING:
    from .. import Relaystack


def group(parts: "Relaystack") -> click.Group:
    """The command with its parts."""

    @click.group("crm")
    def all_of_it() -> None:
        """Leads and the CRMs that hear of them."""

    @all_of_it.command("push")
    @click.argument("carrier", required=False, type=click.Choice(list(kinds.needs_of_crms())))
    def push(carrier: str | None) -> None:
        """Send every lead as it is now, to one CRM or to all. Safe to run again."""
        used = kinds.told_of_leads(parts.conversation_settings.can)
        to = [name for name in used if carrier in (None, name)]
        if not to:
            needs = kinds.needs_of_crms()
            needed = needs[carrier] if carrier else " or ".join(needs.values())
            raise click.ClickException(f"There is no CRM to tell: set {needed}.")
        with parts.database.transaction() as connection:
            count = crm.announce_all(connection, to, parts.database.now(connection))
        click.echo(f"{count} leads wait for {', '.join(to)}.")

    return all_of_it
