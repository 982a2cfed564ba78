"""What the forms of the leads' pages say: which leads are asked for, and what is changed in one."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from flask import abort, request

from relaystack.engine.house import House
from relaystack.models import Stage
from relaystack.services.leads.lead_filter import Filter

from ..staff.authorizer import BIGGEST

FILTERS = ("stage", "owner", "country", "budget", "source", "q", "due")
SOURCES = {"advert": "an advert or a post", "direct": "not from an advert"}
NOBODY = "none"
LONGEST_ACTION, LONGEST_NOTES, LONGEST = 200, 10_000, 100
MOST = 10**12  # of a budget


class Odd(ValueError):
    """A form holds what cannot be; the text says what would be right."""


def asked() -> dict[str, str]:
    """What the filter names, as far as it was filled in."""
    given = {name: request.args.get(name, "").strip()[:LONGEST] for name in FILTERS}
    return {name: words for name, words in given.items() if words and "\0" not in words}


def which(given: dict[str, str], house: House) -> Filter:
    """The same for the services; due is what is due today by the office's clock, or was before."""
    try:
        return Filter(
            stage=Stage(given["stage"]) if "stage" in given else None, search=given.get("q"),
            owner_id=_owner_asked(given.get("owner")), country=given.get("country"),
            budget_from=_number(given["budget"], MOST) if "budget" in given else None,
            from_advert=_source(given.get("source")),
            due_by=datetime.now(house.zone).date() if "due" in given else None,
        )  # fmt: skip
    except ValueError:
        abort(404, "There are no such leads; choose from what the page offers.")


def changes() -> dict[str, Any]:
    """What the form of a lead says; raises Odd."""
    return {name: read(request.form[name]) for name, read in _READ.items() if name in request.form}


def typed() -> dict[str, Any]:
    """The same as it was typed, to be shown again."""
    given = {name: request.form[name] for name in _READ if name in request.form}
    return {name: _as_kept(name, words) for name, words in given.items()}


def _as_kept(name: str, words: str) -> Any:
    try:
        return _READ[name](words)
    except Odd:
        return words


def _number(words: str, most: int = BIGGEST) -> int:
    plain = words.replace(",", "").replace(" ", "")
    if not (plain.isascii() and plain.isdigit() and int(plain[:20]) <= most):
        raise ValueError(words)
    return int(plain)


def _owner_asked(words: str | None) -> int | None:
    return None if words is None else 0 if words == NOBODY else _number(words)


def _source(words: str | None) -> bool | None:
    if words is None:
        return None
    if words not in SOURCES:
        raise ValueError(words)
    return words == "advert"


def _stage(words: str) -> Stage:
    try:
        return Stage(words)
    except ValueError:
        raise Odd("Choose a stage of the list.") from None


def _owner(words: str) -> int | None:
    try:
        return _number(words) if words else None
    except ValueError:
        raise Odd("Choose an owner of the list.") from None


def _day(words: str) -> date | None:
    try:
        return date.fromisoformat(words) if words.strip() else None
    except ValueError:
        raise Odd("Write the day like 2026-11-30, or leave it empty.") from None


def _words(longest: int) -> Callable[[str], str]:
    def read(words: str) -> str:
        words = words.replace("\r\n", "\n").strip()
        if len(words) > longest:
            raise Odd(f"Use {longest:,} characters at the most.")
        return words

    return read


_READ: dict[str, Callable[[str], Any]] = {
    "stage": _stage, "owner_id": _owner, "next_action": _words(LONGEST_ACTION), "due_on": _day,
    "notes": _words(LONGEST_NOTES),
}  # fmt: skip
