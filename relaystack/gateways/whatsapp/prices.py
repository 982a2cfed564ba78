"""What a status says of a message's price (CLOUD_API, sections 5 and 10)."""

from collections.abc import Mapping
from typing import Any

from relaystack.engine.updates import Price

from .json_shapes import mapping, text

LONGEST = 60


def price(status: Mapping[str, Any]) -> Price | None:
    """The price, in Meta's words; None where it says nothing. `billable` is being retired: it may be missing."""
    pricing = mapping(status, "pricing")
    kind, category, model = (text(pricing, name)[:LONGEST] for name in ("type", "category", "pricing_model"))
    billable = pricing.get("billable")
    told = Price(kind, category, model, billable if isinstance(billable, bool) else None)
    return told if told != Price() else None
