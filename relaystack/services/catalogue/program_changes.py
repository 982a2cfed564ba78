"""What staff may change of a programme: figures with their source and day, routes that agree with the minimum, why it
is closed. Whatever does not fit together is refused with what to do."""

from collections.abc import Mapping, Sequence
from typing import Any

from .program_rows import FIGURES, flat

_WITH_FIGURES = ("as_of", "sources")


def after(before: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a programme that a change alters, with what follows from it; ValueError says what does not fit."""
    given = dict(changes)
    routes = given.pop("routes", None)
    values = {**flat(before), "status_reason": before["status_reason"], "hidden": before["hidden"]}
    wanted = {**values, **{name: _plain(value) for name, value in given.items()}}
    if routes:
        wanted["route_options"] = _routes(values["route_options"], routes)
    if wanted["review_by"] < wanted["as_of"]:
        raise ValueError("review_by lies before as_of: a figure is reviewed after the day that it was true")
    if any(wanted.get(name) != values.get(name) for name in FIGURES):
        _have_source_and_day(given)
        _must_agree(wanted, _of_another_kind(before))
        wanted |= _basis(values, wanted, given)
    wanted["status_reason"] = _reason(values, wanted, given)
    return {name: value for name, value in wanted.items() if value != values.get(name)}


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


def _have_source_and_day(given: Mapping[str, Any]) -> None:
    missing = [name for name in _WITH_FIGURES if not given.get(name)]
    if missing:
        raise ValueError(
            f"a figure needs its source and its day: send {' and '.join(missing)} as well, the page that says so and"
            " the day that it was true"
        )


def _routes(present: Sequence[Mapping[str, Any]], wanted: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The routes with what is changed of some; they keep their names, which are said in every language."""
    routes = {route["name"]: dict(route) for route in present}
    for change in wanted:
        route = routes.get(change["name"])
        if route is None:
            names = "; ".join(routes)
            raise ValueError(f"there is no route {change['name'][:80]!r}: name one of the programme's: {names}")
        amount = change.get("amount_usd")
        if amount is not None and amount != route["amount_usd"]:
            own = amount if route["currency"] == "USD" else change.get("amount")
            if own is None:
                raise ValueError(f"send `amount`, what {route['name'][:80]!r} costs in {route['currency']}, as well")
            route |= {"amount": own, "amount_usd": amount}
        if change.get("open") is not None:
            route["open"] = change["open"]
    return list(routes.values())


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
    raise ValueError(
        f"the minimum (USD {minimum:,}) must be what the cheapest route costs, and customers read both in one message:"
        f" send `routes` with the new amounts as well, by name. The routes would be: {routes}"
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
            raise ValueError("`status_reason` says why a programme is closed; this one is open")
        return None
    reason: str | None = wanted["status_reason"]
    if values["status"] == "open" and not given.get("status_reason"):
        raise ValueError("send `status_reason` as well: customers read it as the reason why the programme is closed")
    return reason
