"""What does Meta do with a POST to /messages?"""

import json
from datetime import timedelta
from typing import Any

from metatwin.customers import TYPING, Customer, digits, now
from metatwin.entries import Entry
from metatwin.errors import Refusal
from metatwin.json_types import Json
from metatwin.messages import ReadRequest, Sent, new_wamid
from metatwin.rates import Rates
from metatwin.receipts import Receipts
from metatwin.responders import check_owner
from metatwin.rules import ACCOUNT, check, check_product
from metatwin.world import World


def read_json(raw: bytes) -> Any:
    """The JSON of a request, or its bytes when it is none."""
    try:
        return json.loads(raw)
    except ValueError:
        return raw


def is_read_mark(body: Any) -> bool:
    """Is this a mark-as-read, and no message?"""
    return isinstance(body, dict) and "status" in body


def _check_fit(media: Json, kind: str, mime_type: str) -> None:
    """A picture is shown and a sound is played: nothing else may go as that. A voice note is Opus in Ogg."""
    if kind in ("image", "audio", "video") and not mime_type.startswith(f"{kind}/"):
        raise Refusal(131053, f"Media upload error: {mime_type} is no {kind}.")
    if media.get("voice") and not mime_type.startswith("audio/ogg"):
        raise Refusal(131053, "Media upload error: a voice note must be audio/ogg.")


class SendApi:
    """Accepts or refuses what the business sends."""

    def __init__(self, world: World, receipts: Receipts) -> None:
        self._world = world
        self._receipts = receipts
        self.rates = Rates(world.faults)

    def take(self, body: Any) -> Json:
        """The answer to a request of the right number with the right token; Refusal says no."""
        if isinstance(body, bytes):
            raise Refusal(100, "The request body is not valid JSON.")
        with self._world.lock:
            return self._mark_read(body) if is_read_mark(body) else self._send(body)

    def _send(self, body: Any) -> Json:
        check(body)
        self._check_account(body)
        customer = self._customer(body)
        check_owner(self._world.routing, customer)
        self._check_media(body)
        self._check_template(body, customer)
        if not customer.window_open and body.get("type", "text") != "template":
            raise Refusal(131047)
        if self._world.faults.unpaid:
            raise Refusal(131042)
        self.rates.check(customer.id)
        sent = Sent(new_wamid(customer.phone), customer.id, body, now(), price=self._price(body))
        customer.typing_until = None
        self._world.sent.append(sent)
        self._world.write(customer, Entry(sent.at, sent.wamid, body, sent))
        self._receipts.follow(sent, customer)
        return self._accepted(sent, customer)

    def _customer(self, body: Json) -> Customer:
        phone, bsuid = body.get("to"), body.get("recipient")
        if phone and digits(phone) == digits(self._world.business.display_phone_number):
            raise Refusal(131021)
        people = self._world.customers
        customer = people.by_phone(phone) if phone else people.by_bsuid(bsuid or "")
        if customer is None:
            raise Refusal(131026)
        return customer

    def _check_account(self, body: Json) -> None:
        named = next((body[name] for name in ACCOUNT if name in body), None)
        if named is None and len(self._world.messaging_accounts) > 1:
            raise Refusal(131008, "The parameter messaging_account_id is required: the number has several.")
        if named is not None and named not in self._world.messaging_accounts:
            raise Refusal(100, f"Param messaging_account_id: {named} is no Messaging account of this number.")

    def _check_media(self, body: Json) -> None:
        header = body.get("interactive", {}).get("header", {})
        part = body.get(body.get("type", "text"), {})
        for media in (part, header.get(header.get("type"), {})):
            media_id = media.get("id") if isinstance(media, dict) else None
            if media_id is None:
                continue
            file = self._world.shelf.get(media_id)
            if file is None:
                raise Refusal(100, f"{media_id} is not a valid whatsapp business account media attachment ID.")
            _check_fit(media, body["type"], file.mime_type)

    def _check_template(self, body: Json, customer: Customer) -> None:
        if body.get("type") == "template":
            template = self._world.templates.check_sent(body["template"])
            if template.category == "MARKETING" and customer.no_marketing:
                raise Refusal(131050)

    def _price(self, body: Json) -> Json:
        """What Meta will say of it. Since October 2026 answers are charged as well, but for the first ones."""
        template = body.get("template", {})
        found = self._world.templates.find(template.get("name"), template.get("language", {}).get("code"))
        kind = self._world.faults.price_type
        return {
            "billable": kind == "regular", "pricing_model": "PMP", "type": kind,
            "category": found.category.lower() if found else "service",
        }  # fmt: skip

    def _accepted(self, sent: Sent, customer: Customer) -> Json:
        if sent.to is not None:
            contact = {"input": sent.to, "wa_id": customer.phone}
        else:
            contact = {"input": sent.recipient, "user_id": customer.bsuid}
        return {"messaging_product": "whatsapp", "contacts": [contact], "messages": [{"id": sent.wamid}]}

    def _mark_read(self, body: Json) -> Json:
        check_product(body)
        if body["status"] != "read":
            raise Refusal(100, "Param status must be read.")
        typing = body.get("typing_indicator")
        if typing is not None and typing != {"type": "text"}:
            raise Refusal(100, "Param typing_indicator must be of type text.")
        wamid = body.get("message_id")
        found = self._world.find(wamid) if isinstance(wamid, str) else None
        if found is None or found[1].sent is not None:
            raise Refusal(100, "Invalid parameter: message_id is not a message of a customer.")
        self._see(*found, typing is not None)
        return {"success": True}

    def _see(self, customer: Customer, seen: Entry, typing: bool) -> None:
        # Marking a message as read marks what came before it too.
        for entry in customer.entries:
            if entry.direction == "out":
                entry.own_status = "read"
            if entry is seen:
                break
        customer.typing_until = now() + (TYPING if typing else timedelta(0))
        self._world.reads.append(ReadRequest(seen.wamid or "", customer.id, typing, now()))
        self._world.changed(customer)
