"""What do the customers say? All six flows, each by a customer of its own, alone and all at once; two book, one waits
for a time, one asks for a person."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from crash.colleague import Colleague

from metatwin import Customer, Twin
from stripetwin import StripeTwin

LISTENS, PAYS = "(waits for one more answer)", "(pays on the page behind the link)"
FORGETS, FREED = "(does not pay in time)", "(a time becomes free)"
WRITES, HANDS_BACK = "(one of the staff writes)", "(and gives the conversation back)"
FLOWS = {
    "explore": ("hi", "1", "A", "1"),
    "eligibility": ("hi", "2", "250k"),
    "consultant": ("hi", "3", "Amina Example", "amina@example.com"),
    "jobs": ("hi", "4", "Canada"),
    "booking": ("hi", "5"),
    "brochure": ("hi", "6"),
}
APPOINTMENT, UNPAID, WAITING = "appointment", "unpaid", "waiting"
COSTLY = {
    APPOINTMENT: ("hi", "5", "1", LISTENS, PAYS),
    UNPAID: ("hi", "5", "1", LISTENS, FORGETS),
    WAITING: ("hi", "5", "1", FREED, "yes", LISTENS, PAYS),
}
PERSON = "person"
WORDS = FLOWS | COSTLY | {PERSON: ("hi", "human", WRITES, HANDS_BACK, "6")}
ALONE = {name: (name,) for name in WORDS}
SCENES = ALONE | {"crowd": tuple(FLOWS)}


@dataclass
class Talk:
    """One customer, who reads each answer before writing again."""

    twin: Twin
    stripe: StripeTwin
    colleague: Colleague
    customer: Customer
    words: Sequence[str]
    call_off: Callable[[], None]
    said: int = 0

    @property
    def heard(self) -> list[str]:
        """All messages that the customer has got, in order."""
        return [sent.words for sent in self.twin.sent if sent.customer_id == self.customer.id]

    @property
    def forgets(self) -> bool:
        """Whether they let the time pass in which they could pay."""
        return self.said == len(self.words) and self.words[-1] == FORGETS

    def go_on(self) -> bool:
        """Write what comes next, if all was answered; whether there is nothing more to say."""
        if len(self.heard) < self.said:
            return False
        if self.said < len(self.words):
            self.said += self._acts(self.words[self.said])
            return False
        return True

    def _acts(self, word: str) -> bool:
        """Whether it is done by now."""
        if word == WRITES:
            return self.colleague.has_written(self.customer.phone)
        if word == HANDS_BACK:
            return self.colleague.has_handed_back(self.customer.phone)
        if word == FREED:
            self.call_off()
            return True
        if word == PAYS:
            [page] = [
                page for page in self.stripe.sessions if any(page.url in str(sent.body) for sent in self.twin.sent)
            ]
            self.stripe.pays(page)
        elif word not in (LISTENS, FORGETS):
            content = {"id": f"wamid.{self.customer.name}.{self.said}", "type": "text"}
            self.twin.sends(self.customer, content | {"text": {"body": word}})
        return True


def begin(twin: Twin, stripe: StripeTwin, colleague: Colleague, call_off: Callable[[], None], scene: str) -> list[Talk]:
    """The customers of a scene; ids are the same each time, so that the tables can be compared."""
    # Who books has one clock in their country: what others are asked says what time it is, in each run another.
    phones = {name: f"{'447700900' if name in COSTLY else '15550140'}{number:03}" for number, name in enumerate(WORDS)}
    return [
        Talk(twin, stripe, colleague, twin.customer(name, phones[name], f"US.{phones[name]}"), WORDS[name], call_off)
        for name in SCENES[scene]
    ]
