"""What staff may change of a programme: figures with their source and day, routes that agree with the minimum, why it
is closed, words with their translations. Whatever does not fit together is refused with what to do."""

from collections.abc import Mapping, Sequence
from typing import Any

from relaystack.content import program_entries, program_words
from relaystack.content.programs import to_programme
from relaystack.content.translatable import numbers

from .program_rows import FIGURES, as_row, flat
from .unfit import Unfit

_WITH_FIGURES = ("as_of", "sources")


def after(before: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a programme that a change alters, with what follows from it; Unfit says what does not fit."""
    values, wanted = standing(before), draft(before, changes)
    if wanted["review_by"] < wanted["as_of"]:
        raise Unfit(
            "review_by", "review_by lies before as_of: a figure is reviewed after the day that it was true",
            "Choose a day after the one on which the figures were true.",
        )  # fmt: skip
    field = next((name for name in FIGURES if wanted.get(name) != values.get(name)), None)
    if field or _said_by_facts(wanted) != _said_by_facts(values):
        _have_source_and_day(changes)
    if field:
        _routes_agree(values, wanted)
        _must_agree(wanted, _of_another_kind(before))
        wanted |= _basis(values, wanted, changes)
    wanted["status_reason"] = _reason(values, wanted, changes)
    _translations_agree(before, wanted)
    if values["hidden"] and not wanted["hidden"]:
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
        wanted["route_options"] = _routes(values["route_options"], routes)
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
    said = program_words.ever_said(to_programme(as_row(before, wanted)))
    kept = {language: {english: own[english] for english in own if english in said} for language, own in terms.items()}
    return {language: own for language, own in kept.items() if own}


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


def _have_source_and_day(given: Mapping[str, Any]) -> None:
    missing = [name for name in _WITH_FIGURES if not given.get(name)]
    if missing:
        raise Unfit(
            missing[-1],
            f"a figure needs its source and its day: send {' and '.join(missing)} as well, the page that says so and"
            " the day that it was true",
            "A figure needs its source and its day: the page that says so, and the day on which you looked.",
        )


def _said_by_facts(values: Mapping[str, Any]) -> dict[str, Any]:
    """The figures that are told as facts: their values, and the numbers in their words."""
    facts = values.get("facts") or {}
    found = {
        topic: ({k: v for k, v in fact.items() if k != "words"}, numbers(fact.get("words", "")))
        for topic, fact in facts.items()
    }
    return {topic: told for topic, told in found.items() if any(told)}


def _translations_agree(before: Mapping[str, Any], wanted: Mapping[str, Any]) -> None:
    clashes = tuple(program_words.clashes(wanted.get("words") or {}))
    if clashes and wanted.get("words") != (before["details"].get("words") or {}):
        told = "; ".join(f"{one.language}: {one.words[:80]}" for one in clashes)
        raise Unfit(
            "words", f"translations hold other numbers than the English: {told}",
            "Translations hold other numbers than the English words. Mend them below.", clashes,
        )  # fmt: skip


def _is_complete(before: Mapping[str, Any], wanted: Mapping[str, Any]) -> None:
    if missing := program_entries.missing(as_row(before, wanted)):
        names = ", ".join(name.replace("_", " ") for name in missing)
        raise Unfit(
            "hidden", f"it cannot be shown before it has {', '.join(missing)}",
            f"Customers cannot see it before these are filled in: {names}.",
        )  # fmt: skip


def _routes(present: Sequence[Mapping[str, Any]], wanted: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The routes with what is changed of some; they keep their names, which are said in every language."""
    routes = {route["name"]: dict(route) for route in present}
    for change in wanted:
        route = routes.get(change["name"])
        if route is None:
            names = "; ".join(routes)
            told = f"there is no route {change['name'][:80]!r}: name one of the programme's: {names}"
            raise Unfit("routes", told, "There is no such route.")
        amount = change.get("amount_usd")
        if amount is not None and amount != route["amount_usd"]:
            own = amount if route["currency"] == "USD" else change.get("amount")
            if own is None:
                told = f"send `amount`, what {route['name'][:80]!r} costs in {route['currency']}, as well"
                raise Unfit("routes", told, f"Write what it costs in {route['currency']} as well.")
            route |= {"amount": own, "amount_usd": amount}
        if change.get("open") is not None:
            route["open"] = change["open"]
    return list(routes.values())


def _routes_agree(values: Mapping[str, Any], wanted: Mapping[str, Any]) -> None:
    """What a route costs in its own currency and in USD changes together; and each has a name of its own."""
    before = {route["name"]: route for route in values["route_options"]}
    if len({route["name"] for route in wanted["route_options"]}) < len(wanted["route_options"]):
        raise Unfit("routes", "two routes have the same name", "Two routes have the same words. Give each its own.")
    for route in wanted["route_options"]:
        was = before.get(route["name"], {"amount": None, "amount_usd": None})
        changed = [name for name in ("amount", "amount_usd") if route[name] != was[name]]
        if len(changed) == 1 and route["currency"] == was.get("currency", route["currency"]):
            told = f"{route['name'][:80]}: the amount in {route['currency']} and the one in USD must change together"
            raise Unfit("routes", told, f"{told}.")


def _shown(routes: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    """What the routes that customers see cost in USD, by name."""
    return {
        r["name"]: r["amount_usd"] for r in routes if r["open"] and r.get("offer", True) and r["amount_usd"] is not None
    }


def _of_another_kind(before: Mapping[str, Any]) -> set[str]:
    """Routes that the file itself has below the minimum: a tax or an income, no investment."""
    file = flat(before["seeded"]) or flat(before)
    return {name for name, amount in _shown(file["route_options"]).items() if amount < file["minimum_investment"]}


def _must_agree(wanted: Mapping[str, Any], other_kind: set[str]) -> None:
    """The price stands above the routes in one message: it must be what the cheapest of them costs."""
    shown = {name: amount for name, amount in _shown(wanted["route_options"]).items() if name not in other_kind}
    minimum = wanted["minimum_investment"]
    if not shown or min(shown.values()) == minimum:
        return
    routes = "; ".join(f"{name}: USD {amount:,}" for name, amount in shown.items())
    raise Unfit(
        "minimum_investment",
        f"the minimum (USD {minimum:,}) must be what the cheapest route costs, and customers read both in one message:"
        f" send `routes` with the new amounts as well, by name. The routes would be: {routes}",
        f"No route costs USD {minimum:,}, or one costs less. Customers read both in one message: change the routes as"
        f" well. They would be: {routes}.",
    )


def _basis(values: Mapping[str, Any], wanted: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """What the minimum rests on: the route that has it, and no words about another figure."""
    minimum = wanted["minimum_investment"]
    if minimum == values["minimum_investment"]:
        return {}
    route = next((r for r in wanted["route_options"] if r["open"] and r["amount_usd"] == minimum), None)
    amount, currency = (route["amount"], route["currency"]) if route else (minimum, "USD")
    return {
        "minimum_investment_basis": given.get("minimum_investment_basis", ""),
        "original_amount": amount, "original_currency": currency, "fx_rate_to_usd": round(minimum / amount, 6),
    }  # fmt: skip


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
