"""Whose is each customer's thread, where the account has several responders (Conversation Routing, 2026)?"""

from dataclasses import dataclass, field

from metatwin.customers import Customer
from metatwin.errors import Refusal

ROLES = ("customer_service", "marketing", "utility", "ctwa", "ai_agent", "escalation")
NOT_THE_OWNER = 2494191


@dataclass
class Routing:
    """The responders: which role the business's app has, and to whom threads have gone that are not its own."""

    role: str = "customer_service"
    alone: bool = False  # beside Meta's own agent alone: whoever sends takes the thread
    owners: dict[str, str] = field(default_factory=dict)  # by customer

    def owner(self, customer: Customer) -> str | None:
        """The other responder that has the thread, if one has."""
        return self.owners.get(customer.id)


def check_owner(routing: Routing, customer: Customer) -> None:
    """May the business write? Beside Meta's agent alone it takes the thread by that.

    What Meta answers elsewhere is not documented: the twin refuses, so that nobody relies on it.
    """
    if routing.owner(customer) and not routing.alone:
        raise Refusal(NOT_THE_OWNER)
    routing.owners.pop(customer.id, None)
