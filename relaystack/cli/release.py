"""`flask release`: let what waits for one person leave now."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from ..services.delivery.release import Released, release
from .arguments import contact

if TYPE_CHECKING:
    from .. import Relaystack


def command(parts: "Relaystack") -> click.Command:
    """The command with its parts."""

    @click.command("release")
    @click.argument("person")
    @click.option("--by", default="terminal", show_default=True, help="Who does it, for the audit.")
    def run(person: str, by: str) -> None:
        """Let all messages that wait for one person leave now. PERSON is the phone or the contact's number.

        They wait since a message is in doubt (nobody knows whether it went out), or is tried again later. What is in
        doubt is sent again: if it had gone out after all, the person has it twice.
        """
        id = contact(parts, person)
        with parts.database.transaction() as connection:
            done = release(connection, id, by, datetime.now(UTC))
        for line in _lines(id, done):
            click.echo(line)

    return run


def _lines(contact_id: int, done: Released) -> list[str]:
    if not done.messages and not done.held:
        return [f"contact {contact_id}: nothing waits for its time."]
    said = [f"contact {contact_id}: messages that leave now: {done.messages}."] if done.messages else []
    if done.in_doubt:
        said.append(f"In doubt were {done.in_doubt}: if Meta had taken them after all, they arrive twice.")
    if done.held:
        said.append(f"A worker has {done.held} in its hands: these are left to it.")
    return said
