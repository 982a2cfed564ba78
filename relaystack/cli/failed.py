"""`flask failed`: what has failed for good, shown and tried again."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

from ..redaction import Redactor
from ..services.carriers import kinds
from ..services.delivery import failed
from ..services.delivery.failed import FailedId
from ..services.storage.audit import TERMINAL

if TYPE_CHECKING:
    from .. import Relaystack

REASON_WIDTH = 100


class _Id(click.ParamType):  # type: ignore[type-arg]
    """An id as the list shows it."""

    name = "id"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> FailedId:
        try:
            return FailedId.read(value)
        except ValueError as error:
            self.fail(str(error), param, ctx)


def group(parts: "Relaystack") -> click.Group:
    """The command with its parts."""

    @click.group("failed")
    def all_of_it() -> None:
        """Updates that could not be handled, and items that were given up."""

    for command in (_list, _show, _retry, _drop):
        all_of_it.add_command(command(parts))
    return all_of_it


def _list(parts: "Relaystack") -> click.Command:
    @click.command("list")
    @click.option("--carrier", help=f"Only items of this carrier: {', '.join(kinds.KINDS)}.")
    def list_(carrier: str | None) -> None:
        """One line each: id, when (UTC), what, contact, reason. Never what people wrote."""
        with parts.database.transaction() as connection:
            found = failed.find(connection, carrier)
        redact = Redactor(parts.settings.secrets)
        for one in found:
            contact = f"contact {one.contact_id}" if one.contact_id else "-"
            reason = " ".join(str(redact(one.reason)).split())[:REASON_WIDTH]
            click.echo(f"{one.id!s:<12} {one.at:%Y-%m-%d %H:%M}  {one.kind:<15} {contact:<14} {reason}")
        if not found:
            click.echo("Nothing has failed.")

    return list_


def _show(parts: "Relaystack") -> click.Command:
    @click.command("show")
    @click.argument("id", type=_Id())
    def show(id: FailedId) -> None:
        """Everything that is kept of one, words and numbers included."""
        with parts.database.transaction() as connection:
            found = failed.show(connection, id)
        if found is None:
            raise click.ClickException(f"There is no {id}. `flask failed list` shows what there is.")
        click.echo(json.dumps(found, ensure_ascii=False, indent=2, default=str))

    return show


def _retry(parts: "Relaystack") -> click.Command:
    @click.command("retry")
    @click.argument("ids", type=_Id(), nargs=-1)
    @click.option("--all", "every", is_flag=True, help="All of them, the oldest first.")
    @click.option("--carrier", help="With --all: only items of this carrier.")
    def retry(ids: tuple[FailedId, ...], every: bool, carrier: str | None) -> None:
        """Handle updates again, put items back into the outbox."""
        if bool(ids) == every or (carrier and not every):
            raise click.UsageError("Name the ids, or --all (which alone may have --carrier).")
        chosen = _every(parts, carrier) if every else ids
        results = failed.retry(parts.database, parts.conversation_settings, chosen, TERMINAL)
        for id, words, _ in results:
            click.echo(f"{id}: {words}")
        if not results:
            click.echo("Nothing has failed.")
        if not all(good for _, _, good in results):
            raise SystemExit(1)

    return retry


def _every(parts: "Relaystack", carrier: str | None) -> Sequence[FailedId]:
    with parts.database.transaction() as connection:
        return [one.id for one in failed.find(connection, carrier)]


def _drop(parts: "Relaystack") -> click.Command:
    @click.command("drop")
    @click.argument("ids", type=_Id(), nargs=-1, required=True)
    def drop(ids: tuple[FailedId, ...]) -> None:
        """Forget these for good: they were looked at, and nothing is to be done."""
        with parts.database.transaction() as connection:
            known = [failed.drop(connection, id, TERMINAL, datetime.now(UTC)) for id in ids]
        for id, was_there in zip(ids, known, strict=True):
            click.echo(f"{id}: {'forgotten' if was_there else failed.NOT_THERE[0]}")
        if not all(known):
            raise SystemExit(1)

    return drop
