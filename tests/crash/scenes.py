"""What do the customers say? All six flows, each by a customer of its own, alone and all at the same time."""

from collections.abc import Sequence
from dataclasses import dataclass

from metatwin import Customer, Twin

FLOWS = {
    "explore": ("hi", "1", "A", "1"),
    "eligibility": ("hi", "2", "250k"),
    "consultant": ("hi", "3", "Amina Example", "amina@example.com"),
    "jobs": ("hi", "4", "Canada"),
    "booking": ("hi", "5"),
    "brochure": ("hi", "6"),
}
SCENES = {name: (name,) for name in FLOWS} | {"crowd": tuple(FLOWS)}


@dataclass
class Talk:
    """One customer, who reads each answer before writing again."""

    twin: Twin
    customer: Customer
    words: Sequence[str]
    said: int = 0

    @property
    def heard(self) -> list[str]:
        """All messages that the customer has got, in order."""
        return [sent.words for sent in self.twin.sent if sent.customer_id == self.customer.id]

    def go_on(self) -> bool:
        """Write what comes next, if all was answered; whether there is nothing more to say."""
        if len(self.heard) < self.said:
            return False
        if self.said < len(self.words):
            content = {"id": f"wamid.{self.customer.name}.{self.said}", "type": "text"}
            self.twin.sends(self.customer, content | {"text": {"body": self.words[self.said]}})
            self.said += 1
            return False
        return True


def begin(twin: Twin, scene: str) -> list[Talk]:
    """The customers of a scene; ids are the same each time, so that the tables can be compared."""
    phones = {name: f"1555014{number:04}" for number, name in enumerate(FLOWS)}
    return [Talk(twin, twin.customer(name, phones[name], f"US.{phones[name]}"), FLOWS[name]) for name in SCENES[scene]]
