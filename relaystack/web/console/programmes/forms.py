"""What the form of a programme says: fields, routes, sources, and the page that was looked at."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from relaystack.content.programs import CATEGORIES, to_program
from relaystack.services.catalogue.program_desk import with_source
from relaystack.services.catalogue.program_translations import Typed

from . import facts
from .odd import Odd, address, amount, day, line, words

CONFIDENCE = ("high", "medium", "low")
GRANTS = {"residence": "residence", "permanent_residence": "permanent residence", "citizenship": "citizenship"}
BACK = {"": "not known", "yes": "comes back", "partly": "comes back in part", "no": "does not come back"}
_CHOICES = {"confidence": CONFIDENCE, "grants": tuple(GRANTS)}
MORE_ROUTES, MORE_SOURCES = 2, 1  # empty rows
_TEXTS = {"description": 4000, "what_investor_gets": 2000}
_NEW = {"name": 200, "short": 20, "country": 100}
_WORDS = re.compile(r"words-([a-z]{2,3})-([0-9a-f]{12})")
_LONGEST = 4000


def changes(form: Mapping[str, str], row: Mapping[str, Any], today: date) -> dict[str, Any]:
    """All that the form would change, whether it fits or not; raises Odd."""
    program = to_program(row)
    found = {**_fields(form), **facts.changes(form, row, program)}
    if (cautions := words(form, "cautions", _LONGEST)) is not None and cautions != "\n".join(program.cautions):
        brief = {**(row["details"].get("brief") or {}), "cautions": []}
        found |= {"cautions": [line.strip() for line in cautions.splitlines() if line.strip()], "brief": brief}
    if "route-0-words" in form:
        found["route_options"] = _routes(form, row)
    return {**found, **_sources(form, row, today)}


def new(form: Mapping[str, str]) -> dict[str, Any]:
    """A programme that is to be added, as its columns; raises Odd."""
    told = {name: line(form, name, longest, needed=True) for name, longest in _NEW.items()}
    code = form.get("country_code", "").strip().upper()
    if None in told.values() or form.get("category") not in CATEGORIES:
        raise Odd("category", "Choose a category, and fill in the rest.")
    if not re.fullmatch("[A-Z]{2}", code):
        raise Odd("country_code", "Write the country's code in two letters, like GR.")
    details = {"short": told.pop("short"), "country_code": code}
    return {**told, "category": form["category"], "details": details}


def typed_words(form: Mapping[str, str]) -> Typed:
    """The translations of the form."""
    found = {_WORDS.fullmatch(name): own for name, own in form.items()}
    return {(name[1], name[2]): own.replace("\r\n", "\n").strip()[:_LONGEST] for name, own in found.items() if name}


def _fields(form: Mapping[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = {name: words(form, name, longest) for name, longest in _TEXTS.items()}
    found["name"] = line(form, "name", 200, needed=True)
    found["short"] = line(form, "short", 20, needed=True)
    if form.get("minimum_investment", "").strip():
        found["minimum_investment"] = amount("minimum_investment", form["minimum_investment"])
    if "link" in form:
        words(form, "link", 500, needed=True)
        found["link"] = address("link", form["link"])
    if form.get("review_by"):
        found["review_by"] = day("review_by", form["review_by"])
    found |= {
        name: form[name] for name, known in (("confidence", CONFIDENCE), ("grants", GRANTS)) if form.get(name) in known
    }
    told = {name: value for name, value in found.items() if value is not None}
    if "expires_on" in form:  # empty says that no such day is known
        told["expires_on"] = day("expires_on", form["expires_on"]) if form["expires_on"].strip() else None
    return told


def _routes(form: Mapping[str, str], row: Mapping[str, Any]) -> list[dict[str, Any]]:
    present, found = row["details"]["route_options"], []
    for number in range(len(present) + MORE_ROUTES):
        was = present[number] if number < len(present) else None
        if route := _route(form, f"route-{number}", was):
            found.append(route)
    return found


def _route(form: Mapping[str, str], at: str, was: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """A route as the form has it; what the bot says keeps the name that it has in the file."""
    said = words(form, f"{at}-words", 300)
    if said is None or (not said and was is None):
        return dict(was) if was else None
    if not said:
        return None  # taken away
    currency = form.get(f"{at}-currency", "USD").strip().upper()
    if not re.fullmatch("[A-Z]{3}", currency):
        raise Odd(f"{at}-currency", "Write the currency in three letters, like EUR.")
    amounts = {name: _amount(form, f"{at}-{name}") for name in ("amount", "amount_usd")}
    if currency == "USD":
        amounts["amount"] = amounts["amount_usd"]
    told = {
        "currency": currency, **amounts, "open": f"{at}-open" in form,
        "recoverable": {"yes": True, "no": False, "partly": "partly"}.get(form.get(f"{at}-recoverable", "")),
    }  # fmt: skip
    if was is None:
        return {"name": said, "brief": "", **told, "offer": True}
    brief = {} if said == (was.get("brief") or was["name"]) else {"brief": said}
    return {**was, **told, **brief}


def _amount(form: Mapping[str, str], name: str) -> int | None:
    typed = form.get(name, "").strip()
    return amount(name, typed) if typed else None


def _sources(form: Mapping[str, str], row: Mapping[str, Any], today: date) -> dict[str, Any]:
    """The pages as they were edited, and the one that was looked at; a day in the future has not come yet."""
    pages = _pages(form, row)
    found: dict[str, Any] = {"sources": pages} if pages != row["details"]["sources"] else {}
    looked_at, title = address("looked_at", form.get("looked_at", "")), line(form, "title", 300) or ""
    on = form.get("as_of", "").strip()
    if on:
        found["as_of"] = day("as_of", on)
        if found["as_of"] > today:
            raise Odd("as_of", "This day has not come yet.")
    if looked_at and "as_of" in found:
        there = {**row, "details": {**row["details"], "sources": pages}}
        found |= with_source(there, looked_at, title, found["as_of"])
    elif looked_at:
        raise Odd("as_of", "On which day did you look?")
    if form.get("review_by") and form["review_by"] != row["review_by"].isoformat():
        found["review_by"] = day("review_by", form["review_by"])  # chosen, not a year later by itself
    return found


def _pages(form: Mapping[str, str], row: Mapping[str, Any]) -> list[Any]:
    found = []
    for number, page in enumerate(row["details"]["sources"]):
        at = f"source-{number}"
        if f"{at}-title" not in form:
            found.append(page)
        elif title := line(form, f"{at}-title", 300):
            url = address(f"{at}-url", form.get(f"{at}-url", ""))
            kept = page if isinstance(page, dict) else {}
            found.append({**kept, "title": title, "url": url} if url else title)
    return found
