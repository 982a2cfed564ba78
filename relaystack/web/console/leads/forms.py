"""What the forms of the leads' pages say: which leads are asked for, and what is changed in one."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl

from flask import abort, request

from relaystack.engine.house import House
from relaystack.models import LeadSource, Stage
from relaystack.services.leads import written
from relaystack.services.leads.lead_filter import Filter
from relaystack.services.leads.newcomers import KEPT, TOLD, Entry
from relaystack.services.leads.written import MOST, Odd

from ...staff.authorizer import BIGGEST

FILTERS = ("stage", "owner", "country", "budget", "source", "q", "due", "as")
BOARD = "board"  # what `as` says where leads stand in columns
SOURCES = {
    "advert": "an advert or a post", "direct": "not from an advert", LeadSource.HAND: "written down by us",
    LeadSource.IMPORT: "a sheet",
}  # fmt: skip
NOBODY, LONGEST = "none", 100
NO_OWNER = "This colleague is not in the team any more. Choose another one."


def asked() -> dict[str, str]:
    """What the filter names, as far as it was filled in."""
    return _filled(request.args)


def asked_before() -> dict[str, str]:
    """The same, of the page that a form stood on."""
    return _filled(dict(parse_qsl(request.form.get("back", "")[:2000])))


def _filled(given: Mapping[str, str]) -> dict[str, str]:
    found = {name: given.get(name, "").strip()[:LONGEST] for name in FILTERS}
    return {name: words for name, words in found.items() if words and "\0" not in words}


def is_board(given: Mapping[str, str]) -> bool:
    """Whether leads are to stand in columns."""
    return given.get("as") == BOARD


def which(given: dict[str, str], house: House) -> Filter:
    """The same for the services; due is what is due today by the office's clock, or was before."""
    try:
        return Filter(
            stage=Stage(given["stage"]) if "stage" in given else None, search=given.get("q"),
            owner_id=_owner_asked(given.get("owner")), country=given.get("country"),
            budget_from=_number(given["budget"], MOST) if "budget" in given else None,
            **_source(given.get("source")),
            due_by=datetime.now(house.zone).date() if "due" in given else None,
        )  # fmt: skip
    except ValueError:
        abort(404, "There are no such leads; choose from what the page offers.")


def changes() -> dict[str, Any]:
    """What the form of a lead says; raises Odd."""
    return {name: read(request.form[name]) for name, read in _READ.items() if name in request.form}


def entry() -> Entry:
    """What the form of a new lead says; raises Odd."""
    given = {name: read(request.form.get(name, "")) for name, read in _READ_NEW.items() if name in request.form}
    kept = {name: value for name, value in given.items() if name in KEPT}
    return Entry(written.phone(request.form.get("phone", "")), {name: given.get(name) for name in TOLD}, kept)


def contact() -> int | None:
    """The person whose lead it is to be, where the form says so."""
    try:
        return _number(request.form["contact"]) if "contact" in request.form else None
    except ValueError:
        return None


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


def _source(words: str | None) -> dict[str, Any]:
    if words is None:
        return {}
    if words not in SOURCES:
        raise ValueError(words)
    return {"source": LeadSource(words)} if words in list(LeadSource) else {"from_advert": words == "advert"}


def _owner(words: str) -> int | None:
    try:
        return _number(words) if words else None
    except ValueError:
        raise Odd("Choose an owner of the list.") from None


_READ: dict[str, Callable[[str], Any]] = {
    "stage": written.stage, "owner_id": _owner, "next_action": written.text(written.LONGEST_ACTION),
    "due_on": written.day, "notes": written.text(written.LONGEST_NOTES),
}  # fmt: skip
_READ_NEW: dict[str, Callable[[str], Any]] = {**written.TOLD, **_READ}
ENTRY = ("phone", *_READ_NEW)
