"""How people of the staff come in: what the pages for that work with."""

from dataclasses import dataclass

from flask import g, request

from relaystack.services.staff.keys import Keys
from relaystack.services.staff.letters import Letters
from relaystack.services.staff.members import Member, by_id
from relaystack.services.staff.passkeys import Site
from relaystack.services.staff.signing_in import SigningIn
from relaystack.services.storage.database import Database

from .cookies import Cookie
from .sessions import ConsoleSessions


@dataclass(frozen=True)
class People:
    """The doors for people of one application. `step` is the cookie between a password and its code."""

    database: Database
    keys: Keys
    signing_in: SigningIn
    letters: Letters
    sessions: ConsoleSessions
    step: Cookie
    public_url: str
    production: bool
    proxies: int

    @property
    def company(self) -> str:
        """Whose people they are."""
        return self.letters.company

    @property
    def me(self) -> Member | None:
        """Who asks, where that is one of the staff."""
        return by_id(self.database, g.caller.member_id) if g.caller and g.caller.member_id else None

    @property
    def site(self) -> Site:
        """Where the browser has found our pages. A wrong `Host` opens nothing: a key signs for its own site alone."""
        scheme = "https" if self.production else request.scheme
        return Site(self.public_url.rstrip("/") or f"{scheme}://{request.host}", self.company)
