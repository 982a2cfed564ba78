"""`flask check`, `flask flows`: is the content fit to be served, and how does it look?"""

import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..content import ContentError, diagram, watch
from ..content.check.checker import check_content, update_transcripts
from ..content.check.turns import Turns
from ..content.folder import load

if TYPE_CHECKING:
    from .. import Relaystack


def check(parts: "Relaystack") -> click.Command:
    """`flask check`."""
    folder = parts.settings.content_dir

    @click.command("check")
    @click.option("--update", is_flag=True, help="Rewrite transcripts where the bot says something else now.")
    @click.option("--watch", "watching", is_flag=True, help="Check again whenever a file of the folder changes.")
    def run(update: bool, watching: bool) -> None:
        """Check the content folder: flows, words, limits, programmes, transcripts."""
        if update:
            _updated(folder)
        if not watching:
            raise SystemExit(0 if _checked(folder) else 1)
        click.echo(f"Watching {folder}; stop it with Ctrl+C.")
        turns = Turns()
        for _ in watch.changes(folder):
            _checked(folder, turns)

    return run


def _checked(folder: Path, turns: Turns | None = None) -> bool:
    """Check once and say what came of it, and how long it took."""
    began = time.perf_counter()
    try:
        report = check_content(folder, turns=turns)
    except ContentError as error:
        count = len(error.faults)
        click.echo(f"{error}\n{count} fault{'' if count == 1 else 's'}, {_since(began)}.", err=True)
        return False
    click.echo(f"{report}\nChecked in {_since(began)}.")
    return True


def _since(began: float) -> str:
    return f"{time.perf_counter() - began:.1f} s"


def _updated(folder: Path) -> None:
    try:
        files = update_transcripts(folder)
    except ContentError as error:
        click.echo(str(error), err=True)
        raise SystemExit(1) from None
    for line in files:
        click.echo(f"Rewritten: {line}")


def flows(parts: "Relaystack") -> click.Command:
    """`flask flows`."""
    folder = parts.settings.content_dir

    @click.group("flows")
    def looked_at() -> None:
        """Look at the flows."""

    @looked_at.command("diagram")
    @click.option("--page", type=click.Path(dir_okay=False, path_type=Path), help="Write it as a page, docs/flows.md.")
    @click.option("--svg", type=click.Path(dir_okay=False, path_type=Path), help="Draw it with Graphviz.")
    def picture(page: Path | None, svg: Path | None) -> None:
        """The flows as one picture, in Mermaid."""
        try:
            content = load(folder)
            if svg:
                diagram.draw(content, svg)
            if page:
                page.write_text(diagram.page(content), encoding="utf-8")
        except (ContentError, diagram.NoGraphviz) as error:
            raise click.ClickException(str(error)) from None
        click.echo("\n".join(f"Written: {file}" for file in (page, svg) if file) or diagram.mermaid(content))

    return looked_at
