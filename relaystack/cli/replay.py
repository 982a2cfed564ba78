"""`flask replay`: what a changed content folder would have done with the conversations that took place."""

import json
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import click

from ..content import ContentError
from ..content.replay.business_words import words_of
from ..content.replay.comparison import Comparison
from ..content.replay.pseudonyms import Pseudonyms
from ..content.replay.recorded import Conversation
from ..content.replay.report import many, report
from ..content.replay.side import Content
from ..gateways.whatsapp.messages import recorded
from ..services.conversations import recordings
from .words import in_words

if TYPE_CHECKING:
    from .. import Relaystack

_AGO = re.compile(r"(\d{1,4}) ?(day|week|hour)s?( ago)?")


class _Since(click.ParamType):  # type: ignore[type-arg]
    """A day, or how long ago."""

    name = "since"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        if isinstance(value, datetime):
            return value
        ago = _AGO.fullmatch(value.strip().lower())
        try:
            if ago:
                return datetime.now(UTC) - timedelta(**{f"{ago[2]}s": int(ago[1])})
            day = datetime.fromisoformat(value)
        except (ValueError, OverflowError):
            self.fail(f"{value!r} is neither a day like 2026-11-18 nor like “7 days”", param, ctx)
        return day if day.tzinfo else day.replace(tzinfo=UTC)


class CannotRun(click.ClickException):
    """Nothing was compared."""

    exit_code = 2


def command(parts: "Relaystack") -> click.Command:
    """The command with its parts."""
    folder = click.Path(exists=True, file_okay=False, path_type=Path)

    @click.command("replay")
    @click.option("--since", type=_Since(), help="A day (2026-11-18, UTC), or “7 days”.")
    @click.option("--content", type=folder, help="The changed content folder.")
    @click.option("--from", "source", type=click.File(encoding="utf-8"), help="Read conversations that --export wrote.")
    @click.option("--export", type=click.File("w", encoding="utf-8", lazy=True), help="Write the conversations there.")
    def replay(since: datetime | None, content: Path | None, source: TextIO | None, export: TextIO | None) -> None:
        """Take recorded conversations through a changed content folder, and show what would have been different.

        Nothing is written into the database, and nothing personal is shown or exported. Ends with 0 where there is no
        difference, 1 where there are some, 2 where it could not run.
        """
        if not (content or export):
            raise click.UsageError("Name the changed folder with --content, or a file with --export.")
        if not (since or source):
            raise click.UsageError("Say --since when, or name a file with --from.")
        try:
            with in_words():  # here, for 1 says that there are differences
                differs = _replay(parts, since, content, source, export)
        except ContentError as error:
            raise CannotRun(str(error)) from None
        except click.ClickException as error:
            raise CannotRun(error.message) from None
        raise SystemExit(1 if differs else 0)

    return replay


def _replay(
    parts: "Relaystack", since: datetime | None, content: Path | None, source: TextIO | None, export: TextIO | None
) -> bool:
    folders = [parts.settings.content_dir, *([content] if content else [])]
    contents = [
        Content.load(folder, parts.conversation_settings.timeout, parts.conversation_settings.can) for folder in folders
    ]
    pseudonyms = Pseudonyms(contents, words_of(*folders))
    count, recorded_ones = _from_file(source, since) if source else _from_database(parts, since)
    comparison = Comparison(contents[0], contents[-1]) if content else None
    for conversation in _with_progress(recorded_ones, count):
        anonymous = conversation if source else pseudonyms.of(conversation)
        if export:
            export.write(json.dumps(anonymous.to_json(), ensure_ascii=False) + "\n")
        if comparison:
            comparison.take(anonymous)
    if pseudonyms.changed:
        told = many(pseudonyms.changed, "message")
        click.echo(f"{told} could not be made anonymous without meaning something else; nothing of them is shown.")
    if comparison is None:
        click.echo(f"{many(count, 'conversation')} exported.")
        return False
    if not comparison.conversations:
        raise CannotRun("There is nothing to replay: nobody has written since then.")
    for line in report(comparison):
        click.echo(line)
    return any(True for _ in comparison.groups)


def _with_progress(conversations: Iterable[Conversation], count: int) -> Iterator[Conversation]:
    with click.progressbar(conversations, length=count, label="Replaying", file=sys.stderr) as bar:
        yield from bar


def _from_database(parts: "Relaystack", since: datetime | None) -> tuple[int, Iterator[Conversation]]:
    assert since is not None
    count = recordings.how_many(parts.database, since)
    return count, recordings.conversations(parts.database, since, recorded)


def _from_file(source: TextIO, since: datetime | None) -> tuple[int, Iterator[Conversation]]:
    count = sum(1 for line in source if line.strip())
    source.seek(0)
    return count, _read(source, since)


def _read(source: TextIO, since: datetime | None) -> Iterator[Conversation]:
    for number, line in enumerate(source, 1):
        if line.strip():
            try:
                conversation = Conversation.from_json(json.loads(line))
            except ValueError as error:
                raise CannotRun(f"{source.name}, line {number}: {error}") from None
            yield replace(conversation, since=since) if since else conversation
