"""What does the twin remember, and who is told when it changes?"""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from metatwin.bodies import Business
from metatwin.customers import Customer, Customers, now
from metatwin.entries import Entry
from metatwin.faults import Faults
from metatwin.json_types import Json
from metatwin.media import Shelf
from metatwin.messages import FileRequest, ReadRequest, SendRequest, Sent
from metatwin.responders import Routing
from metatwin.templates import Templates


class World:
    """Everything the twin knows; any thread may use it under `lock`."""

    def __init__(self, business: Business, human: bool) -> None:
        self.business = business
        self.human = human
        self.faults = Faults()
        self.lock = threading.RLock()
        self.condition = threading.Condition(self.lock)
        self.version = 0
        self.tell: Callable[[str, Json], None] = lambda field, value: None  # the business, of what is no message
        self.listeners: set[Callable[[], None]] = set()
        self.forget()

    def forget(self) -> None:
        """Start anew: no messages, and only the people of the simulator."""
        with self.lock:
            self.customers = Customers()
            self.sent: list[Sent] = []
            self.requests: list[SendRequest] = []
            self.reads: list[ReadRequest] = []
            self.file_requests: list[FileRequest] = []
            self.calls: list[Any] = []
            self.routing = Routing()
            self.messaging_accounts = {self.business.waba_id}
            self.shelf = Shelf()
            self.templates = Templates(lambda field, value: self.tell(field, value), approves=self.human)
            self._by_wamid: dict[str, tuple[Customer, Entry]] = {}
            if self.human:
                self._meet_the_simulated()
            self.changed()

    def _meet_the_simulated(self) -> None:
        self.customers.meet("Amina Haddad", "+971 5550 12301", "AE.7391120865530001")
        self.customers.meet("Tiago Mingo", None, "BR.7391120865530002", shows_phone=False)
        self.customers.meet("Sofia Rossi", "+39 555 012 3402", "IT.7391120865530003")

    def changed(self, *customers: Customer) -> None:
        """Tell all who wait."""
        with self.lock:
            self.version += 1
            for customer in customers:
                customer.version += 1
            self.condition.notify_all()
            for listener in tuple(self.listeners):
                listener()

    def write(self, customer: Customer, entry: Entry) -> None:
        """Add an entry to a customer's chat."""
        with self.lock:
            customer.entries.append(entry)
            if entry.wamid is not None:
                self._by_wamid[entry.wamid] = (customer, entry)
            self.changed(customer)

    def find(self, wamid: str) -> tuple[Customer, Entry] | None:
        """Whose message this is, and its entry."""
        return self._by_wamid.get(wamid)

    def pass_time(self, minutes: float, marker: str | None) -> None:
        """Age every customer's 24-hour window, the files and the templates; note it in every chat that has messages."""
        with self.lock:
            self.shelf.age(timedelta(minutes=minutes))
            self.templates.age(timedelta(minutes=minutes))
            for customer in self.customers:
                if customer.heard_at is not None:
                    customer.heard_at -= timedelta(minutes=minutes)
                if marker and customer.entries:
                    self.write(customer, Entry(now(), marker=marker))
            self.changed(*self.customers)
