"""Who comes to the console's pages? A cookie names a sign-in, and this the token of the HTTP API that opened it."""

import hmac
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from werkzeug.exceptions import Unauthorized

from relaystack import security_events
from relaystack.services.staff import tokens
from relaystack.services.staff.sign_ins import SignIns

from .authorizer import UNKNOWN, Authorizer, Caller
from .cookies import Cookie


class ConsoleSessions:
    """Those who come to the console. `by_id` finds a token, so that the end of one is at once the end of a visit."""

    def __init__(
        self, authorizer: Authorizer, api_token: str, sign_ins: SignIns, cookie: Cookie,
        by_id: Callable[[int], tokens.Token | None],
    ) -> None:  # fmt: skip
        self._authorizer, self._sign_ins, self._cookie, self._by_id = authorizer, sign_ins, cookie, by_id
        self._mark = sign_ins.mark(api_token)

    def sign_in(self, secret: str, scopes: Sequence[str]) -> Caller:
        """Remember whose token this is, if it has one of these scopes; raises Unauthorized with words for people."""
        try:
            caller = self._authorizer.caller_of(secret.strip())
        except Unauthorized as why:
            security_events.record("sign_in_failed")
            if why.description == UNKNOWN:  # those words are for programs
                raise Unauthorized("This token is not known here: ask whoever runs the bot for one.") from why
            raise
        if not caller.scopes & set(scopes):
            security_events.record("sign_in_failed", caller.key)
            raise Unauthorized(f"This token lacks the scope {' or '.join(scopes)}.")
        self._end()  # whoever was here before in this browser
        self._cookie.set(self._sign_ins.begin(caller.token_id, None if caller.token_id else self._mark, caller.name))
        return caller

    def sign_out(self) -> None:
        """End the sign-in, also for copies of its cookie."""
        self._end()
        self._cookie.forget()

    def _end(self) -> None:
        if secret := self._cookie.value():
            caller = self._signed_in(secret)
            self._sign_ins.end(secret, caller.name if caller else "")

    def is_signed_in(self) -> bool:
        """Whether there is a sign-in to end; who sits at this machine needs none in development."""
        return bool(self._cookie.value())

    def visitor(self) -> Caller | None:
        """Who is here, if anybody who may be."""
        secret = self._cookie.value()
        return (self._signed_in(secret) if secret else None) or self._authorizer.local()

    def _signed_in(self, secret: str) -> Caller | None:
        """Whose cookie this is, while the sign-in and its token are good."""
        visit = self._sign_ins.known(secret)
        if visit is None:
            security_events.record("cookie_unknown")
            return None
        if visit.is_over(datetime.now(UTC)):
            security_events.record("cookie_ended", f"sign-in {visit.id}")
            return None
        if visit.token_id is None:
            return (
                self._authorizer.master
                if hmac.compare_digest((visit.mark or "").encode(), self._mark.encode())
                else None
            )
        try:
            token = self._by_id(visit.token_id)
        except tokens.Refused as why:
            security_events.record(why.kind, f"token {visit.token_id}")
            return None
        return Caller.of(token) if token else None
