"""What Careerjet's answers say: other people's words, of any shape and length, made plain."""

import html
import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from relaystack.engine.choices import TITLE
from relaystack.engine.text import shorten
from relaystack.errors import Temporary

PLACES = 8  # that a person may choose from
LONGEST_LINK = 1000
MOST_HITS = 1_000_000_000
_TAG = re.compile(r"<[^<>]*>")
_CUT = 2000  # characters of a text that are looked at
# What reaches beyond the words it stands in: marks of direction that nobody has closed, and WhatsApp's marks for bold.
_REACHES_OUT = dict.fromkeys(map(ord, "*~`\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"))


def page_of(answer: Mapping[str, Any]) -> dict[str, Any]:
    """One page of Careerjet's in plain words, as it is kept: openings, or the places to choose from."""
    jobs, hits, pages = answer.get("jobs"), answer.get("hits"), answer.get("pages")
    listed = jobs if isinstance(jobs, list) else []
    openings = [opening(job) for job in listed[:100] if isinstance(job, Mapping) and _is_link(job.get("url"))]
    if listed and not openings:
        raise Temporary("Careerjet answers with openings that are none")
    return {
        "openings": openings,
        "hits": min(max(hits, len(openings)), MOST_HITS) if isinstance(hits, int) else len(openings),
        "pages": pages if isinstance(pages, int) else 1,
        "places": _places(answer.get("locations")) if answer.get("type") == "LOCATIONS" else [],
    }


def _places(listed: Any) -> list[dict[str, str]]:
    rows: Sequence[Any] = listed[:100] if isinstance(listed, list) else ()
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
    low, high = sorted((low or high, high or low))
    if not high or not re.fullmatch("[A-Z]{3}", currency) or per not in ("Y", "M", "W", "D", "H"):
        return None
    return {"low": low, "high": high, "currency": currency, "per": per}


def _amount(value: Any) -> int:
    try:
        return round(float(value)) if not isinstance(value, bool) and 0 < float(value) < 1e9 else 0
    except (TypeError, ValueError, OverflowError):
        return 0


def _is_link(url: Any) -> bool:
    if not isinstance(url, str) or len(url) > LONGEST_LINK:
        return False
    return url.isprintable() and url.startswith(("https://", "http://"))


def _plain(value: Any) -> str:
    """Words that any database takes, without tags, entities and line breaks."""
    words = html.unescape(_TAG.sub("", value[:_CUT])) if isinstance(value, str) else ""
    words = "".join(c for c in words.translate(_REACHES_OUT) if c.isspace() or unicodedata.category(c) != "Cc")
    return " ".join(words.encode("utf-8", "replace").decode().split())
