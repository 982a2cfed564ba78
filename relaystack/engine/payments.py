"""What is known of a payment outside of conversations: what a provider is asked for, and what it says."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

# The least that can be paid, in hundredths: Stripe's minimum charges as copies of its table had them on 1 December 2026
# (docs.stripe.com/currencies#minimum-and-maximum-charge-amounts). A currency that the table does not name is left out.
LEAST = {
    "AED": 200, "AUD": 50, "CAD": 50, "CHF": 50, "EUR": 50, "GBP": 30, "INR": 50, "SGD": 50, "USD": 50,
}  # fmt: skip
CURRENCIES = tuple(LEAST)  # all have hundredths


class Ask(StrEnum):
    """What a provider is asked to do, as items of the outbox name it."""

    OPEN = "open"  # make a page where it is paid
    CLOSE = "close"  # let nobody pay any more
    REFUND = "refund"


class Heard(StrEnum):
    """What a provider says of a payment."""

    OPENED = "opened"
    PAID = "paid"
    CLOSED = "closed"  # nobody paid, and nobody can any more
    REFUNDED = "refunded"
    NOT_REFUNDED = "not_refunded"  # the bank has not taken what was sent back


@dataclass(frozen=True)
class PaymentHeard:
    """What a provider says of the payment with that reference of ours."""

    what: Heard
    reference: str
    session: str = ""
    url: str = ""
    charge: str = ""
    amount: int = 0
    currency: str = ""


@dataclass(frozen=True)
class Fee:
    """What something costs, in hundredths of a currency."""

    amount: int
    currency: str

    def __str__(self) -> str:
        """As staff read it: `AED 350.00`."""
        return f"{self.currency} {self.amount // 100:,}.{self.amount % 100:02}"

    def shown(self) -> Mapping[str, Any]:
        """As flows say it."""
        return {"amount": self.amount, "currency": self.currency}


def fee_of(amount: str, currency: str) -> Fee | None:
    """The fee that somebody wrote; None where it is none. Raises ValueError with what to write instead."""
    whole, point, rest = amount.replace(",", "").strip().partition(".")
    if not amount.strip():
        return None
    digits = whole + rest.ljust(2, "0")
    if not (digits.isascii() and digits.isdigit() and len(rest) <= 2 and len(whole) < 7 and bool(point) == bool(rest)):
        raise ValueError("Write the fee as a number like 350 or 350.50, or leave it empty.")
    if currency not in CURRENCIES:
        raise ValueError(f"Choose the currency of the fee: {', '.join(CURRENCIES)}.")
    fee = Fee(int(digits), currency)
    if 0 < fee.amount < LEAST[currency]:
        raise ValueError(
            f"The least that can be paid is {Fee(LEAST[currency], currency)}. Write more, or leave it empty."
        )
    return fee if fee.amount else None
