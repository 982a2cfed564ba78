"""What is typed after a command: text, contacts, NAME=VALUE."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import click

from ..services.conversations import handovers

if TYPE_CHECKING:
    from .. import Relaystack


class Text(click.ParamType):  # type: ignore[type-arg]
    """Words in UTF-8; Python keeps bytes that are not as halves of signs, which no database and no provider takes."""

    name = "text"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        try:
            str(value).encode()
        except UnicodeEncodeError:
            typed = str(value).encode("utf-8", "backslashreplace").decode()
            self.fail(f"{typed}: not UTF-8; set the terminal, or the file it comes from, to UTF-8", param, ctx)
        return str(value)


TEXT = Text()


def contact(parts: "Relaystack", written: str) -> int:
    """The contact that somebody means."""
    with parts.database.transaction() as connection:
        found = handovers.find(connection, written)
    if found is None:
        raise click.ClickException(
            f"There is no contact {written}. Name one by the phone with its country code, like +15550140000, or by the"
            " contact's number, which stands in `flask failed list`, `flask handovers`, e-mails to consultants and"
            " GET /api/contacts. Who never wrote to us is no contact yet."
        )
    return found


def named(values: Iterable[str]) -> dict[str, str]:
    """What NAME=VALUE says, each name once."""
    found: dict[str, str] = {}
    for value in values:
        name, equals, words = value.partition("=")
        if not equals:
            raise click.UsageError(f"{value!r}: write NAME=VALUE, like first_name=Amina")
        if name in found:
            raise click.UsageError(f"{name} is given twice: {found[name]!r} and {words!r}")
        found[name] = words
    return found
