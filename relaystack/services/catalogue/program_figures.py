"""The figures of a programme: each with its source and day, routes that agree with the minimum above them."""

from collections.abc import Mapping, Sequence
from typing import Any

from relaystack.content.translatable import numbers

from .program_rows import FIGURES, flat
from .unfit import Unfit

_WITH_FIGURES = ("as_of", "sources")


def agreed(
    before: Mapping[str, Any], values: Mapping[str, Any], wanted: Mapping[str, Any], changes: Mapping[str, Any]
) -> dict[str, Any]:
    """What follows from figures that change; Unfit where they do not fit, or nobody says where they stand."""
    is_figure = any(wanted.get(name) != values.get(name) for name in FIGURES)
    if is_figure or _said_by_facts(wanted) != _said_by_facts(values):
        _have_source_and_day(changes)
    if not is_figure:
        return {}
    _routes_agree(values, wanted)
    _must_agree(wanted, _of_another_kind(before))
    return _basis(values, wanted, changes)


def with_routes(present: Sequence[Mapping[str, Any]], wanted: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
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


def _routes_agree(values: Mapping[str, Any], wanted: Mapping[str, Any]) -> None:
    """What a route costs in its own currency and in USD changes together; and each has words of its own."""
    before = {route["name"]: route for route in values["route_options"]}
    for words in ([r["name"] for r in wanted["route_options"]], list(map(_words, wanted["route_options"]))):
        if len(set(words)) == len(words):
            continue
        raise Unfit("routes", "two routes have the same name", "Two routes have the same words. Give each its own.")
    for route in wanted["route_options"]:
        was = before.get(route["name"], {"amount": None, "amount_usd": None})
        changed = [name for name in ("amount", "amount_usd") if route[name] != was[name]]
        alone = len(changed) == 1 and route["currency"] == was.get("currency", route["currency"])
        if alone or (changed and (route["amount"] is None) != (route["amount_usd"] is None)):
            told = f"{route['name'][:80]}: the amount in {route['currency']} and the one in USD must change together"
            raise Unfit("routes", told, f"{told}.")


def _words(route: Mapping[str, Any]) -> str:
    """What customers read of it."""
    return str(route.get("brief") or route["name"])


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
    amount, currency = (route["amount"], route["currency"]) if route and route["amount"] else (minimum, "USD")
    return {
        "minimum_investment_basis": given.get("minimum_investment_basis", ""),
        "original_amount": amount, "original_currency": currency, "fx_rate_to_usd": round(minimum / amount, 6),
    }  # fmt: skip
