"""Who reads the console's pages? A signed cookie names a token of the HTTP API, never the token itself."""

import hmac
from collections.abc import Callable

from flask import session
from werkzeug.exceptions import Forbidden

from relaystack.services.desk.tokens import Token

from ..api.gate import Caller, Gate

SCOPE = "conversations:read"


class Visitors:
    """The sessions of one application. `by_id` finds a token, so that one that was revoked ends at once."""

    def __init__(self, gate: Gate, api_token: str, key: str, by_id: Callable[[int], Token | None]) -> None:
        self._gate, self._by_id = gate, by_id
        self._mark = hmac.new(key.encode(), api_token.encode(), "sha256").hexdigest()

    def sign_in(self, secret: str) -> str:
        """Remember whose token this is; or why not, in words."""
        caller = self._gate.caller_of(secret.strip())
        if caller is None:
            return "This token opens nothing: it is mistyped, or was revoked."
        if SCOPE not in caller.scopes:
            return f"This token lacks the scope {SCOPE}."
        session.clear()
        session["token"] = caller.token_id or self._mark
        session.permanent = True  # until it runs out, also when the browser was closed
        return ""

    def sign_out(self) -> None:
        """Forget who it is."""
        session.clear()

    def is_signed_in(self) -> bool:
        """Whether there is a sign-in to end; who sits at this machine needs none in development."""
        return "token" in session

    def present(self) -> bool:
        """Whether somebody is here who may read. Raises Forbidden where the scope was taken from the token."""
        caller = self._caller()
        if caller and SCOPE not in caller.scopes:
            raise Forbidden(f"This token lacks the scope {SCOPE}.")
        return caller is not None

    def _caller(self) -> Caller | None:
        kept = session.get("token")
        if isinstance(kept, int):
            token = self._by_id(kept)
            return Caller.of(token) if token else None
        if isinstance(kept, str) and hmac.compare_digest(kept.encode(), self._mark.encode()):
            return self._gate.master
        return self._gate.local()
