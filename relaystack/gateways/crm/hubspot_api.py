"""HubSpot's HTTP API: one request at a time, and what its refusals mean."""

import re
from collections.abc import Mapping
from typing import Any

import aiohttp

from relaystack.errors import DeliveryError, Refused, Stopped, Temporary, Throttled

from ..http import Http, certificate_trouble, retry_after

Json = dict[str, Any]
SCOPES = "crm.objects.contacts.read, crm.objects.contacts.write, crm.schemas.contacts.read, crm.schemas.contacts.write"
TRIES = 20  # of what clashes with changes in HubSpot: a few hours
DAILY, SOON = 3600.0, 10.0  # seconds to wait at a limit, where HubSpot names none: of a day, of ten seconds
_EXISTING = re.compile(r"Existing ID: (\d+)")


class Objection(Exception):
    """HubSpot does not take these values: a 400, 404 or 409 that the caller may have an answer to."""

    def __init__(self, status: int, body: Mapping[str, Any]) -> None:
        super().__init__(f"{status}")
        self.status = status
        self.category = str(body.get("category") or "")
        self._text = str(body)

    @property
    def existing_id(self) -> str:
        """The record that is in the way, where HubSpot names it."""
        found = _EXISTING.search(self._text)
        return found[1] if found else ""

    def says(self, word: str) -> bool:
        """Whether that word stands anywhere in the answer."""
        return word in self._text

    def meaning(self, is_final: bool) -> DeliveryError:
        """What it means for the item; HubSpot's own sentence may hold what customers wrote, so it is left out.

        What was deleted, merged or made in HubSpot meanwhile is found again.
        """
        title = f"HubSpot refuses the change: {self.category or 'no reason given'}"
        has_moved = self.status in (404, 409) or self.says("PROPERTY_DOESNT_EXIST")
        return Refused(title, self.status) if is_final and not has_moved else Temporary(title, self.status, TRIES, 5.0)


class Odd(Temporary):
    """An answer that is not of HubSpot's making, or a broken one."""

    def __init__(self, title: str, code: int = 0) -> None:
        super().__init__(title, code, wait=5.0)


class HubSpotApi:
    """Requests with the token of a private app."""

    def __init__(self, http: Http, url: str, token: str) -> None:
        self._http = http
        self._url = url.rstrip("/")
        self._headers = {"Authorization": f"Bearer {token}", "Accept": "application/json"}

    async def get(self, path: str, **query: str) -> Json:
        """Read."""
        return await self._ask("GET", path, params=query)

    async def post(self, path: str, body: Json) -> Json:
        """Make, or look for."""
        return await self._ask("POST", path, json=body)

    async def patch(self, path: str, body: Json) -> Json:
        """Change."""
        return await self._ask("PATCH", path, json=body)

    async def close(self) -> None:
        """Close the connections."""
        await self._http.close()

    async def _ask(self, method: str, path: str, **more: Any) -> Json:
        try:
            async with self._http.session.request(
                method, self._url + path, headers=self._headers, allow_redirects=False, **more
            ) as answer:
                body = await _read(answer)
                _raise_for(answer, body)
                return body
        except aiohttp.ClientConnectorCertificateError as error:
            raise Stopped(f"HUBSPOT_API_URL: {certificate_trouble(error)}") from error
        except (aiohttp.ClientError, TimeoutError) as error:
            raise Temporary(f"HubSpot does not answer: {type(error).__name__}", wait=5.0) from error


async def _read(answer: aiohttp.ClientResponse) -> Json:
    """The JSON object of an answer. A success without one did not come from HubSpot."""
    try:
        body = await answer.json(content_type=None)
    except (ValueError, RecursionError):
        body = None
    if isinstance(body, dict):
        return body
    if answer.status < 300:
        raise Odd("HubSpot answers no JSON object", answer.status)
    return {}


def _raise_for(answer: aiohttp.ClientResponse, body: Json) -> None:
    status = answer.status
    if status < 300:
        return
    if status == 401:
        raise Stopped("HubSpot does not accept HUBSPOT_TOKEN", status)
    if status == 403:
        raise Stopped(f"HUBSPOT_TOKEN needs these scopes: {SCOPES}", status)
    if status == 429:
        wait = retry_after(answer.headers.get("Retry-After")) or (DAILY if body.get("policyName") == "DAILY" else SOON)
        raise Throttled("HubSpot asks to go slower", status, "carrier", wait)
    if status >= 500 or status in (408, 423, 477):  # 423 locked, 477 the account is being moved
        raise Temporary("HubSpot has trouble", status, wait=5.0)
    if status < 400:
        raise Stopped("HUBSPOT_API_URL is not HubSpot's address", status)
    raise Objection(status, body)


def results(answer: Mapping[str, Any]) -> list[Json]:
    """The objects of a list."""
    found = answer.get("results")
    if not isinstance(found, list):
        raise Odd("HubSpot answers something else than a list")
    return [one for one in found if isinstance(one, dict)]


def record(answer: Mapping[str, Any]) -> Json:
    """A contact with its id and properties."""
    if "id" not in answer or not isinstance(answer.get("properties"), dict):
        raise Odd("HubSpot answers something else than a contact")
    return dict(answer)


async def accepts(api: HubSpotApi) -> str:
    """Whether the token may read what leads become: nothing, or what stands against it (token, scopes, away)."""
    try:
        await api.get("/crm/v3/properties/contacts")
        await api.get("/crm/v3/objects/contacts", limit="1")
    except Stopped as stopped:
        return {401: "token", 403: "scopes"}.get(stopped.code, "away")
    except (DeliveryError, Objection):
        return "away"
    return ""
