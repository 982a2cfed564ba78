"""Job openings from Careerjet's v4 API."""

import json
import logging
import time
from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import Any

import aiohttp

from relaystack.engine.answers.cities import in_language
from relaystack.engine.carrier import Delivered, OutgoingItem
from relaystack.engine.effects import SearchJobs
from relaystack.engine.events import JobsFound
from relaystack.errors import DeliveryError, Refused, Stopped, Temporary, Throttled

from .careerjet_answers import page_of
from .careerjet_locales import locale_of
from .http import Http, read_body, retry_after

SHOWN = 5  # openings in one message
PAGE_SIZE = 50  # openings asked for at once; how many come is up to Careerjet
LAST_PAGE = 10  # Careerjet has no further ones
PAUSE = 60.0  # seconds without a question after Careerjet has refused us all of them
LARGEST = 4_000_000  # bytes of an answer; a hundred openings are a tenth of that
ROOM = 3000  # characters for the openings of one message; WhatsApp takes 4,096 with the words around them
_POSITION = 1000  # where to go on: page * 1000 + openings of that page that were shown
log = logging.getLogger(__name__)


class Slow(Temporary):
    """No answer in time."""


class Careerjet:
    """The carrier of job searches: what it finds comes back as an event for the conversation."""

    def __init__(self, http: Http, url: str, key: str, page: str, user_ip: str) -> None:
        self._http = http
        self._url = url
        # The key is the user's name, with no password; Referer is the registered page that shows the results.
        self._headers = {"Authorization": aiohttp.encode_basic_auth(key, ""), "Referer": page}
        self._user_ip = user_ip
        self._pause_until = 0.0
        self._pause_outcome = ""

    async def deliver(self, outgoing: OutgoingItem) -> Delivered:
        """Search once. A search that fails is an answer too: the person is told, and a refused key is reported."""
        asked = outgoing.payload
        locale = locale_of(str(asked["country"]), SearchJobs.language_of(asked))
        if locale is None:
            return self._event(outgoing, "no_site", asked=False)
        known = asked.get("cached")
        if known:
            return self._told(outgoing, known, record=None)
        if time.monotonic() < self._pause_until:
            return self._event(outgoing, self._pause_outcome, asked=False)
        try:
            page = page_of(await self._ask(locale, asked))
        except Stopped as error:
            self._rest("refused", PAUSE)
            log.error("%s", error)
            return self._event(outgoing, "refused", trouble=(error.code, error.title))
        except (DeliveryError, RecursionError) as error:
            log.warning("%s", error)
            if isinstance(error, Throttled):
                self._rest("busy", error.wait or PAUSE)
            outcome = {Throttled: "busy", Slow: "slow"}.get(type(error), "failed")
            return self._event(outgoing, outcome, asked=False)
        return self._told(outgoing, page, record=page)

    def _rest(self, outcome: str, seconds: float) -> None:
        """Careerjet would refuse the next question as well: answer it ourselves for a while."""
        self._pause_until, self._pause_outcome = time.monotonic() + seconds, outcome

    def _told(self, outgoing: OutgoingItem, page: Mapping[str, Any], record: Mapping[str, Any] | None) -> Delivered:
        """What the person is told of a page of Careerjet's, known or new."""
        if page["places"]:
            return self._event(outgoing, "places", {"places": page["places"]}, record=record, asked=record is not None)
        number, start = position(outgoing.payload)
        openings = _fitting(page["openings"][start : start + SHOWN])
        shown = start + len(openings)
        more = number * _POSITION + shown if shown < len(page["openings"]) else 0
        if not more and openings and number < min(page["pages"], LAST_PAGE):
            more = (number + 1) * _POSITION
        outcome = "found" if openings or not outgoing.payload.get("after") else "no_more"
        result = {"openings": openings, "hits": page["hits"], "more": more}
        return self._event(outgoing, outcome, result, record=record, asked=record is not None)

    @staticmethod
    def _event(
        outgoing: OutgoingItem, outcome: str, result: Mapping[str, Any] | None = None, **delivery: Any
    ) -> Delivered:
        asked = outgoing.payload
        empty = {"openings": [], "hits": 0, "more": 0, "places": [], "name": str(asked["name"]),
                 "country": str(asked["country"]), "location": str(asked.get("location") or ""),
                 "keyword": str(asked.get("keyword") or "")}  # fmt: skip
        found = {**empty, **(result or {}), "outcome": outcome}
        return Delivered(event=JobsFound(str(outgoing.payload["place"]), found), **delivery)

    async def _ask(self, locale: str, asked: Mapping[str, Any]) -> Mapping[str, Any]:
        query = {
            "locale_code": locale, "user_ip": self._user_ip, "user_agent": "Mozilla/5.0 (compatible; Relaystack)",
            "page": str(position(asked)[0]), "page_size": str(PAGE_SIZE), "sort": "date",
            "keywords": str(asked.get("keyword") or ""),
            "location": in_language(str(asked.get("location") or ""), locale[:2]),  # as the site writes it: Wien
        }  # fmt: skip
        query = {name: value for name, value in query.items() if value}
        try:
            async with self._http.session.get(
                self._url, params=query, headers=self._headers, allow_redirects=False
            ) as answer:
                _check(answer)
                body = json.loads(await read_body(answer, LARGEST, "Careerjet"))
        except TimeoutError as error:
            raise Slow("Careerjet does not answer in time") from error
        except (aiohttp.ClientError, ValueError) as error:
            raise Temporary(f"Careerjet does not answer: {type(error).__name__}") from error
        if not isinstance(body, Mapping):
            raise Temporary("Careerjet answers no JSON object")
        if body.get("type") == "ERROR":
            raise Temporary("Careerjet answers with an error")
        if body.get("type") != "LOCATIONS" and not isinstance(body.get("jobs"), list):
            raise Temporary("Careerjet answers with neither jobs nor places")
        return body

    async def close(self) -> None:
        """Close the connections."""
        await self._http.close()


def _check(answer: aiohttp.ClientResponse) -> None:
    """What an HTTP status means; the bodies of errors are not documented."""
    match answer.status:
        case 200:
            return
        case 401 | 403:
            raise Stopped(
                "Careerjet does not accept CAREERJET_API_KEY, this server's address or the page", answer.status
            )
        case 429:
            wait = retry_after(answer.headers.get("Retry-After"))
            raise Throttled("Careerjet's quota is used up", 429, "carrier", wait)
        case 400:
            raise Refused("Careerjet does not understand the question", 400)
    raise Temporary("Careerjet does not answer as it should", answer.status)


def _fitting(openings: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Those that one message holds with their whole links; the others come with the next."""
    sizes = accumulate(sum(len(str(part)) for part in opening.values()) + 10 for opening in openings)
    return [opening for opening, size in zip(openings, sizes, strict=True) if size <= ROOM]


def position(asked: Mapping[str, Any]) -> tuple[int, int]:
    """The page to look at, from 1, and how many of its openings the person has seen."""
    after = asked.get("after")
    number, start = divmod(after if isinstance(after, int) else 0, _POSITION)
    return min(max(number, 1), LAST_PAGE), start
