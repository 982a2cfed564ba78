"""A message template that the business has at Meta, in one language."""

from dataclasses import dataclass, field
from datetime import datetime

from metatwin.customers import now
from metatwin.json_types import Json
from metatwin.template_rules import VARIABLE


@dataclass
class Template:
    """A template in one language."""

    id: str
    name: str
    language: str
    category: str
    components: list[Json]
    status: str = "PENDING"
    reason: str = "NONE"
    quality: str = "UNKNOWN"
    rated_at: datetime = field(default_factory=now)  # when its quality was last looked at
    edited: list[datetime] = field(default_factory=list)

    @property
    def is_named(self) -> bool:
        """Whether what is filled in has names, not numbers."""
        return not any(name.isdecimal() for kind in ("HEADER", "BODY") for name in self.names(kind))

    @property
    def row(self) -> Json:
        """As the list shows it."""
        return {
            "id": self.id, "name": self.name, "language": self.language, "status": self.status,
            "category": self.category, "components": self.components, "rejected_reason": self.reason,
            "quality_score": {"score": self.quality, "date": int(self.rated_at.timestamp())},
            "parameter_format": "NAMED" if self.is_named else "POSITIONAL",
        }  # fmt: skip

    def part(self, kind: str) -> Json:
        """The component of that type."""
        return next((part for part in self.components if part["type"].upper() == kind), {})

    def names(self, kind: str) -> set[str]:
        """What is filled in there."""
        return set(VARIABLE.findall(self.part(kind).get("text", "")))
