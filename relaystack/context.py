"""Whose request or message is being handled? For the log; it decides nothing."""

from contextvars import ContextVar

request_id: ContextVar[str | None] = ContextVar("request_id", default=None)
contact_id: ContextVar[int | None] = ContextVar("contact_id", default=None)
