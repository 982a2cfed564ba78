"""How do threads change hands, and what does the business hear of those that are not its own?"""

import time
from collections.abc import Callable
from typing import Any

from aiohttp import web

from metatwin import bodies
from metatwin.callers import check_number, check_token
from metatwin.customers import Customer, now
from metatwin.entries import Entry
from metatwin.errors import Refusal
from metatwin.graph import VERSION
from metatwin.json_types import Json
from metatwin.messages import new_wamid
from metatwin.responders import NOT_THE_OWNER, ROLES
from metatwin.rules import check_product
from metatwin.sending import read_json
from metatwin.world import World

METADATA = 2000


class ThreadControl:
    """Threads change hands: by other responders, or by the app."""

    def __init__(self, world: World) -> None:
        self._world = world

    def add_to(self, app: web.Application) -> None:
        """Put the route into an application."""
        app.router.add_post(VERSION + "/{number}/thread_control", self.control)

    def passes(self, customer: Customer, to: str, summary: str = "", taken: bool = False) -> None:
        """The thread goes to a role, and the business hears of it."""
        routing = self._world.routing
        before = routing.owner(customer) or routing.role
        self._give(customer, to)
        kind = "control_taken" if taken else "control_passed"
        passed: Json = {"previous_owner_role": before, "new_owner_role": to, "metadata": ""}
        if summary:
            passed["conversation_context"] = {"type": "summary", "summary": {"text": summary}}
        business = self._world.business
        number = {"phone_number_id": business.phone_number_id, "display_phone_number": business.display_phone_number}
        sender = {"phone_number": customer.visible_phone} if customer.visible_phone else {}
        value = {"messaging_product": "whatsapp", "sender": sender, "recipient": number,
                 "timestamp": str(int(time.time())), "type": kind, kind: passed}  # fmt: skip
        self._world.tell("messaging_handovers", value)

    def writes(self, customer: Customer, text: str) -> str:
        """The responder that has the thread writes; the wamid."""
        wamid, at = new_wamid(customer.visible_phone), now()
        content = {"type": "text", "text": {"body": text}}
        with self._world.lock:
            self._world.write(customer, Entry(at, wamid, content, marker=None))
        self._tell_standby(
            customer, message_echoes=[{"id": wamid, "timestamp": bodies.seconds(at), "message": content}]
        )
        return wamid

    def overhears(self, customer: Customer, message: Json) -> None:
        """The customer writes to another responder: the business may read along."""
        self._tell_standby(customer, messages=[message])

    def _tell_standby(self, customer: Customer, **lists: list[Json]) -> None:
        told = {"contacts": [bodies.contact(customer)], **lists}
        business = self._world.business
        metadata = {"display_phone_number": business.display_phone_number, "phone_number_id": business.phone_number_id}
        self._world.tell("standby", {"messaging_product": "whatsapp", "metadata": metadata, "standby": told})

    def _give(self, customer: Customer, to: str) -> None:
        with self._world.lock:
            if to == self._world.routing.role:
                self._world.routing.owners.pop(customer.id, None)
            else:
                self._world.routing.owners[customer.id] = to
            self._world.changed(customer)

    async def control(self, request: web.Request) -> web.Response:
        """The app passes a thread on, lets it go, or takes it."""
        body = read_json(await request.read())
        check_token(self._world, request)
        check_number(self._world, request.match_info["number"])
        check_product(body)
        customer = self._world.customers.by_phone(str(body.get("to", "")))
        if customer is None:
            raise Refusal(131009, "to must be a customer's phone number.")
        self._actions(body)(customer)
        return web.json_response({"success": True})

    def _actions(self, body: Json) -> Callable[[Customer], Any]:
        routing, action = self._world.routing, body.get("action")
        passed = body.get("control_pass") or {}
        match action:
            case "take":
                if routing.role != "escalation":
                    raise Refusal(NOT_THE_OWNER)
                return lambda customer: self._give(customer, routing.role)
            case "pass":
                if passed.get("target_role") not in ROLES or len(str(passed.get("metadata", ""))) > METADATA:
                    raise Refusal(100, f"control_pass.target_role must be one of {', '.join(ROLES)}.")
                return lambda customer: self._pass(customer, passed["target_role"])
            case "release":
                return lambda customer: self._pass(customer, "")
        raise Refusal(100, "Param action must be one of pass, release, take.")

    def _pass(self, customer: Customer, to: str) -> None:
        if self._world.routing.owner(customer):
            raise Refusal(NOT_THE_OWNER)
        if to:
            self._give(customer, to)
