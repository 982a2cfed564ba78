"""What do the customers do on their phones?"""

from metatwin import bodies
from metatwin.bundles import Update
from metatwin.customers import Customer, now
from metatwin.entries import Entry
from metatwin.json_types import Json
from metatwin.messages import Option, new_wamid
from metatwin.postman import Postman
from metatwin.routing import ThreadControl
from metatwin.world import World


class People:
    """Lets customers write and tap; the business hears of it by webhook."""

    def __init__(self, world: World, postman: Postman, threads: ThreadControl) -> None:
        self._world = world
        self._threads = threads
        self._postman = postman

    def sends(self, customer: Customer, content: Json) -> str:
        """Send any message; the wamid is new unless the content names one."""
        at = now()
        wamid = str(content.get("id") or new_wamid(customer.visible_phone))
        entry = Entry(at, wamid, content)
        row = bodies.message(customer, wamid, content, at)
        with self._world.lock:
            customer.heard_at = at
            self._world.write(customer, entry)
            if self._world.routing.owner(customer):
                self._threads.overhears(customer, row)
                return wamid
            self._postman.add(
                Update(
                    f"customer {customer.id}",
                    contacts=[bodies.contact(customer)],
                    messages=[row],
                    acknowledged=lambda: self._acknowledged(customer, entry),
                )
            )
        return wamid

    def _acknowledged(self, customer: Customer, entry: Entry) -> None:
        if entry.own_status == "sent":
            entry.own_status = "delivered"
            self._world.changed(customer)

    def says(self, customer: Customer, text: str) -> str:
        """Send a text."""
        return self.sends(customer, {"type": "text", "text": {"body": text}})

    def taps(
        self,
        customer: Customer,
        option_id: str,
        title: str | None = None,
        kind: str | None = None,
        context_wamid: str | None = None,
    ) -> str:
        """Tap a button or a row; what is not given is looked up in the newest message that offers it."""
        offer = self._offer(customer, option_id, context_wamid)
        if offer is None and (title is None or kind is None):
            raise LookupError(f"no message offers {option_id!r}; on offer: {self.on_offer(customer)}")
        shown = offer[1] if offer else None
        kind = kind or (shown.kind if shown else "button_reply")
        reply = {"id": option_id, "title": title or (shown.title if shown else "")}
        if kind == "list_reply" and shown and shown.description:
            reply["description"] = shown.description
        content: Json = {"type": "interactive", "interactive": {"type": kind, kind: reply}}
        wamid = context_wamid or (offer[0] if offer else None)
        if wamid is not None:
            content["context"] = {"from": self._world.business.display_phone_number, "id": wamid}
        return self.sends(customer, content)

    def _offer(self, customer: Customer, option_id: str, wamid: str | None) -> tuple[str, Option] | None:
        for entry in reversed(customer.entries):
            if entry.sent is None or wamid not in (None, entry.wamid):
                continue
            for option in entry.sent.options:
                if option.id == option_id:
                    return entry.sent.wamid, option
        return None

    def on_offer(self, customer: Customer) -> list[str]:
        """The ids of all that the customer could tap, newest message first."""
        messages = [entry.sent for entry in reversed(customer.entries) if entry.sent is not None]
        return [option.id for sent in messages for option in sent.options]
