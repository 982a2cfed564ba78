"""`flask staff`: who works in the console. It makes the first owner, and helps where nobody else can."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from ..services.staff import members, roles, team
from ..services.staff.members import Impossible, Member
from ..services.storage.one_time import Purpose
from .arguments import TEXT

if TYPE_CHECKING:
    from .. import Relaystack


@contextmanager
def _if_possible() -> Iterator[None]:
    try:
        yield
    except Impossible as why:
        raise click.ClickException(str(why)) from None


def _named(parts: "Relaystack", email: str) -> Member:
    found = [one for one in members.every(parts.database) if one.email == email.strip().casefold()]
    if not found:
        raise click.ClickException(f"There is nobody with the address {email}; `flask staff list` shows who there is.")
    return found[0]


def _tell(parts: "Relaystack", purpose: Purpose, member: Member, secret: str) -> None:
    letters = parts.doors.people.letters
    lasts = "seven days" if purpose is Purpose.WELCOME else "30 minutes"
    click.echo(f"{member.name} ({member.role_label}) opens this link within {lasts}. It works once:")
    click.echo(letters.link(purpose, secret, "https://… (set PUBLIC_URL)"))
    if letters.send(purpose, member, parts.company):
        click.echo(f"Another one is on its way by e-mail to {member.email}.")


def group(parts: "Relaystack") -> click.Group:
    """The command with its parts."""

    @click.group("staff")
    def all_of_them() -> None:
        """Invite, list, help and remove the people who work in the console."""

    @all_of_them.command("invite")
    @click.argument("address", type=TEXT)
    @click.option("--role", type=click.Choice(list(roles.ROLES)), required=True, help="What they may do.")
    @click.option("--name", default="", type=TEXT, help="What they are called; they can change it.")
    def invite(address: str, role: str, name: str) -> None:
        """Invite somebody by their e-mail address; the first one as --role owner."""
        with _if_possible():
            member, secret = team.invite(parts.database, team.OPERATOR, address, name, role)
            _tell(parts, Purpose.WELCOME, member, secret)

    @all_of_them.command("link")
    @click.argument("address", type=TEXT)
    def link(address: str) -> None:
        """Make another link for somebody: the invitation again, or for a new password."""
        with _if_possible():
            _tell(parts, *_link(parts, _named(parts, address)))

    @all_of_them.command("list")
    def listing() -> None:
        """Show who there is."""
        with _if_possible():
            found = members.every(parts.database)
        for one in found:
            state = f", since {one.created_at:%Y-%m-%d}" if one.has_password else ", invited"
            click.echo(f"{one.id}: {one.name} <{one.email}>, {one.role}{state}{', codes' if one.totp_since else ''}")
        click.echo(f"{len(found)} members.")

    @all_of_them.command("remove")
    @click.argument("address", type=TEXT)
    def remove(address: str) -> None:
        """Let somebody in no more, from the next request on."""
        with _if_possible():
            member = _named(parts, address)
            team.remove(parts.database, team.OPERATOR, member.id)
        click.echo(f"{member.name} is removed, and signed out everywhere.")

    @all_of_them.command("reset-second-factor")
    @click.argument("address", type=TEXT)
    def reset_second_factor(address: str) -> None:
        """Let somebody in by their password alone, who has lost the app and the recovery codes."""
        with _if_possible():
            member = _named(parts, address)
            team.reset_second_factor(parts.database, team.OPERATOR, member.id)
        click.echo(f"{member.name} signs in with the password alone now, and should set up codes again.")

    return all_of_them


def _link(parts: "Relaystack", member: Member) -> tuple[Purpose, Member, str]:
    member, purpose, secret = team.new_link(parts.database, team.OPERATOR, member.id)
    return purpose, member, secret
