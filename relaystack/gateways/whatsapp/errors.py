"""What each of Meta's error codes means for us: one table (CLOUD_API, section 6)."""

from collections.abc import Mapping
from typing import Any, Literal

from relaystack.errors import (
    DeliveryError,
    Halted,
    InDoubt,
    Refused,
    Stale,
    Stopped,
    Temporary,
    Throttled,
    Unsendable,
    Unwanted,
)

RETRY = frozenset({2, 131016, 133004})  # a service is down: as long as it takes
RETRY_HOURS = frozenset({1, 131000, 131053})  # something went wrong: longer than a fault lasts, not all day
RETRY_SLOWLY = frozenset({131057})  # the account is in maintenance for about a minute
SLOW_PERSON = frozenset({131056})  # too many to one person; others are not concerned
SLOW_NUMBER = frozenset({4, 80007, 80008, 130429})  # too many from this number or app
# Nothing will be accepted until a person acts: token, permission, payment, restriction, number.
STOP = frozenset({0, 3, 10, 33, 190, 368, 131005, 131031, 131037, 131042, 131045, 133010, *range(200, 300)})
NO_MARKETING = frozenset({131050})  # the person has switched off marketing from us
# A message template that may not be sent: what its status must be by now.
UNSENDABLE = {132001: "MISSING", 132015: "PAUSED", 132016: "DISABLED"}
# Meta takes none of these from us until a person has dealt with it; answers to customers are not concerned.
HALTS: Mapping[int, Literal["templates", "marketing"]] = {
    131048: "templates", 131064: "templates", 131063: "marketing",
}  # fmt: skip
GONE = frozenset({33, 100, 131052})  # of a file that customers sent: Meta has it no longer
UNUSABLE = frozenset({100, 131009, 131052, 131053})  # of a message with an uploaded file: the id is good no more
HOURS_TRIES = 20  # about two hours
GATEWAY_TRIES = 24  # about three hours: such an answer mostly means that nothing was taken


def meaning(
    code: int, title: str, http_status: int = 400, *, transient: bool = False, wait: float | None = None
) -> DeliveryError:
    """The error to raise for a code. Codes that the table does not know are retried only on a 5xx."""
    if code in SLOW_PERSON:
        return Throttled(title, code, "person", wait)
    if code in SLOW_NUMBER:
        return Throttled(title, code, "carrier", wait)
    if code in STOP:
        return Stopped(title, code)
    if code in RETRY_HOURS:
        return Temporary(title, code, tries=HOURS_TRIES)
    if code in RETRY_SLOWLY:
        return Temporary(title, code, wait=60.0)
    if code in RETRY or http_status >= 500 or transient:
        return Temporary(title, code)
    if code in UNSENDABLE:
        return Unsendable(title, code, UNSENDABLE[code])
    if code in HALTS:
        return Halted(title, code, HALTS[code])
    return Unwanted(title, code) if code in NO_MARKETING else Refused(title, code)


def from_status(code: int, title: str) -> DeliveryError:
    """The error that a status tells of, after the message had been accepted."""
    return Stale(title, code) if code in UNUSABLE else meaning(code, title)


def stops(code: int | None) -> bool:
    """Whether the code means that all sending must stop."""
    return code in STOP


def from_answer(http_status: int, body: Any, wait: float | None) -> DeliveryError:
    """The error that a refusing answer means. A body that is not Meta's JSON is judged by its status."""
    error = body.get("error") if isinstance(body, Mapping) else None
    if not isinstance(error, Mapping) or not isinstance(error.get("code"), int):
        if http_status == 401:
            return Stopped("the token is not accepted", 190)
        if http_status == 429:
            return Throttled("too many requests", 130429, "carrier", wait)
        if http_status == 503:  # says of itself that nothing was taken
            return Temporary("HTTP 503 without Meta's words")
        if http_status >= 500:  # a gateway that gave up waiting does not know what happened behind it
            return InDoubt(f"HTTP {http_status} without Meta's words", tries=GATEWAY_TRIES)
        # Not Meta's answer (a proxy, a wrong address): it says nothing about the message, a person must look.
        return Stopped(f"HTTP {http_status} not by Meta: check GRAPH_API_URL and proxies", http_status)
    code = error["code"]
    if code == 100 and error.get("error_subcode") == 33:
        code = 33  # the number's id is unknown, or the token may not use it
    title = str(error.get("message") or "refused")[:300]
    return meaning(code, title, http_status, transient=error.get("is_transient") is True, wait=wait)
