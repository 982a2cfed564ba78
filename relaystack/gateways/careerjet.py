"""Job openings from Careerjet's v4 API."""

import html
import logging
import re
import time
from collections.abc import Mapping, Sequence
from typing import Any

import aiohttp

from relaystack.engine.answers.cities import in_language
from relaystack.engine.choices import TITLE
from relaystack.engine.events import JobsFound
from relaystack.engine.parcels import Delivered, Parcel
from relaystack.engine.text import shorten
from relaystack.errors import DeliveryError, Refused, Stopped, Temporary, Throttled

from .careerjet_locales import locale_of
from .http import Http, retry_after

SHOWN = 5  # openings in one message
PAGE_SIZE = 50  # openings asked for at once; how many come is up to Careerjet
LAST_PAGE = 10  # Careerjet has no further ones
PLACES = 8  # that a person may choose from
PAUSE = 60.0  # seconds without a question after Careerjet has refused us all of them
_POSITION = 1000  # where to go on: page * 1000 + openings of that page that were shown
log = logging.getLogger(__name__)
_TAG = re.compile(r"<[^>]*>")


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

    async def deliver(self, parcel: Parcel) -> Delivered:
        """Search once. A search that fails is an answer too: the person is told, and a refused key is reported."""
        asked = parcel.payload
        locale = locale_of(str(asked["country"]), str(asked.get("tongue") or ""))
        if locale is None:
            return self._event(parcel, "no_site", asked=False)
        known = asked.get("cached")
        if known:
            return self._told(parcel, known, record=None)
        if time.monotonic() < self._pause_until:
            return self._event(parcel, self._pause_outcome, asked=False)
        try:
            page = page_of(await self._ask(locale, asked))
        except Stopped as error:
            self._rest("refused", PAUSE)
            log.error("%s", error)
            return self._event(parcel, "refused", trouble=(error.code, error.title))
        except (DeliveryError, RecursionError) as error:
            log.warning("%s", error)
            if isinstance(error, Throttled):
                self._rest("busy", error.wait or PAUSE)
            outcome = {Throttled: "busy", Slow: "slow"}.get(type(error), "failed")
            return self._event(parcel, outcome, asked=False)
        return self._told(parcel, page, record=page)

    def _rest(self, outcome: str, seconds: float) -> None:
        """Careerjet would refuse the next question as well: answer it ourselves for a while."""
        self._pause_until, self._pause_outcome = time.monotonic() + seconds, outcome

    def _told(self, parcel: Parcel, page: Mapping[str, Any], record: Mapping[str, Any] | None) -> Delivered:
        """What the person is told of a page of Careerjet's, known or new."""
        if page["places"]:
            return self._event(parcel, "places", {"places": page["places"]}, record=record, asked=record is not None)
        number, start = position(parcel.payload)
        openings = page["openings"][start : start + SHOWN]
        shown = start + len(openings)
        more = number * _POSITION + shown if shown < len(page["openings"]) else 0
        if not more and openings and number < min(page["pages"], LAST_PAGE):
            more = (number + 1) * _POSITION
        outcome = "found" if openings or not parcel.payload.get("after") else "no_more"
        result = {"openings": openings, "hits": page["hits"], "more": more}
        return self._event(parcel, outcome, result, record=record, asked=record is not None)

    @staticmethod
    def _event(parcel: Parcel, outcome: str, result: Mapping[str, Any] | None = None, **delivery: Any) -> Delivered:
        asked = parcel.payload
        empty = {"openings": [], "hits": 0, "more": 0, "places": [], "name": str(asked["name"]),
                 "country": str(asked["country"]), "location": str(asked.get("location") or ""),
                 "keyword": str(asked.get("keyword") or "")}  # fmt: skip
        found = {**empty, **(result or {}), "outcome": outcome}
        return Delivered(event=JobsFound(str(parcel.payload["place"]), found), **delivery)

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
                body = await answer.json(content_type=None)
        except TimeoutError as error:
            raise Slow("Careerjet does not answer in time") from error
        except (aiohttp.ClientError, ValueError) as error:
            raise Temporary(f"Careerjet does not answer: {type(error).__name__}") from error
        if not isinstance(body, Mapping):
            raise Temporary("Careerjet answers no JSON object")
        if body.get("type") == "ERROR":
            raise Temporary("Careerjet answers with an error")
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


def position(asked: Mapping[str, Any]) -> tuple[int, int]:
    """The page to look at, from 1, and how many of its openings the person has seen."""
    after = asked.get("after") or 0
    number, start = divmod(after if isinstance(after, int) else 0, _POSITION)
    return min(max(number, 1), LAST_PAGE), start


def page_of(answer: Mapping[str, Any]) -> dict[str, Any]:
    """One page of Careerjet's in plain words, as it is kept: openings, or the places to choose from."""
    jobs, hits, pages = answer.get("jobs"), answer.get("hits"), answer.get("pages")
    listed = jobs if isinstance(jobs, list) else []
    openings = [opening(job) for job in listed[:100] if isinstance(job, Mapping) and _is_link(job.get("url"))]
    return {
        "openings": openings,
        "hits": max(hits, len(openings)) if isinstance(hits, int) else len(openings),
        "pages": pages if isinstance(pages, int) else 1,
        "places": _places(answer.get("locations")) if answer.get("type") == "LOCATIONS" else [],
    }


def _places(listed: Any) -> list[dict[str, str]]:
    rows: Sequence[Any] = listed if isinstance(listed, list) else ()
    named = [_plain(row.get("name") if isinstance(row, Mapping) else row)[:60] for row in rows]
    unique = list(dict.fromkeys(name for name in named if name))[:PLACES]
    return [{"id": str(number), "label": name, "title": shorten(name, TITLE)} for number, name in enumerate(unique, 1)]


def opening(job: Mapping[str, Any]) -> dict[str, Any]:
    """One opening in plain words; the link is Careerjet's own and stays unchanged."""
    return {
        "title": _plain(job.get("title"))[:80] or "Opening",
        "company": _plain(job.get("company"))[:50],
        "place": _plain(job.get("locations"))[:50],
        "pay": _plain(job.get("salary"))[:40],
        "url": str(job["url"]),
    } | ({"salary": salary} if (salary := _salary(job)) else {})


def _salary(job: Mapping[str, Any]) -> dict[str, Any] | None:
    """The pay as figures, where they are whole: from, to, the currency, and for how long (Y, M, W, D, H)."""
    low, high = _amount(job.get("salary_min")), _amount(job.get("salary_max"))
    currency, per = str(job.get("salary_currency_code") or ""), str(job.get("salary_type") or "")
    if not (low or high) or not re.fullmatch("[A-Z]{3}", currency) or per not in ("Y", "M", "W", "D", "H"):
        return None
    return {"low": low or high, "high": high or low, "currency": currency, "per": per}


def _amount(value: Any) -> int:
    try:
        return round(float(value)) if 0 < float(value) < 1e9 else 0
    except (TypeError, ValueError):
        return 0


def _is_link(url: Any) -> bool:
    return isinstance(url, str) and url.isprintable() and url.startswith(("https://", "http://"))


def _plain(value: Any) -> str:
    """Words that any database takes, without tags, entities and line breaks."""
    words = html.unescape(_TAG.sub("", value)) if isinstance(value, str) else ""
    return " ".join(words.replace("\x00", "").encode("utf-8", "replace").decode().split())
