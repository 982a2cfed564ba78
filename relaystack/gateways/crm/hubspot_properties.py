"""Our properties of HubSpot's contacts: made where they are missing, told where they cannot be used."""

from collections.abc import Mapping
from typing import Any

from relaystack.errors import Stopped, Temporary

from .hubspot_api import HubSpotApi, Json, Objection, Odd, results
from .hubspot_words import PROPERTIES

PATH = "/crm/v3/properties/contacts"
PATIENCE = 5  # tries, about a minute, before an address that does not answer is held to be a wrong one


async def make(api: HubSpotApi, attempts: int) -> None:
    """See that all are there. Nothing depends on the lead here, so what fails would fail for every one: it stops."""
    there = await _all(api, attempts)
    for wanted in PROPERTIES:
        name = wanted["name"]
        _check(wanted, there[name] if name in there else await _made(api, wanted))


async def _all(api: HubSpotApi, attempts: int) -> dict[str, Json]:
    """What there is. HubSpot has this list at all times: an address without it is not HubSpot's."""
    try:
        return {str(one.get("name")): one for one in results(await api.get(PATH))}
    except (Objection, Odd) as error:
        code = error.status if isinstance(error, Objection) else error.code
        raise Stopped("what answers at HUBSPOT_API_URL is not HubSpot's API", code) from error
    except Temporary as error:
        if attempts <= PATIENCE:
            raise
        raise Stopped(f"HUBSPOT_API_URL leads to no HubSpot, or that is down: {error.title}", error.code) from error


async def _made(api: HubSpotApi, wanted: Json) -> Json:
    try:
        return await api.post(PATH, wanted)
    except Objection as objection:
        if objection.status != 409:
            raise Stopped(f"HubSpot refuses the property {wanted['name']}", objection.status) from objection
    try:  # another worker was faster
        return await api.get(f"{PATH}/{wanted['name']}")
    except Objection as objection:
        raise Stopped(
            f"HubSpot has a property {wanted['name']} and does not show it: restore it from the archived properties of"
            " contacts there, or delete it for good",
            409,
        ) from objection


def _check(wanted: Json, there: Mapping[str, Any]) -> None:
    """Whether a property takes what we write into it."""
    name, type = wanted["name"], there.get("type", wanted["type"])
    if type != wanted["type"]:
        raise Stopped(
            f"the property {name} in HubSpot has the type {str(type)[:20]} and must have {wanted['type']}: rename it"
            " there or delete it, then it is made anew"
        )
    if wanted.get("hasUniqueValue") and there.get("hasUniqueValue") is False:
        raise Stopped(f"the property {name} in HubSpot must be one with unique values: delete it there")
