"""HubSpot's HTTP API: one request at a time, and what its refusals mean."""

import re
from collections.abc import Mapping
from typing import Any

import aiohttp

from relaystack.errors import DeliveryError, Refused, Stopped, Temporary, Throttled

from ..http import Http, retry_after

Json = dict[str, Any]
SCOPES = "crm.objects.contacts.read, crm.objects.contacts.write, crm.schemas.contacts.read, crm.schemas.contacts.write"
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

    def refusal(self) -> DeliveryError:
        """What it means for the item; HubSpot's own sentence may hold what customers wrote, so it is left out."""
        return Refused(f"HubSpot refuses the change: {self.category or 'no reason given'}", self.status)


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
        raise Temporary("HubSpot answers no JSON object", answer.status, wait=5.0)
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
        wait = retry_after(answer.headers.get("Retry-After"))
        raise Throttled("HubSpot asks to go slower", status, "carrier", wait)
    if status >= 500 or status in (408, 423, 477):  # 423 locked, 477 the account is being moved
        raise Temporary("HubSpot has trouble", status, wait=5.0)
    if status < 400:
        raise Stopped("HUBSPOT_API_URL is not HubSpot's address", status)
    raise Objection(status, body)
