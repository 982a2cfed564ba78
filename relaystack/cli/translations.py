"""Commands for those who translate the bot's words."""

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

import click

from ..content import ContentError
from ..content.check import translation_faults
from ..content.skeleton import write_skeleton
from ..engine.locale_formats import is_language

if TYPE_CHECKING:
    from .. import Relaystack

T = TypeVar("T")


def group(parts: "Relaystack") -> click.Group:
    """`flask words`."""
    folder = parts.settings.content_dir

    @click.group("words")
    def translations() -> None:
        """The bot's words in other languages."""

    @translations.command("todo")
    @click.argument("language")
    def todo(language: str) -> None:
        """Write the language's words file anew: all keys, what is translated already, the English where it is not."""
        if not is_language(language) or language == "en":
            raise click.BadParameter("a language's code is needed, such as es or zh; English stands in the flows")
        left = _in_words(lambda: write_skeleton(folder, language))
        click.echo(f"{folder.name}/words/{language}.yaml: {left} texts to translate.")

    @translations.command("check")
    @click.argument("languages", nargs=-1)
    def check(languages: tuple[str, ...]) -> None:
        """Say what is missing or does not fit (without a language: in all that the brand speaks)."""
        faults = _in_words(lambda: translation_faults.check(folder, languages or None))
        if faults:
            click.echo("\n".join(map(str, sorted(faults))), err=True)
            raise SystemExit(1)
        click.echo("All words are there, and fit.")

    return translations


def _in_words(work: Callable[[], T]) -> T:
    """Content that cannot be read is said with file and line, not with a traceback."""
    try:
        return work()
    except ContentError as error:
        raise click.ClickException(str(error)) from None
