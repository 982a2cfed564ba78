"""`flask templates`: message templates kept in step with Meta's list, and sent."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from itertools import groupby
from typing import TYPE_CHECKING, TypeVar
from uuid import uuid4

import click

from ..content import template_files
from ..errors import DeliveryError
from ..services.contacts import consent
from ..services.templates import standing, template_sending, template_sync
from ..services.templates.template_sync import Board
from ..services.turns import handovers
from .words import in_words

if TYPE_CHECKING:
    from .. import Relaystack

T = TypeVar("T")


def group(parts: "Relaystack") -> click.Group:
    """The command with its parts."""

    @click.group("templates")
    def all_of_it() -> None:
        """WhatsApp's message templates: the files of the content folder, and what Meta has."""

    for command in (_list, _diff, _push, _pull, _send, _consent):
        all_of_it.add_command(command(parts))
    return all_of_it


def _at_meta(parts: "Relaystack", work: Callable[[Board], Awaitable[T]]) -> T:
    """Do something with Meta's list; what goes wrong is said in words."""
    if not parts.settings.account_id:
        raise click.ClickException("WHATSAPP_BUSINESS_ACCOUNT_ID is not set: whose templates?")

    async def run() -> T:
        api = parts.template_api()
        try:
            return await work(api)
        finally:
            await api.close()

    with in_words():
        try:
            return asyncio.run(run())
        except DeliveryError as error:
            raise click.ClickException(f"Meta: {error}") from None


def _list(parts: "Relaystack") -> click.Command:
    @click.command("list")
    def list_() -> None:
        """What Meta last said of each template: status, category, quality. Meta is not asked."""
        with in_words(), parts.database.transaction() as connection:
            known = standing.states(connection)
        for (name, language), one in sorted(known.items()):
            told = ", ".join(part for part in (one.status, one.category, one.coming, one.quality, one.reason) if part)
            click.echo(f"{name} ({language}): {told}")
        if not known:
            click.echo("Nothing is known of Meta's list yet: `flask templates pull` asks for it.")
        languages = sum(len(template.wordings) for template in parts.templates.values())
        click.echo(f"Known at Meta: {len(known)} (each language counts). In our files: {languages}.")

    return list_


def _diff(parts: "Relaystack") -> click.Command:
    @click.command("diff")
    def diff() -> None:
        """Compare the files with Meta's list. Ends with 1 where something of the files is not at Meta."""
        found = _at_meta(parts, lambda board: template_sync.look(parts.database, board, parts.templates))
        for one in found:
            click.echo(str(one))
        raise SystemExit(1 if any(one.wording and not one.is_same for one in found) else 0)

    return diff


def _push(parts: "Relaystack") -> click.Command:
    @click.command("push")
    @click.argument("names", nargs=-1)
    def push(names: tuple[str, ...]) -> None:
        """Create at Meta what is missing there, and change what differs: all, or only NAMES.

        Ends with 1 where Meta refuses one of them; the others are done all the same.
        """
        _must_be_files(parts, *names)

        async def work(board: Board) -> list[bool]:
            taken = []
            async for line, is_taken in template_sync.push(parts.database, board, parts.templates, names):
                click.echo(line)
                taken.append(is_taken)
            return taken

        taken = _at_meta(parts, work)
        if not taken:
            click.echo("Meta has all of it already.")
        if not all(taken):
            raise click.ClickException(f"{taken.count(False)} refused; mend the files, then push again.")

    return push


def _pull(parts: "Relaystack") -> click.Command:
    @click.command("pull")
    def pull() -> None:
        """Keep what Meta says of each template, and write what only Meta has to templates/pulled/."""
        found = _at_meta(parts, lambda board: template_sync.look(parts.database, board, parts.templates))
        folder = parts.settings.content_dir
        lost = [one for one in template_sync.only_there(found) if one.status != standing.DELETED]
        for name, group in groupby(lost, key=lambda one: one.name):
            rows = list(group)
            whole = [row for row in rows if row.wording]
            if whole:
                file, is_new = template_files.write(folder, name, whole)
                done = "written as" if is_new else "left as it is (delete it to have it written anew):"
                told = "say what its buttons do, then move it to templates/"
                click.echo(f"{name}: {done} {file.relative_to(folder)}; {told}")
            for odd in sorted({row.unlike_ours for row in rows if row.unlike_ours}):
                click.echo(f"{name}: not written: our files cannot hold {odd}")
        different = [one for one in found if one.wording and one.listed and not one.is_same]
        for one in different:
            click.echo(f"{one}; the file stays (`push` changes Meta's)")
        click.echo(f"{sum(one.listed is not None for one in found)} at Meta.")

    return pull


def _send(parts: "Relaystack") -> click.Command:
    @click.command("send")
    @click.argument("name")
    @click.argument("contact")
    @click.argument("values", nargs=-1, metavar="[NAME=VALUE]...")
    @click.option("--language", help="Meta's code of it; else the person's own, or the brand's.")
    def send(name: str, contact: str, values: tuple[str, ...], language: str | None) -> None:
        """Send a template to a contact (its number or the phone), like first_name=Amina day="3 December"."""
        _must_be_files(parts, name)
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


def _consent(parts: "Relaystack") -> click.Command:
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


def _must_be_files(parts: "Relaystack", *names: str) -> None:
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
