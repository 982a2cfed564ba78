"""What staff may change of a programme: its figures (`program_figures`), why it is closed, whether customers see it,
words with their translations. Whatever does not fit together is refused with what to do."""

from collections.abc import Mapping
from typing import Any

from relaystack.content import program_entries, program_words
from relaystack.content.programs import to_program

from . import program_figures
from .program_rows import as_row, flat
from .unfit import Unfit


def after(before: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a programme that a change alters, with what follows from it; Unfit says what does not fit."""
    values, wanted = standing(before), draft(before, changes)
    if wanted["review_by"] < wanted["as_of"]:
        raise Unfit(
            "review_by", "review_by lies before as_of: a figure is reviewed after the day that it was true",
            "Choose a day after the one on which the figures were true.",
        )  # fmt: skip
    wanted |= program_figures.agreed(before, values, wanted, changes)
    wanted["status_reason"] = _reason(values, wanted, changes)
    _translations_agree(before, wanted)
    if not wanted["hidden"]:
        _is_complete(before, wanted)
    return {name: value for name, value in wanted.items() if value != values.get(name)}


def standing(row: Mapping[str, Any]) -> dict[str, Any]:
    """All fields that a change may alter, as they are."""
    return {**flat(row), "status_reason": row["status_reason"], "hidden": row["hidden"]}


def draft(before: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """All fields as a change would have them, whether they fit or not."""
    given = dict(changes)
    routes = given.pop("routes", None)
    values = standing(before)
    wanted = {**values, **{name: _plain(value) for name, value in given.items()}}
    if routes:
        wanted["route_options"] = program_figures.with_routes(values["route_options"], routes)
    if wanted["minimum_investment"] != values["minimum_investment"]:
        wanted["facts"] = _without_old_price(before, wanted.get("facts") or {})
    wanted["words"] = _still_said(before, wanted)
    return wanted if wanted["words"] or "words" in values else {k: v for k, v in wanted.items() if k != "words"}


def _without_old_price(before: Mapping[str, Any], facts: Mapping[str, Any]) -> dict[str, Any]:
    """What staff wrote about another price goes with it; the file's words are void by themselves."""
    of_file = ((before["seeded"].get("details") or {}).get("facts") or {}).get("price")
    now = (before["details"].get("facts") or {}).get("price")
    if not now or now == of_file or facts.get("price") != now:
        return dict(facts)
    return {topic: fact for topic, fact in facts.items() if topic != "price"}


def _still_said(before: Mapping[str, Any], wanted: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """The translations of staff, but for those of words that are said no more."""
    terms = wanted.get("words") or {}
    if not terms:
        return {}
    said = program_words.ever_said(to_program(as_row(before, wanted)))
    kept = {language: {english: own[english] for english in own if english in said} for language, own in terms.items()}
    return {language: own for language, own in kept.items() if own}


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


def _translations_agree(before: Mapping[str, Any], wanted: Mapping[str, Any]) -> None:
    clashes = tuple(program_words.clashes(wanted.get("words") or {}))
    if clashes and wanted.get("words") != (before["details"].get("words") or {}):
        told = "; ".join(f"{one.language}: {one.words[:80]}" for one in clashes)
        raise Unfit(
            "words", f"translations hold other numbers than the English: {told}",
            "Translations hold other numbers than the English words. Mend them below.", clashes,
        )  # fmt: skip


def _is_complete(before: Mapping[str, Any], wanted: Mapping[str, Any]) -> None:
    """What customers see lacks nothing: the file that is made of it would leave it out, and so withdraw it."""
    known = [] if before["hidden"] else program_entries.missing(before)
    if missing := [name for name in program_entries.missing(as_row(before, wanted)) if name not in known]:
        names = ", ".join(name.replace("_", " ") for name in missing)
        raise Unfit(
            "hidden", f"it cannot be shown before it has {', '.join(missing)}",
            f"Customers cannot see it without these, so fill them in: {names}.",
        )  # fmt: skip


def _reason(values: Mapping[str, Any], wanted: Mapping[str, Any], given: Mapping[str, Any]) -> str | None:
    """Why it is closed: what customers read instead of the note, which is about the open programme."""
    if wanted["status"] == "open":
        if given.get("status_reason"):
            told = "`status_reason` says why a programme is closed; this one is open"
            raise Unfit("status_reason", told, "The programme is open: it needs no reason.")
        return None
    reason: str | None = wanted["status_reason"]
    if values["status"] == "open" and not given.get("status_reason"):
        told = "send `status_reason` as well: customers read it as the reason why the programme is closed"
        raise Unfit("status_reason", told, "Say why: customers read it as the reason.")
    return reason
