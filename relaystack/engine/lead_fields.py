"""What a person tells that a lead keeps: each thing is named here, for whoever keeps it, words it or passes it on."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class LeadField:
    """One thing. `name` is what turns and the history call it, `column` where leads keep it and CRMs find it."""

    name: str
    column: str
    label: str  # as staff read it
    unit: str = ""  # of an amount

    def worded(self, value: Any) -> str:
        """As staff read it; empty where it is not known."""
        if not value:
            return ""
        return f"{self.unit} {value:,}" if self.unit else str(value)


NAME = LeadField("name", "name", "Name")
EMAIL = LeadField("email", "email", "E-mail")
INTEREST = LeadField("interest", "interest", "Interest")
BUDGET = LeadField("budget", "budget", "Budget", "USD")
COUNTRY = LeadField("country", "country_of_interest", "Country of interest")
WHO = (NAME, EMAIL)
FIELDS = (*WHO, INTEREST, BUDGET, COUNTRY)
