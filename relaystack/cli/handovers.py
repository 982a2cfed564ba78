"""`flask handovers`, `flask handback`: who is with the consultants, and back to the bot."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from ..services.conversations import handovers
from ..services.inbox import care
from ..services.inbox.authors import Operator
from ..services.notices import handover_mails

if TYPE_CHECKING:
    from .. import Relaystack


def listing(parts: "Relaystack") -> click.Command:
    """The command with its parts."""

    @click.command("handovers")
    def show() -> None:
        """Show which conversations consultants have."""
        with parts.database.transaction() as connection:
            held = handovers.waiting(connection, datetime.now(UTC))
        for one in held:
            times = f"since {one.since:%Y-%m-%d %H:%M}, until {one.until:%Y-%m-%d %H:%M} UTC"
            click.echo(f"contact {one.contact_id}: {one.name}, {times}: {handover_mails.why(one.reason)}")
        click.echo(f"{len(held)} with consultants.")

    return show


def handback(parts: "Relaystack") -> click.Command:
    """The command with its parts."""

    @click.command("handback")
    @click.argument("contact")
    def back(contact: str) -> None:
        """Give a conversation back to the bot. CONTACT is the contact's number or the phone."""
        with parts.database.transaction() as connection:
            found = handovers.find(connection, contact)
        if found is None:
            raise click.ClickException(f"There is no contact {contact}; `flask handovers` lists them.")
        done = care.hand_back(parts.database, parts.conversation_settings, found, Operator())
        click.echo(f"contact {found}: " + ("the bot has it again." if done else "no consultant had it."))

    return back
