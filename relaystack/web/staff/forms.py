"""Is a form that comes back ours, out of the same browser? No other site may post in a consultant's name."""

import hmac
import secrets
from collections.abc import Container

from flask import g, request
from werkzeug.exceptions import Forbidden

from relaystack import security_events

from .cookies import Cookie

FIELD, VERSION = "csrf_token", "version"  # as the macro `own` of the console writes them
OWN = ("", "same-origin", "none")  # what Sec-Fetch-Site says of our own pages; browsers of before 2023 say nothing


class Forms:
    """The forms of one application: each carries a sign that fits one browser and one sign-in."""

    def __init__(self, browser: Cookie, sign_in: Cookie, key: str, site: str) -> None:
        self._browser, self._sign_in, self._key = browser, sign_in, key.encode()
        self._site = site.partition("://")[2].lower()  # where people reach us, whatever a proxy makes of `Host`

    def sign(self) -> str:
        """What a form of this answer carries."""
        if "form_browser" not in g:
            g.form_browser = self._browser.value()
            if not g.form_browser:
                g.form_browser = secrets.token_urlsafe(32)
                self._browser.set(g.form_browser)
        return self._fitting(g.form_browser)

    def check(self) -> None:
        """Raises Forbidden for a form of another site, another browser, or from before a sign-in."""
        browser = self._browser.value()
        given = request.form.get(FIELD, "").encode("utf-8", "replace")
        if not browser or not self._from_here() or not hmac.compare_digest(given, self._fitting(browser).encode()):
            security_events.record("form_refused")
            raise Forbidden("This form did not come from a page of ours that is still good. Open the page anew.")

    def _fitting(self, browser: str) -> str:
        told = f"form {browser} {self._sign_in.value()}"
        return hmac.new(self._key, told.encode("utf-8", "surrogatepass"), "sha256").hexdigest()

    def _from_here(self) -> bool:
        """What the browser says of the page. `Origin: null` says nothing: our pages let no browser name them."""
        origin = request.headers.get("Origin", "null").lower()
        ours = origin == "null" or origin.partition("://")[2] in (request.host.lower(), self._site)
        return ours and request.headers.get("Sec-Fetch-Site", "") in OWN


def seen() -> Container[str] | None:
    """The version that the form was made for, as services ask for it; none where it shows nothing that changes."""
    version = request.form.get(VERSION)
    return None if version is None else {version}
