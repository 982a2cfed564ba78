"""What each role of the staff may do: a named set of the scopes that tokens have too. This is the only place."""

from collections.abc import Set
from dataclasses import dataclass

from .tokens import SCOPES


@dataclass(frozen=True)
class Role:
    """A role as the team's page shows it."""

    name: str
    label: str
    words: str
    scopes: frozenset[str]


_READS = {"bookings:read", "contacts:read", "conversations:read", "leads:read", "programs:read"}
_FOR_PROGRAMS = {"conversations:automatic"}  # a person who writes takes the conversation
_ALL = frozenset(SCOPES) - _FOR_PROGRAMS


def _role(name: str, words: str, scopes: Set[str]) -> Role:
    return Role(name, name.capitalize(), words, frozenset(scopes))


ROLES = {
    role.name: role
    for role in (
        _role("owner", "Everything, the team too", _ALL),
        _role("manager", "Everything but who is in the team", _ALL - {"team:write"}),
        _role(
            "consultant",
            "Conversations, leads and appointments; reads programmes and questions without an answer",
            _READS | {"bookings:write", "conversations:write", "leads:write", "unanswered:read"},
        ),
        _role("marketing", "Programmes and numbers, no conversations", {"programs:read", "stats:read"}),
        _role(
            "viewer",
            "Reads conversations, leads, appointments, programmes and numbers",
            _READS | {"stats:read", "unanswered:read"},
        ),
    )
}
OWNER = "owner"


def who_may(scope: str) -> list[str]:
    """The roles that may do what the scope names."""
    return [role.name for role in ROLES.values() if scope in role.scopes]


def scopes_of(name: str) -> frozenset[str]:
    """What somebody with this role may do; nothing where a newer version knows it and this one does not."""
    return ROLES[name].scopes if name in ROLES else frozenset()
