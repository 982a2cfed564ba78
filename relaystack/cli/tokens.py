"""`flask tokens`: who may use the HTTP API, and for what."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from ..services.staff import tokens

if TYPE_CHECKING:
    from .. import Relaystack


_days = click.option("--days", type=click.IntRange(1, 36_500), help=f"How long it is good: {tokens.DAYS} unless said.")
_never = click.option("--never", is_flag=True, help="It never expires.")


def _lasts(days: int | None, never: bool) -> int | None:
    if days and never:
        raise click.UsageError("Say either --days or --never.")
    return None if never else days or tokens.DAYS


def _good(days: int | None) -> str:
    return "good for ever" if days is None else f"good for {days} days"


def group(parts: "Relaystack") -> click.Group:
    """The command with its parts."""

    @click.group("tokens")
    def all_of_them() -> None:
        """Make, list, renew and revoke tokens of the HTTP API."""

    @all_of_them.command("create")
    @click.argument("name")
    @click.option("--scope", "scopes", multiple=True, type=click.Choice(tokens.SCOPES), help="May be given repeatedly.")
    @click.option("--all-scopes", is_flag=True, help="For everything.")
    @_days
    @_never
    def create(name: str, scopes: tuple[str, ...], all_scopes: bool, days: int | None, never: bool) -> None:
        """Make a token. NAME says who will use it; it stands in the audit."""
        if bool(scopes) == all_scopes:
            raise click.UsageError("Say what it is for: --scope, once or more, or --all-scopes.")
        lasts = _lasts(days, never)
        id, secret = tokens.create(parts.database, name, tokens.SCOPES if all_scopes else scopes, lasts)
        click.echo(f"Token {id} for {name}, {_good(lasts)}. It is shown this once:\n{secret}")

    @all_of_them.command("list")
    def listing() -> None:
        """Show the tokens, without what opens the door."""
        found = tokens.every(parts.database)
        for one in found:
            click.echo(_line(one))
        click.echo(f"{len(found)} tokens.")

    @all_of_them.command("renew")
    @click.argument("number", type=click.IntRange(1, 2**63 - 1))
    @_days
    @_never
    def renew(number: int, days: int | None, never: bool) -> None:
        """Let a token be good for longer, from now on; whoever uses it changes nothing."""
        lasts = _lasts(days, never)
        done = tokens.renew(parts.database, number, lasts)
        if not done:
            raise click.ClickException(f"There is no token {number} in use; `flask tokens list` shows them.")
        click.echo(f"Token {number} is {_good(lasts)}.")

    @all_of_them.command("revoke")
    @click.argument("number", type=click.IntRange(1, 2**63 - 1))
    def revoke(number: int) -> None:
        """Let a token open nothing any more, from the next request on."""
        done = tokens.revoke(parts.database, number)
        if not done:
            raise click.ClickException(f"There is no token {number} in use; `flask tokens list` shows them.")
        click.echo(f"Token {number} is revoked.")

    return all_of_them


def _line(token: tokens.Token) -> str:
    used = f"last used {token.last_used_at:%Y-%m-%d %H:%M} UTC" if token.last_used_at else "never used"
    state = f"; REVOKED {token.revoked_at:%Y-%m-%d %H:%M} UTC" if token.revoked_at else ""
    made = f"made {token.created_at:%Y-%m-%d}"
    return f"{token.id}: {token.name}, {made}, {_end(token.expires_at)}, {used}{state}: {', '.join(token.scopes)}"


def _end(at: datetime | None) -> str:
    if at is None:
        return "never expires"
    return f"{'EXPIRED' if at <= datetime.now(UTC) else 'expires'} {at:%Y-%m-%d}"
