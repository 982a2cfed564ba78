"""What a company says of its leads: which interest is stronger, and which budget checks the consultants are told of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from .effects import CaptureLead
from .lead_fields import FIELDS

AND = "; "  # between interests of one person
LONGEST = 200  # characters of them together
KNOWN = tuple(field.name for field in FIELDS)  # what is known of a person from then on
TOLD = (*KNOWN, "work", "reached")  # what stands in the history of what they told


def told_by(lead: CaptureLead) -> dict[str, Any]:
    """What they said; the rest of what is known of them stays."""
    return {name: value for name in TOLD if (value := getattr(lead, name)) not in ("", None)}


@dataclass(frozen=True)
class LeadRules:
    """`interests` begins with the weakest; what is not in it is stronger than all that is."""

    interests: Sequence[str] = ()
    budget_from: int = 1
    wait: timedelta = timedelta(minutes=2)
    quiet: timedelta = timedelta(hours=24)
    enquiry: str = ""  # the interest of who wants a consultant and names no programme
    budget_check: str = ""  # and of who says what they can spend

    def is_weaker(self, interest: str, than: str | None) -> bool:
        """Whether an interest may not take the place of another."""
        return bool(than) and self._strength(interest) < self._strength(str(than))

    def news(self, lead: CaptureLead, known: Mapping[str, Any]) -> dict[str, Any]:
        """What of it changes what is known. A weaker interest, and the country that goes with it, changes nothing;
        one as strong stands beside what was asked for before."""
        before = str(known.get("interest") or "")
        weaker = bool(lead.interest) and self.is_weaker(lead.interest, before)
        held = {name for name in ("interest", "country") if weaker and known.get(name)}
        kept = {name: value for name, value in told_by(lead).items() if name in KNOWN and name not in held}
        if self._adds(lead.interest, before):
            kept["interest"] = before if lead.interest in before else f"{before}{AND}{lead.interest}"
        return {name: value for name, value in kept.items() if known.get(name) != value}

    def _adds(self, interest: str, before: str) -> bool:
        """Whether both are programmes: none of them is given up for the other."""
        programs = interest and before and not {interest, before}.intersection(self.interests)
        return bool(programs) and len(before) + len(AND) + len(interest) <= LONGEST

    def _strength(self, interest: str) -> int:
        return self.interests.index(interest) if interest in self.interests else len(self.interests)
