"""Development: an owner who can sign in at once. Only where nobody was ever invited, and nobody else can reach it."""

import secrets

from .services.staff import members, team, welcome
from .services.storage.database import AWAY, Database
from .services.storage.one_time import Purpose
from .settings import Settings

EMAIL, NAME = "owner@example.com", "Olivia Owner"


def how_to_sign_in(settings: Settings, database: Database, company: str) -> list[str]:
    """Lines for the terminal; the password, another one for each database, is in them once."""
    if not settings.trusts_this_machine:
        return []
    try:
        password = _made(database, company) if team.is_empty(database) else ""
        is_there = any(member.email == EMAIL for member in members.every(database))
    except AWAY:  # no tables yet
        return []
    known = f"password {password}" if password else f"forgot the password? flask staff link {EMAIL}"
    return [f"Work in the console: {settings.address_here}/console", f"  as {EMAIL}, {known}"] if is_there else []


def _made(database: Database, company: str) -> str:
    _, secret = team.invite(database, team.OPERATOR, EMAIL, NAME, "owner")
    password = secrets.token_urlsafe(15)
    welcome.use(database, Purpose.WELCOME, secret, password, company)
    return password
