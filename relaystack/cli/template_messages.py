"""`flask templates send` and `consent`: a message template to one person, and who has agreed to marketing."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import uuid4

import click

from ..services.contacts import consent
from ..services.templates import template_sending
from ..services.turns import handovers
from .words import in_words

if TYPE_CHECKING:
    from .. import Relaystack


def sending(parts: "Relaystack") -> click.Command:
    """The command with its parts."""

    @click.command("send")
    @click.argument("name")
    @click.argument("contact")
    @click.argument("values", nargs=-1, metavar="[NAME=VALUE]...")
    @click.option("--language", help="Meta's code of it; else the person's own, or the brand's.")
    def send(name: str, contact: str, values: tuple[str, ...], language: str | None) -> None:
        """Send a template to a contact (its number or the phone), like first_name=Amina day="3 December"."""
        must_be_files(parts, name)
        filled = dict(_named(value) for value in values)
        with in_words():
            id = _contact(parts, contact)
            try:
                queued = template_sending.send(
                    parts.database, parts.templates[name], id, filled, f"{name}/{id}/{uuid4().hex}", language
                )
            except template_sending.CannotSend as error:
                raise click.ClickException("not sent: " + "\n  ".join(error.reasons)) from None
        click.echo(f"contact {id}: waits to be sent, in {queued.language}:\n{queued.words}")
        if queued.window_open:
            click.echo("(They wrote within 24 hours: free words would have done.)")

    return send


def consenting(parts: "Relaystack") -> click.Command:
    """The command with its parts."""

    @click.command("consent")
    @click.argument("contact")
    @click.option("--how", help='Where and how they agreed, like "form on our site, 3 December".')
    @click.option("--withdraw", is_flag=True, help="They agree no more.")
    def record(contact: str, how: str | None, withdraw: bool) -> None:
        """Record that a contact has agreed to marketing, or agrees no more."""
        if bool(how) == withdraw:
            raise click.UsageError("say --how they agreed, or --withdraw")
        with in_words():
            id = _contact(parts, contact)
            with parts.database.transaction() as connection:
                if how and not consent.record(connection, id, how, datetime.now(UTC)):
                    raise click.ClickException(
                        f"contact {id} has switched off marketing in WhatsApp: only they can switch it on, there"
                    )
                if withdraw:
                    consent.withdraw(connection, id)
        click.echo(f"contact {id}: " + ("no marketing." if withdraw else "has agreed to marketing."))

    return record


def must_be_files(parts: "Relaystack", *names: str) -> None:
    """Refuse a name that no file has."""
    for name in names:
        if name not in parts.templates:
            known = ", ".join(sorted(parts.templates)) or "none"
            raise click.ClickException(f"There is no template {name}; there are: {known}.")


def _contact(parts: "Relaystack", written: str) -> int:
    with parts.database.transaction() as connection:
        found = handovers.find(connection, written)
    if found is None:
        raise click.ClickException(f"There is no contact {written}.")
    return found


def _named(value: str) -> tuple[str, str]:
    name, equals, words = value.partition("=")
    if not equals:
        raise click.UsageError(f"{value!r}: write NAME=VALUE, like first_name=Amina")
    return name, words
