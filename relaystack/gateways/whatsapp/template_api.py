"""Meta's list of message templates: asked for, added to, changed (Graph API, edge message_templates)."""

import json
from collections.abc import Mapping
from typing import Any

import aiohttp

from relaystack.engine.message_templates import Listed, MessageTemplate, Wording
from relaystack.errors import DeliveryError, InDoubt, Refused, Temporary

from ..http import Http, read_body, retry_after
from . import errors
from .graph import Graph
from .json_shapes import items, mapping, text, whole
from .template_shapes import components, creation, listed

PAGE, PAGES = 100, 100  # an account has 6,000 templates at the most
LARGEST = 20_000_000  # bytes of a page; a hundred templates are a twentieth of that
FIELDS = "id,name,language,status,category,components,quality_score,rejected_reason"
LOST_PLACE = 131059  # "bad pagination cursor": from the beginning, once
_HOUR = "Meta lets an account make only so many changes an hour: try again in an hour"
# What staff can do about it; beside Meta's own words.
ADVICE = {
    4: _HOUR, 80007: _HOUR, 80008: _HOUR,
    10: "the token needs the permission whatsapp_business_management",
    190: "WHATSAPP_TOKEN is not accepted any more: make a new one",
    33: "WHATSAPP_BUSINESS_ACCOUNT_ID is wrong, or the token may not use that account",
}  # fmt: skip
SUBCODES = {
    2388019: "the account has as many templates as it may: delete some in WhatsApp Manager",
    2388023: "this language is being deleted at Meta; a new one can be made four weeks later, or under another name",
    2388024: "Meta has words in this language already: `flask templates diff` shows them",
    2388293: "too many things to fill in for so few words",
    2388299: "something to fill in stands at the beginning or the end",
}  # fmt: skip


class TemplateApi:
    """The templates of one business account."""

    def __init__(self, http: Http, graph: Graph, account_id: str) -> None:
        self._http = http
        self._graph = graph
        self._edge = graph.at(account_id, "message_templates")

    async def listed(self) -> list[Listed]:
        """All of them. The next page is asked for by its cursor: the token follows no link out of an answer."""
        try:
            return await self._pages()
        except DeliveryError as error:
            if error.code != LOST_PLACE:
                raise
            return await self._pages()

    async def _pages(self) -> list[Listed]:
        found: list[Listed] = []
        places = [""]
        while True:
            answer = await self._ask("GET", self._edge.with_query(_page(places[-1])))
            if not isinstance(answer.get("data"), list):  # what is missing from the list counts as deleted
                raise Temporary("Meta answers with no list of templates")
            found += [one for row in items(answer, "data") if (one := listed(row)).name and one.language]
            paging = mapping(answer, "paging")
            if not text(paging, "next"):
                return found
            after = text(mapping(paging, "cursors"), "after")
            if not after or after in places or len(places) == PAGES:
                raise Refused("Meta's list of templates does not end")
            places.append(after)

    async def create(self, template: MessageTemplate, wording: Wording) -> Listed:
        """Make a template; the answer has its id, its status, and the category that Meta gave it."""
        answer = await self._ask("POST", self._edge, creation(template, wording))
        if not text(answer, "id"):
            raise Temporary("Meta's answer names no template: it may have been made")
        status, category = text(answer, "status").upper()[:40], text(answer, "category").upper()[:40]
        return Listed(text(answer, "id")[:40], template.name, wording.language, status or "PENDING", category)

    async def edit(self, id: str, wording: Wording, category: str) -> None:
        """Change the words of a template, and its category where one is given."""
        new = {"components": components(wording)} | ({"category": category.upper()} if category else {})
        answer = await self._ask("POST", self._graph.at(id), new)
        if answer.get("success") is False:
            raise Refused("Meta says that it has not been changed, and not why")

    async def _ask(self, method: str, url: Any, body: Any = None) -> Mapping[str, Any]:
        try:
            async with self._http.session.request(
                method, url, json=body, headers=self._graph.headers, allow_redirects=False
            ) as answer:
                raw, wait = await read_body(answer, LARGEST, "Meta"), retry_after(answer.headers.get("Retry-After"))
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise Temporary(f"Meta cannot be reached: {type(error).__name__}") from error
        try:
            data: Any = json.loads(raw)
        except (ValueError, RecursionError):
            data = None
        if answer.status == 200 and isinstance(data, Mapping) and "error" not in data:
            return data
        raise _in_words(errors.from_answer(answer.status, data, wait), mapping(data, "error"))

    async def close(self) -> None:
        """Close the connections."""
        await self._http.close()


def _page(after: str) -> dict[str, str]:
    return {"fields": FIELDS, "limit": str(PAGE)} | ({"after": after} if after else {})


def _in_words(error: DeliveryError, told: Mapping[str, Any]) -> DeliveryError:
    """The same error with what Meta says to people, and with what to do."""
    code = error.code
    advice = SUBCODES.get(whole(told, "error_subcode") or 0) or ADVICE.get(10 if 200 <= code < 300 else code, "")
    meta = text(told, "error_user_msg") or text(mapping(told, "error_data"), "details")
    error.title = ": ".join(dict.fromkeys(part[:300] for part in (error.title, meta, advice) if part))
    error.args = (f"{error.title} ({code})" if code else error.title,)
    return Temporary(error.title, code) if isinstance(error, InDoubt) else error
