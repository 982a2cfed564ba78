"""The console's cookies: for no script, no other site and, in production, no other host and no open line."""

from datetime import timedelta
from typing import Any

from flask import Response, after_this_request, request


class Cookie:
    """A cookie of the console by its name. What is set shows in later requests."""

    def __init__(self, name: str, lasts: timedelta, *, production: bool) -> None:
        # `__Host-`: no neighbour under the same domain can plant one. Browsers take it over TLS alone.
        self.name = f"__Host-{name}" if production else name
        self._lasts = lasts
        self._where: dict[str, Any] = {
            "path": "/" if production else "/console", "secure": production, "httponly": True, "samesite": "Lax",
        }  # fmt: skip

    def value(self) -> str:
        """What the browser sent; empty where it has none."""
        return request.cookies.get(self.name, "")

    def set(self, value: str) -> None:
        """Give it to the browser with this answer."""

        @after_this_request
        def keep(response: Response) -> Response:
            response.set_cookie(self.name, value, max_age=self._lasts, **self._where)
            return response

    def forget(self) -> None:
        """Take it from the browser with this answer."""

        @after_this_request
        def drop(response: Response) -> Response:
            response.delete_cookie(self.name, **self._where)
            return response
