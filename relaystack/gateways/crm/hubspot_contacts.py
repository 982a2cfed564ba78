"""Which contact in HubSpot is a lead's, and what is written there?"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from relaystack.errors import Temporary

from . import hubspot_words as words
from .hubspot_api import TRIES, HubSpotApi, Json, Objection, record, results

PATH = "/crm/v3/objects/contacts"
PHONES = ("phone", "mobilephone")
Send = Callable[[str, Json], Awaitable[Json]]


@dataclass(frozen=True)
class Contact:
    """A lead's contact. One `is_shared` is another lead's, with the same e-mail: it keeps the values of that."""

    id: str
    is_new: bool = False
    is_shared: bool = False


async def bring_up_to_date(api: HubSpotApi, payload: Mapping[str, Any]) -> Contact:
    """Find or make the contact, and write the lead's values there."""
    ours = words.ours(payload)
    found = await _find(api, ours)
    if found is None:
        try:
            made = record(await _write(api.post, PATH, ours, words.own(ours, {})))
            return Contact(str(made["id"]), is_new=True)
        except Objection as objection:
            if objection.status != 409:
                raise
            found = await _in_the_way(api, objection.existing_id)
    id, there = str(found["id"]), found["properties"]
    is_shared = words.is_others(ours, there)
    if not is_shared and not words.is_older(payload, there):
        await _write(api.patch, f"{PATH}/{id}", ours, words.own(ours, there))
    return Contact(id, is_shared=is_shared)


async def _find(api: HubSpotApi, ours: Mapping[str, str]) -> Json | None:
    """The contact of a lead: the one that was its before, else one with its e-mail, else with its phone."""
    for property, name in ((words.REF, words.REF), ("email", "relaystack_email")):
        if name in ours and (found := await _by(api, ours[name], idProperty=property)):
            return found
    return await _by_phone(api, ours["relaystack_phone"]) if "relaystack_phone" in ours else None


async def _by(api: HubSpotApi, id: str, **property: str) -> Json | None:
    """The contact of this id, or of this value of a property that is unique."""
    try:
        return record(await api.get(f"{PATH}/{quote(id, safe='')}", properties=words.READ, **property))
    except Objection as objection:
        is_no_address = objection.status == 400 and property == {"idProperty": "email"}  # to HubSpot
        if objection.status == 404 or is_no_address:
            return None
        raise


async def _in_the_way(api: HubSpotApi, id: str) -> Json:
    """The contact that HubSpot names instead of making a new one: made in between, or theirs by a second e-mail."""
    found = await _by(api, id) if id else None
    if found is None:
        raise Temporary("HubSpot says that there is such a contact, and does not say which", 409, TRIES, wait=5.0)
    return found


async def _by_phone(api: HubSpotApi, phone: str) -> Json | None:
    """A contact that is no lead's yet: numbers pass on."""
    spellings, free = [phone, phone.removeprefix("+")], {"propertyName": words.REF, "operator": "NOT_HAS_PROPERTY"}
    groups = [{"filters": [{"propertyName": name, "operator": "IN", "values": spellings}, free]} for name in PHONES]
    query = {
        "filterGroups": groups, "properties": [words.REF], "limit": 1,
        "sorts": [{"propertyName": "createdate", "direction": "ASCENDING"}],
    }  # fmt: skip
    found = results(await api.post(f"{PATH}/search", query))
    if not found:
        return None
    there = await _by(api, str(record(found[0])["id"]))
    # The search lags behind: by now the contact may be gone, or another lead's.
    return None if there is None or there["properties"].get(words.REF) else there


async def _write(send: Send, path: str, ours: Mapping[str, str], own: Mapping[str, str]) -> Json:
    """Write our properties and HubSpot's. An e-mail that HubSpot does not take stays in ours alone."""
    try:
        return await send(path, {"properties": {**own, **ours}})
    except Objection as objection:
        is_taken = objection.status == 409 and path != PATH  # by another contact; a new one becomes that contact
        if "email" not in own or not (is_taken or objection.says("INVALID_EMAIL")):
            raise
    return await send(path, {"properties": {**{n: v for n, v in own.items() if n != "email"}, **ours}})
