"""Who may do what with the HTTP API: a token, its scopes, and how often it may ask."""

import hmac
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from threading import Lock
from typing import Any

from apiflask import APIBlueprint
from flask import g, request
from werkzeug.exceptions import Forbidden, NotFound, TooManyRequests, Unauthorized

from relaystack import security_events
from relaystack.services.staff.members import Member
from relaystack.services.staff.tokens import PREFIX, SCOPES, Refused, Token
from relaystack.services.storage.database import AWAY

from .. import access
from ..json_bodies import must_be_json

View = Callable[..., Any]
UNKNOWN = "Send `Authorization: Bearer …` with a token of `flask tokens create` or the value of API_TOKEN."
BIGGEST = 2**63 - 1  # of any id
_ERRORS = {
    401: "The token is missing, wrong, revoked or expired", 403: "The token lacks the scope", 429: "Too many requests",
}  # fmt: skip


@dataclass(frozen=True)
class Caller:
    """Who asks, a program or one of the staff: `name` stands in the audit."""

    key: str
    name: str
    scopes: frozenset[str]
    token_id: int | None = None
    member_id: int | None = None

    @classmethod
    def of(cls, token: Token) -> "Caller":
        """Who holds this token."""
        return cls(f"token {token.id}", f"{token.name} (token {token.id})", frozenset(token.scopes), token.id)

    @classmethod
    def of_member(cls, member: Member) -> "Caller":
        """One of the staff, with what their role may."""
        return cls(f"member {member.id}", member.name, member.scopes, member_id=member.id)


def must_hold(caller: Caller, scope: str) -> None:
    """Raise Forbidden where somebody's token or role lacks the scope, and count it."""
    if scope not in caller.scopes:
        security_events.record("scope_missing", caller.key)
        if caller.member_id:
            raise Forbidden("Your role does not open this. An owner can give you another one.")
        raise Forbidden(f"This token lacks the scope {scope}.")


class Limiter:
    """A bucket of requests for each caller, filled evenly. Each process has its own."""

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._per_minute, self._clock, self._lock = per_minute, clock, Lock()
        self._spent: defaultdict[str, tuple[float, float]] = defaultdict(lambda: (0.0, clock()))

    def wait(self, caller: str) -> float:
        """Count a request; for how many seconds its caller must wait instead, if it is one too many."""
        with self._lock:
            spent, since = self._spent[caller]
            rate, now = self._per_minute / 60, self._clock()
            spent = max(spent - (now - since) * rate, 0.0) + 1
            if spent > self._per_minute:
                return (spent - self._per_minute) / rate
            self._spent[caller] = spent, now
            return 0.0


class Authorizer:
    """The door of the HTTP API. `known` looks a token up."""

    def __init__(
        self, api_token: str, *, open_on_loopback: bool, known: Callable[[str], Token | None], limiter: Limiter
    ) -> None:
        self._api_token, self._open_on_loopback = api_token, open_on_loopback
        self._known, self._limiter = known, limiter

    def needs(
        self, routes: APIBlueprint, scope: str, responses: dict[int, str] | None = None
    ) -> Callable[[View], View]:
        """Let only callers with the scope through, and say so in the description."""
        assert scope in SCOPES

        def decorate(view: View) -> View:
            @wraps(view)
            def guarded(*args: Any, **kwargs: Any) -> Any:
                g.caller = self._enter(scope)
                must_be_json(said="Authorization" not in request.headers)
                if any(isinstance(value, int) and value > BIGGEST for value in kwargs.values()):
                    raise NotFound  # no table holds such a number
                return view(*args, **kwargs)

            told = routes.doc(security=[{"bearer": [scope]}], responses={**_ERRORS, **(responses or {})})
            return told(guarded)

        return decorate

    def _enter(self, scope: str) -> Caller:
        caller = self._caller()
        if seconds := self._limiter.wait(caller.key):
            security_events.record("rate_limited", caller.key)
            raise TooManyRequests("Too many requests with this token; wait a little.", retry_after=int(seconds) + 1)
        must_hold(caller, scope)
        return caller

    @property
    def master(self) -> Caller:
        """Who holds API_TOKEN."""
        return Caller("API_TOKEN", "API_TOKEN", frozenset(SCOPES))

    def caller_of(self, secret: str) -> Caller:
        """Whose secret this is; raises Unauthorized with the reason in words."""
        if self._api_token and hmac.compare_digest(secret.encode(), self._api_token.encode()):
            return self.master
        try:
            token = self._known(secret) if secret.startswith(PREFIX) else None
        except Refused as why:
            security_events.record(why.kind, f"token {why.token.id}")
            raise Unauthorized(str(why)) from None
        if token is None:
            security_events.record("token_wrong")
            raise Unauthorized(UNKNOWN)
        return Caller.of(token)

    def local(self) -> Caller | None:
        """Who needs no token: whoever sits at this machine, in development, while API_TOKEN is not set."""
        if not self._is_open:
            return None
        if not access.from_this_machine():
            security_events.record("local_refused")
            return None
        return Caller("loopback", "loopback", frozenset(SCOPES))

    @property
    def _is_open(self) -> bool:
        return self._open_on_loopback and not self._api_token

    def knows(self) -> bool:
        """Whether the caller may read how the bot is doing: with any token, or from this machine."""
        try:
            return access.from_this_machine() or self._bearer() is not None
        except (Unauthorized, *AWAY):
            return False

    def _bearer(self) -> Caller | None:
        """Whose token the request carries."""
        scheme, _, given = request.headers.get("Authorization", "").partition(" ")
        return self.caller_of(given.strip() if scheme.lower() == "bearer" else "") if scheme else None

    def _caller(self) -> Caller:
        caller = self._bearer() or self.local()
        if caller is None:
            if self._is_open:  # `local` has recorded it
                raise Unauthorized(access.closed_because(access.stranger(access.of_request())))
            security_events.record("token_missing")
            raise Unauthorized(UNKNOWN)
        return caller
