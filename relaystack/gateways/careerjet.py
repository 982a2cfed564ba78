"""Job openings from Careerjet's v4 API."""

import html
import logging
import re
from collections.abc import Mapping
from typing import Any

import aiohttp

from relaystack.engine.events import JobsFound
from relaystack.engine.parcels import Delivered, Parcel
from relaystack.errors import DeliveryError, Stopped, Temporary

from .http import Http

SHOWN = 5  # openings in one message
# Countries with a Careerjet site, and the locale to ask it in: the site's English one where it has one.
LOCALES = {
    "AE": "en_AE", "AR": "es_AR", "AT": "de_AT", "AU": "en_AU", "BD": "en_BD", "BE": "fr_BE", "BO": "es_BO",
    "BR": "pt_BR", "CA": "en_CA", "CH": "de_CH", "CL": "es_CL", "CN": "en_CN", "CO": "es_CO", "CR": "es_CR",
    "CZ": "cs_CZ", "DE": "de_DE", "DK": "da_DK", "DO": "es_DO", "EC": "es_EC", "ES": "es_ES", "FI": "fi_FI",
    "FR": "fr_FR", "GB": "en_GB", "GT": "es_GT", "HK": "en_HK", "HU": "hu_HU", "IE": "en_IE", "IN": "en_IN",
    "IT": "it_IT", "JP": "ja_JP", "KE": "en_KE", "KR": "ko_KR", "KW": "en_KW", "LU": "fr_LU", "MA": "fr_MA",
    "MX": "es_MX", "MY": "en_MY", "NL": "nl_NL", "NO": "no_NO", "NZ": "en_NZ", "OM": "en_OM", "PA": "es_PA",
    "PE": "es_PE", "PH": "en_PH", "PK": "en_PK", "PL": "pl_PL", "PR": "es_PR", "PT": "pt_PT", "PY": "es_PY",
    "QA": "en_QA", "RU": "ru_RU", "SA": "en_SA", "SE": "sv_SE", "SG": "en_SG", "SK": "sk_SK", "TR": "tr_TR",
    "TW": "en_TW", "UA": "uk_UA", "US": "en_US", "UY": "es_UY", "VE": "es_VE", "VN": "en_VN", "ZA": "en_ZA",
}  # fmt: skip
log = logging.getLogger(__name__)
_TAG = re.compile(r"<[^>]*>")


class Careerjet:
    """The carrier of job searches: what it finds comes back as an event for the conversation."""

    def __init__(self, http: Http, url: str, key: str, page: str, user_ip: str) -> None:
        self._http = http
        self._url = url
        # The key is the user's name, with no password; Referer is the registered page that shows the results.
        self._headers = {"Authorization": aiohttp.encode_basic_auth(key, ""), "Referer": page}
        self._user_ip = user_ip

    async def deliver(self, parcel: Parcel) -> Delivered:
        """Search once. A search that keeps failing is an answer too: the person is told."""
        country, name = str(parcel.payload["country"]), str(parcel.payload["name"])
        locale = LOCALES.get(country)
        if locale is None:
            return self._found(parcel, {"outcome": "no_site", "name": name, "openings": [], "hits": 0})
        try:
            answer = await self._ask(locale, str(parcel.payload.get("keyword") or ""))
        except (DeliveryError, RecursionError) as error:
            log.warning("%s", error)
            return self._found(parcel, {"outcome": "failed", "name": name, "openings": [], "hits": 0})
        jobs, hits = answer.get("jobs"), answer.get("hits")
        listed = jobs if isinstance(jobs, list) else []
        openings = [opening(job) for job in listed if isinstance(job, Mapping) and _is_link(job.get("url"))]
        hits = max(hits, len(openings)) if isinstance(hits, int) else len(openings)
        return self._found(parcel, {"outcome": "found", "name": name, "openings": openings[:SHOWN], "hits": hits})

    @staticmethod
    def _found(parcel: Parcel, result: Mapping[str, Any]) -> Delivered:
        return Delivered(event=JobsFound(str(parcel.payload["place"]), result))

    async def _ask(self, locale: str, keyword: str) -> Mapping[str, Any]:
        query = {"locale_code": locale, "user_ip": self._user_ip, "user_agent": "Relaystack", "page": "1",
                 "page_size": "20", "sort": "date"} | ({"keywords": keyword} if keyword else {})  # fmt: skip
        try:
            async with self._http.session.get(
                self._url,
                params=query,
                headers=self._headers,
                allow_redirects=False,
            ) as answer:
                if answer.status in (401, 403):
                    raise Stopped("Careerjet does not accept the key, this address or the page", answer.status)
                if answer.status != 200:
                    raise Temporary("Careerjet does not answer as it should", answer.status)
                body = await answer.json(content_type=None)
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            raise Temporary(f"Careerjet does not answer: {type(error).__name__}") from error
        if not isinstance(body, Mapping):
            raise Temporary("Careerjet answers no JSON object")
        return body

    async def close(self) -> None:
        """Close the connections."""
        await self._http.close()


def opening(job: Mapping[str, Any]) -> dict[str, str]:
    """One opening in plain words; the link is Careerjet's own and stays unchanged."""
    return {
        "title": _plain(job.get("title"))[:80] or "Opening",
        "company": _plain(job.get("company"))[:50],
        "place": _plain(job.get("locations"))[:50],
        "pay": _plain(job.get("salary"))[:40],
        "url": str(job["url"]),
    }


def _is_link(url: Any) -> bool:
    return isinstance(url, str) and url.isprintable() and url.startswith(("https://", "http://"))


def _plain(value: Any) -> str:
    """Words that any database takes, without tags, entities and line breaks."""
    words = html.unescape(_TAG.sub("", value)) if isinstance(value, str) else ""
    return " ".join(words.replace("\x00", "").encode("utf-8", "replace").decode().split())
