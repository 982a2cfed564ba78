"""`flask tokens`: who may use the HTTP API, and for what."""

from typing import TYPE_CHECKING

import click

from ..services.desk import tokens
from .words import in_words

if TYPE_CHECKING:
    from .. import Relaystack


def group(parts: "Relaystack") -> click.Group:
    """The command with its parts."""

    @click.group("tokens")
    def all_of_them() -> None:
        """Make, list and revoke tokens of the HTTP API."""

    @all_of_them.command("create")
    @click.argument("name")
    @click.option("--scope", "scopes", multiple=True, type=click.Choice(tokens.SCOPES), help="May be given repeatedly.")
    @click.option("--all-scopes", is_flag=True, help="For everything.")
    def create(name: str, scopes: tuple[str, ...], all_scopes: bool) -> None:
        """Make a token. NAME says who will use it; it stands in the audit."""
        if bool(scopes) == all_scopes:
            raise click.UsageError("Say what it is for: --scope, once or more, or --all-scopes.")
        with in_words():
            id, secret = tokens.create(parts.database, name, tokens.SCOPES if all_scopes else scopes)
        click.echo(f"Token {id} for {name}. It is shown this once:\n{secret}")

    @all_of_them.command("list")
    def listing() -> None:
        """Show the tokens, without what opens the door."""
        with in_words():
            found = tokens.every(parts.database)
        for one in found:
            click.echo(_line(one))
        click.echo(f"{len(found)} tokens.")

    @all_of_them.command("revoke")
    @click.argument("number", type=click.IntRange(1, 2**63 - 1))
    def revoke(number: int) -> None:
        """Let a token open nothing any more, from the next request on."""
        with in_words():
            done = tokens.revoke(parts.database, number)
        if not done:
            raise click.ClickException(f"There is no token {number} in use; `flask tokens list` shows them.")
        click.echo(f"Token {number} is revoked.")

    return all_of_them


def _line(token: tokens.Token) -> str:
    used = f"last used {token.last_used_at:%Y-%m-%d %H:%M} UTC" if token.last_used_at else "never used"
    state = f"; REVOKED {token.revoked_at:%Y-%m-%d %H:%M} UTC" if token.revoked_at else ""
    return f"{token.id}: {token.name}, made {token.created_at:%Y-%m-%d}, {used}{state}: {', '.join(token.scopes)}"
