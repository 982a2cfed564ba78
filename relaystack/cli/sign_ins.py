"""`flask sign-ins`: who is in the console, and out with them."""

from typing import TYPE_CHECKING

import click

from ..services.staff import sign_ins

if TYPE_CHECKING:
    from .. import Relaystack


def group(parts: "Relaystack") -> click.Group:
    """The command with its parts."""

    @click.group("sign-ins")
    def all_of_them() -> None:
        """List and end sign-ins to the console."""

    @all_of_them.command("list")
    def listing() -> None:
        """Show who is signed in."""
        found = sign_ins.current(parts.database)
        for one in found:
            number = f"member {one.member_id}" if one.member_id else f"token {one.token_id}"
            who = f"{one.who} ({number})" if one.who else "API_TOKEN"
            since, seen = (f"{at:%Y-%m-%d %H:%M}" for at in (one.created_at, one.seen_at))
            click.echo(f"{one.id}: {who}, since {since}, last seen {seen} UTC")
        click.echo(f"{len(found)} sign-ins.")

    @all_of_them.command("end")
    @click.argument("number", type=click.IntRange(1, 2**63 - 1), required=False)
    @click.option("--all", "all_", is_flag=True, help="Everybody must sign in again.")
    def end(number: int | None, all_: bool) -> None:
        """End a sign-in, from the next request on. Its token stays good: `flask tokens revoke` ends that too."""
        if (number is None) != all_:
            raise click.UsageError("Say which: its number, or --all.")
        done = sign_ins.end(parts.database, number)
        if number and not done:
            raise click.ClickException(f"There is no sign-in {number} to end; `flask sign-ins list` shows them.")
        click.echo(f"{done} ended.")

    return all_of_them
