"""`flask templates`: message templates kept in step with Meta's list, and sent."""

import asyncio
from collections.abc import Awaitable, Callable
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from ..content import template_files
from ..engine.message_templates import Listed
from ..engine.visible import shown
from ..errors import DeliveryError
from ..services.message_templates import standing, template_sync
from ..services.message_templates.comparison import Difference, only_there
from ..services.message_templates.template_sync import Board, Interrupted, Pushed
from ..services.outbox import carrier_states
from . import push_report
from .arguments import TEXT
from .template_messages import consenting, must_be_files, sending

if TYPE_CHECKING:
    from .. import Relaystack

T = TypeVar("T")


def group(parts: "Relaystack") -> click.Group:
    """The command with its parts."""

    @click.group("templates")
    def all_of_it() -> None:
        """WhatsApp's message templates: the files of the content folder, and what Meta has."""

    for command in (_list, _diff, _push, _pull, sending, consenting):
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

    try:
        return asyncio.run(run())
    except DeliveryError as error:
        raise click.ClickException(push_report.by_meta(error)) from None


def _list(parts: "Relaystack") -> click.Command:
    @click.command("list")
    def list_() -> None:
        """What Meta last said of each template: status, category, quality. Meta is not asked."""
        with parts.database.transaction() as connection:
            known, halted = standing.states(connection), carrier_states.halted(connection)
        for (name, language), one in sorted(known.items()):
            told = ", ".join(part for part in (one.status, one.category, one.coming, one.quality, one.reason) if part)
            _echo(f"{name} ({language}): {told}")
        for why in halted.values():
            _echo(why)
        if not known:
            click.echo("Nothing is known of Meta's list yet: `flask templates pull` asks for it.")
        languages = sum(len(template.wordings) for template in parts.templates.values())
        click.echo(f"Known at Meta: {len(known)} (each language counts). In our files: {languages}.")

    return list_


def _diff(parts: "Relaystack") -> click.Command:
    @click.command("diff")
    def diff() -> None:
        """Compare the files with Meta's list: `-` is Meta's, `+` the file's.

        Ends with 1 where something of the files is not at Meta.
        """
        found = _at_meta(parts, lambda board: template_sync.look(parts.database, board, parts.templates))
        for one in found:
            _say(str(one), one)
        raise SystemExit(1 if any(one.wording and not one.is_same for one in found) else 0)

    return diff


def _push(parts: "Relaystack") -> click.Command:
    @click.command("push")
    @click.argument("names", nargs=-1, type=TEXT)
    @click.option("--overwrite", is_flag=True, help="Where words differ, change Meta's to the file's.")
    def push(names: tuple[str, ...], overwrite: bool) -> None:
        """Create at Meta what is missing there: all, or only NAMES.

        What is there with other words stays, and is shown: somebody may have edited it in WhatsApp Manager.
        Ends with 1 where Meta has something else than the files then, or refuses one; the others are done all the same.
        """
        must_be_files(parts, *names)
        done: dict[tuple[str, str], Pushed] = {}

        async def work(board: Board) -> Interrupted | None:
            try:
                async for each in template_sync.push(parts.database, board, parts.templates, names, overwrite):
                    _say(str(each), each.one)
                    done[each.one.name, each.one.language] = each
            except Interrupted as broken:
                return broken
            return None

        broken = _at_meta(parts, work)
        problems = push_report.problems([one.outcome for one in done.values()], broken)
        if problems:
            raise click.ClickException("\n".join(problems))
        if not done:
            click.echo("Meta has all of it already.")

    return push


def _say(told: str, one: Difference) -> None:
    _echo(told)
    for words in one.words:
        _echo(f"    {words}")


def _echo(line: str) -> None:
    """Names and reasons are Meta's: none of their signs may turn the line around, or move the cursor."""
    click.echo(shown(line))


def _pull(parts: "Relaystack") -> click.Command:
    @click.command("pull")
    def pull() -> None:
        """Keep what Meta says of each template, and write what only Meta has to templates/pulled/."""
        found = _at_meta(parts, lambda board: template_sync.look(parts.database, board, parts.templates))
        folder = parts.settings.content_dir
        lost = [one for one in only_there(found) if one.status != standing.DELETED]
        for name, group in groupby(lost, key=lambda one: one.name):
            rows = list(group)
            whole = [row for row in rows if row.wording]
            if whole:
                file, is_new = _written(folder, name, whole)
                done = "written as" if is_new else "left as it is (delete it to have it written anew):"
                told = "say what its buttons do, then move it to templates/"
                _echo(f"{name}: {done} {file.relative_to(folder)}; {told}")
            for odd in sorted({row.unlike_ours for row in rows if row.unlike_ours}):
                _echo(f"{name}: not written: our files cannot hold {odd}")
        different = [one for one in found if one.wording and one.listed and not one.is_same]
        for one in different:
            _echo(f"{one}; the file stays (`push --overwrite` changes Meta's)")
        click.echo(f"{sum(one.listed is not None for one in found)} at Meta.")

    return pull


def _written(folder: Path, name: str, rows: list[Listed]) -> tuple[Path, bool]:
    try:
        return template_files.write(folder, name, rows)
    except OSError as error:
        place = folder / template_files.PULLED
        todo = "Make room there, or let this user write there; then pull again."
        raise click.ClickException(f"{name} cannot be written to {place}: {error.strerror}. {todo}") from None
