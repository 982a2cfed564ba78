"""What a message costs, as price cards with their first day say it. What no card says has no price."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

SERVICE = "service"  # the class of answers within 24 hours; so many of a month are free


@dataclass(frozen=True)
class PriceCard:
    """US dollars of one message by country (ISO code) and class, from that day on until the next card."""

    since: date
    source: str
    prices: Mapping[str, Mapping[str, Decimal]] = field(default_factory=dict)


def price(cards: Sequence[PriceCard], day: date, country: str, category: str) -> Decimal | None:
    """What one cost on that day; None where the card of the day does not say."""
    card = card_of(cards, day)
    return card.prices.get(country, {}).get(category) if card else None


def card_of(cards: Sequence[PriceCard], day: date) -> PriceCard | None:
    """The card that held on that day."""
    held = [card for card in cards if card.since <= day]
    return max(held, key=lambda card: card.since, default=None)
