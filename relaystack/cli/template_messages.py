"""`flask templates send` and `consent`: a message template to one person, and who has agreed to marketing."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import uuid4

import click

from ..engine.message_templates import TemplateState
from ..engine.visible import is_seen
from ..services.contacts import consent
from ..services.message_templates import standing, template_sending
from ..services.storage.audit import TERMINAL
from . import arguments
from .arguments import TEXT

if TYPE_CHECKING:
    from .. import Relaystack


def sending(parts: "Relaystack") -> click.Command:
    """The command with its parts."""

    @click.command("send")
    @click.argument("name", type=TEXT)
    @click.argument("contact", type=TEXT)
    @click.argument("values", nargs=-1, type=TEXT, metavar="[NAME=VALUE]...")
    @click.option("--language", type=TEXT, help="Meta's code of it; else the person's own, or the brand's.")
    def send(name: str, contact: str, values: tuple[str, ...], language: str | None) -> None:
        """Send a template to a contact (its number or the phone), like first_name=Amina day="3 December"."""
        must_be_files(parts, name)
        filled = arguments.named(values)
        id = arguments.contact(parts, contact)
        try:
            queued = template_sending.send(
                parts.database, parts.templates[name], id, filled, f"{name}/{id}/{uuid4().hex}", language,
                author="terminal",
            )  # fmt: skip
        except template_sending.CannotSend as error:
            reasons = [*error.reasons, *(_approved(parts, name, language) if language else ())]
            raise click.ClickException("not sent: " + "\n  ".join(reasons)) from None
        click.echo(f"contact {id}: waits to be sent, in {queued.language}:\n{queued.words}")
        if queued.window_open:
            click.echo("(They wrote within 24 hours: free words would have done.)")

    return send


def _approved(parts: "Relaystack", name: str, language: str) -> Iterator[str]:
    """The languages that would do, where the one that was named would not."""
    with parts.database.transaction() as connection:
        known = standing.states(connection, [name])
    approved = [code for code in parts.templates[name].wordings if known.get((name, code), TemplateState()).is_approved]
    if language not in approved:
        yield f"approved languages of {name}: {', '.join(approved) or 'none yet'}"


def consenting(parts: "Relaystack") -> click.Command:
    """The command with its parts."""

    @click.command("consent")
    @click.argument("contact", type=TEXT)
    @click.option("--how", type=TEXT, help='Where and how they agreed, like "form on our site, 3 December".')
    @click.option("--withdraw", is_flag=True, help="They agree no more.")
    def record(contact: str, how: str | None, withdraw: bool) -> None:
        """Record that a contact (its number or the phone) has agreed to marketing, or agrees no more."""
        if (how is not None) == withdraw or (how is not None and not any(map(is_seen, how))):
            raise click.UsageError("say --how they agreed, or --withdraw")
        if how and len(how) > consent.LONGEST_HOW:
            raise click.UsageError(f"--how has {len(how)} characters; say it in {consent.LONGEST_HOW}")
        id = arguments.contact(parts, contact)
        now = datetime.now(UTC)
        with parts.database.transaction() as connection:
            against = consent.record(connection, id, how, TERMINAL, now) if how else ""
            if withdraw:
                consent.withdrawn(connection, id, TERMINAL, now)
        if against:
            raise click.ClickException(f"contact {id}: {against}")
        click.echo(f"contact {id}: " + ("no marketing." if withdraw else "has agreed to marketing."))

    return record


def must_be_files(parts: "Relaystack", *names: str) -> None:
    """Refuse a name that no file has."""
    for name in names:
        if name not in parts.templates:
            known = ", ".join(sorted(parts.templates)) or "none"
            raise click.ClickException(f"There is no template {name}; there are: {known}.")
