"""What a company says of its leads: which interest is stronger, and which budget checks the consultants are told of."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True)
class LeadRules:
    """`interests` begins with the weakest; what is not in it is stronger than all that is."""

    interests: Sequence[str] = ()
    budget_from: int = 1
    wait: timedelta = timedelta(minutes=2)
    quiet: timedelta = timedelta(hours=24)

    def is_weaker(self, interest: str, than: str | None) -> bool:
        """Whether an interest may not take the place of another."""
        return bool(than) and self._strength(interest) < self._strength(str(than))

    def _strength(self, interest: str) -> int:
        return self.interests.index(interest) if interest in self.interests else len(self.interests)
