"""Who comes to the console's pages? A cookie names a sign-in, and this a member of the staff, or a token."""

import hmac
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from flask import request
from werkzeug.exceptions import Unauthorized

from relaystack import security_events
from relaystack.services.staff import tokens
from relaystack.services.staff.members import Member
from relaystack.services.staff.sign_ins import SignIns

from . import browsers
from .authorizer import UNKNOWN, Authorizer, Caller
from .cookies import Cookie

Tokens = Callable[[int], tokens.Token | None]


class ConsoleSessions:
    """Those who come to the console: looked up with each request, so that who is removed is out at once."""

    def __init__(
        self, authorizer: Authorizer, api_token: str, sign_ins: SignIns, cookie: Cookie, token_of: Tokens
    ) -> None:
        self._authorizer, self._sign_ins, self._cookie, self._token_of = authorizer, sign_ins, cookie, token_of
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
        mark = None if caller.token_id else self._mark
        self._cookie.set(self._sign_ins.begin(caller.name, token_id=caller.token_id, mark=mark))
        return caller

    def sign_in_member(self, member: Member) -> Caller:
        """Remember one of the staff, who has shown who they are. What this browser was signed in as before is over."""
        self._end()
        caller, browser = Caller.of_member(member), browsers.in_words(request.user_agent.string)
        self._cookie.set(self._sign_ins.begin(caller.name, member_id=member.id, browser=browser))
        return caller

    @property
    def here(self) -> int | None:
        """The number of the sign-in of this request."""
        visit = self._sign_ins.known(self._cookie.value())
        return visit.id if visit else None

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
        asks_for_news = "If-None-Match" in request.headers  # the page does, by itself: nobody need sit there
        visit = self._sign_ins.known(secret, used=not asks_for_news)
        if visit is None:
            security_events.record("cookie_unknown")
            return None
        if visit.is_over(datetime.now(UTC)):
            security_events.record("cookie_ended", f"sign-in {visit.id}")
            return None
        if visit.member_id is not None:
            return Caller.of_member(visit.member) if visit.member else None
        if visit.token_id is not None:
            return self._of_token(visit.token_id)
        is_same = hmac.compare_digest((visit.mark or "").encode(), self._mark.encode())
        return self._authorizer.master if is_same else None

    def _of_token(self, id: int) -> Caller | None:
        try:
            token = self._token_of(id)
        except tokens.Refused as why:
            security_events.record(why.kind, f"token {id}")
            return None
        return Caller.of(token) if token else None
