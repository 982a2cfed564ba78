"""Leads in HubSpot: a contact for each, found again by our id, by e-mail or by phone, and a note for each change."""

import asyncio
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from relaystack.engine.parcels import Delivered, Parcel
from relaystack.errors import Stopped, Temporary

from . import hubspot_words as words
from .hubspot_api import HubSpotApi, Json, Objection

CONTACTS = "/crm/v3/objects/contacts"
NOTES = "/crm/v3/objects/notes"
PROPERTIES = "/crm/v3/properties/contacts"
NOTE_TO_CONTACT = {"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 202}
SECONDS = 28.0  # for all requests of one change: less than its claim, so that no second worker begins meanwhile
PHONES = ("phone", "mobilephone")


class HubSpot:
    """The carrier of leads to HubSpot. However often a change is delivered, there is one contact and one note."""

    def __init__(self, api: HubSpotApi, seconds: float = SECONDS) -> None:
        self._api = api
        self._seconds = seconds
        self._has_properties = False

    async def deliver(self, parcel: Parcel) -> Delivered:
        """Bring the contact up to date, and note the change."""
        try:
            async with asyncio.timeout(self._seconds):
                await self._make_properties()
                id, is_new = await self._contact(parcel.payload)
                if is_new or not await self._is_noted(id, words.mark(parcel.key)):
                    await self._note(id, parcel)
        except Objection as objection:
            if objection.says("PROPERTY_DOESNT_EXIST"):  # somebody has deleted one since
                self._has_properties = False
                raise Temporary("a property is missing in HubSpot", objection.status, tries=10) from objection
            raise objection.refusal() from objection
        except TimeoutError as error:
            raise Temporary("HubSpot takes too long", wait=5.0) from error
        return Delivered(id)

    async def close(self) -> None:
        """Close the connections."""
        await self._api.close()

    # --- properties -------------------------------------------------------------------------------------------

    async def _make_properties(self) -> None:
        """Make those of our properties that are missing; looked at once in the life of a worker."""
        if self._has_properties:
            return
        there = {one.get("name"): one for one in _results(await self._api.get(PROPERTIES))}
        for wanted in words.PROPERTIES:
            if wanted["name"] not in there:
                try:
                    await self._api.post(PROPERTIES, wanted)
                except Objection as objection:
                    if objection.status != 409:  # another worker was faster
                        raise Stopped(f"HubSpot refuses the property {wanted['name']}", objection.status) from objection
        if there.get(words.REF, {}).get("hasUniqueValue") is False:
            raise Stopped(f"the property {words.REF} in HubSpot must be one with unique values: delete it there")
        self._has_properties = True

    # --- the contact ------------------------------------------------------------------------------------------

    async def _contact(self, payload: Mapping[str, Any]) -> tuple[str, bool]:
        """The contact's id, and whether it is new, with the lead's values."""
        ours = words.ours(payload)
        found = await self._find(ours)
        if found is None:
            try:
                made = _record(await self._write("POST", CONTACTS, ours, words.own(ours, {})))
                return str(made["id"]), True
            except Objection as objection:
                if objection.status != 409:
                    raise
                # Made in between, or known by a second e-mail address of theirs.
                found = await self._by_id(objection.existing_id)
        if not words.is_older(payload, found["properties"]):
            await self._write("PATCH", f"{CONTACTS}/{found['id']}", ours, words.own(ours, found["properties"]))
        return str(found["id"]), False

    async def _find(self, ours: Mapping[str, str]) -> Json | None:
        """The contact of a lead: the one that was its before, else one with its e-mail, else with its phone."""
        for property, name in ((words.REF, words.REF), ("email", "relaystack_email")):
            if name in ours and (found := await self._by(property, ours[name])):
                return found
        return await self._by_phone(ours["relaystack_phone"]) if "relaystack_phone" in ours else None

    async def _by(self, property: str, value: str) -> Json | None:
        try:
            path = f"{CONTACTS}/{quote(value, safe='')}"
            return _record(await self._api.get(path, idProperty=property, properties=words.READ))
        except Objection as objection:
            if objection.status == 404:
                return None
            if objection.status == 400 and property == "email":  # none to HubSpot
                return None
            raise

    async def _by_id(self, id: str) -> Json:
        if not id:
            raise Temporary(
                "HubSpot says that there is such a contact, and does not say which", 409, tries=10, wait=5.0
            )
        return _record(await self._api.get(f"{CONTACTS}/{id}", properties=words.READ))

    async def _by_phone(self, phone: str) -> Json | None:
        """A contact that is no lead's yet: numbers pass on. The search lags behind by seconds; our id finds ours."""
        spellings, free = [phone, phone.removeprefix("+")], {"propertyName": words.REF, "operator": "NOT_HAS_PROPERTY"}
        groups = [{"filters": [{"propertyName": name, "operator": "IN", "values": spellings}, free]} for name in PHONES]
        query = {
            "filterGroups": groups, "properties": words.READ.split(","), "limit": 1,
            "sorts": [{"propertyName": "createdate", "direction": "ASCENDING"}],
        }  # fmt: skip
        found = _results(await self._api.post(f"{CONTACTS}/search", query))
        return _record(found[0]) if found else None

    async def _write(self, method: str, path: str, ours: Mapping[str, str], own: Mapping[str, str]) -> Json:
        """Write our properties and HubSpot's. An e-mail that HubSpot does not take stays in ours alone."""
        send = self._api.post if method == "POST" else self._api.patch
        try:
            return await send(path, {"properties": {**own, **ours}})
        except Objection as objection:
            is_mail = "email" in own and (
                objection.says("INVALID_EMAIL") or (method, objection.status) == ("PATCH", 409)
            )
            if not is_mail:
                raise
        return await send(path, {"properties": {**{n: v for n, v in own.items() if n != "email"}, **ours}})

    # --- the note ---------------------------------------------------------------------------------------------

    async def _is_noted(self, contact_id: str, mark: str) -> bool:
        """Whether the contact has the note already: it was made, and we did not hear of that."""
        ids: list[int] = []
        query = {"limit": "500"}
        while True:
            page = await self._api.get(f"/crm/v4/objects/contacts/{contact_id}/associations/notes", **query)
            ids += [int(one["toObjectId"]) for one in _results(page) if str(one.get("toObjectId", "")).isdecimal()]
            after = _object(_object(page.get("paging")).get("next")).get("after")
            if not after:
                break
            query["after"] = str(after)
        newest = sorted(ids)[-100:]
        if not newest:
            return False
        inputs = [{"id": str(id)} for id in newest]
        notes = await self._api.post(f"{NOTES}/batch/read", {"properties": ["hs_note_body"], "inputs": inputs})
        return any(mark in str(_object(one.get("properties")).get("hs_note_body")) for one in _results(notes))

    async def _note(self, contact_id: str, parcel: Parcel) -> None:
        properties = {
            "hs_timestamp": words.milliseconds(parcel.payload["change"]["at"]),
            "hs_note_body": words.note(parcel.payload, parcel.key),
        }
        about = [{"to": {"id": contact_id}, "types": [NOTE_TO_CONTACT]}]
        await self._api.post(NOTES, {"properties": properties, "associations": about})


def _object(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _results(answer: Mapping[str, Any]) -> list[Json]:
    results = answer.get("results")
    if not isinstance(results, list):
        raise Temporary("HubSpot answers something else than a list", wait=5.0)
    return [one for one in results if isinstance(one, dict)]


def _record(answer: Mapping[str, Any]) -> Json:
    """A contact with its id and properties."""
    if "id" not in answer or not isinstance(answer.get("properties"), dict):
        raise Temporary("HubSpot answers something else than a contact", wait=5.0)
    return dict(answer)
