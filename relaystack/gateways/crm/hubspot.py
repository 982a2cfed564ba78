"""Leads in HubSpot: a contact for each, found again by our id, by e-mail or by phone, and a note for each change."""

import asyncio
from collections.abc import Mapping
from typing import Any

from relaystack.engine.carrier import Delivered, OutgoingItem
from relaystack.errors import Temporary

from . import hubspot_contacts, hubspot_properties
from . import hubspot_words as words
from .hubspot_api import HubSpotApi, Objection, results

NOTES = "/crm/v3/objects/notes"
NOTE_TO_CONTACT = {"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 202}
SECONDS = 28.0  # for all requests of one change: less than its claim, so that no second worker begins meanwhile


class HubSpot:
    """The carrier of leads to HubSpot. However often a change is delivered, there is one contact and one note."""

    def __init__(self, api: HubSpotApi, seconds: float = SECONDS) -> None:
        self._api = api
        self._seconds = seconds
        self._is_ready = False  # the properties are there; looked at again after whatever fails

    async def deliver(self, outgoing: OutgoingItem) -> Delivered:
        """Bring the contact up to date, and note the change."""
        id, was_ready = "", self._is_ready
        try:
            async with asyncio.timeout(self._seconds):
                if not was_ready:
                    await hubspot_properties.make(self._api, outgoing.attempt)
                id = await self._tell(outgoing)
        except Objection as objection:
            raise objection.meaning(is_final=not was_ready) from objection
        except TimeoutError as error:
            raise Temporary("HubSpot takes too long", wait=5.0) from error
        finally:
            self._is_ready = bool(id)
        return Delivered(id)

    async def close(self) -> None:
        """Close the connections."""
        await self._api.close()

    async def _tell(self, outgoing: OutgoingItem) -> str:
        contact = await hubspot_contacts.bring_up_to_date(self._api, outgoing.payload)
        if contact.is_new or not await self._is_noted(contact.id, words.mark(outgoing.key)):
            await self._note(contact, outgoing)
        return contact.id

    async def _is_noted(self, contact_id: str, mark: str) -> bool:
        """Whether the contact has the note already: it was made, and we did not hear of that."""
        ids: list[int] = []
        query = {"limit": "500"}
        while True:
            page = await self._api.get(f"/crm/v4/objects/contacts/{contact_id}/associations/notes", **query)
            ids += [int(one["toObjectId"]) for one in results(page) if str(one.get("toObjectId", "")).isdecimal()]
            after = _object(_object(page.get("paging")).get("next")).get("after")
            if not after:
                break
            query["after"] = str(after)
        newest = sorted(ids)[-100:]
        if not newest:
            return False
        inputs = [{"id": str(id)} for id in newest]
        notes = await self._api.post(f"{NOTES}/batch/read", {"properties": ["hs_note_body"], "inputs": inputs})
        return any(mark in str(_object(one.get("properties")).get("hs_note_body")) for one in results(notes))

    async def _note(self, contact: hubspot_contacts.Contact, outgoing: OutgoingItem) -> None:
        properties = {
            "hs_timestamp": words.milliseconds(outgoing.payload["change"]["at"]),
            "hs_note_body": words.note(outgoing.payload, outgoing.key, contact.is_shared),
        }
        about = [{"to": {"id": contact.id}, "types": [NOTE_TO_CONTACT]}]
        await self._api.post(NOTES, {"properties": properties, "associations": about})


def _object(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
