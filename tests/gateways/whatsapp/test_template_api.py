"""Is Meta's list of templates read with care, whatever is answered, and is nothing taken for an empty list?"""

import asyncio
import json
import threading
from collections.abc import Callable, Iterator
from typing import Any

import aiohttp
import pytest
from fakes.web import Answer, Asked, WebServer

from relaystack.engine.message_templates import Listed, MessageTemplate, Wording
from relaystack.errors import DeliveryError
from relaystack.gateways.http import Http
from relaystack.gateways.whatsapp.graph import Graph
from relaystack.gateways.whatsapp.template_api import LARGEST, TemplateApi

HTML = b"<html><body><h1>502 Bad Gateway</h1></body></html>"
BODY = {"type": "BODY", "text": "Hello you"}


class Meta:
    """Answers with `bodies`, the last one again and again."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self.bodies: list[Answer] = []
        self.server = WebServer(self._answer)

    def _answer(self, asked: Asked) -> Answer:
        self.asked.append(asked)
        return self.bodies[min(len(self.asked), len(self.bodies)) - 1]

    def says(self, *bodies: bytes | dict[str, Any] | Answer) -> "Meta":
        """Answer so from now on."""
        self.asked.clear()
        self.bodies = [one if isinstance(one, Answer) else Answer(body=_raw(one)) for one in bodies]
        return self

    def asks(self, work: Callable[[TemplateApi], Any], seconds: float = 10) -> Any:
        """What the list's client makes of it."""

        async def run() -> Any:
            graph = Graph(self.server.url, "v25.0", "1", "token", production=False)
            api = TemplateApi(Http(aiohttp.ClientTimeout(total=seconds)), graph, "7")
            try:
                return await work(api)
            finally:
                await api.close()

        return asyncio.run(run())


def _raw(body: bytes | dict[str, Any]) -> bytes:
    return body if isinstance(body, bytes) else json.dumps(body).encode()


@pytest.fixture(scope="module")
def server() -> Iterator[Meta]:
    """One server for all."""
    meta = Meta()
    yield meta
    meta.server.close()


def row(name: str, *components: Any, category: str = "UTILITY") -> dict[str, Any]:
    """A row of the list."""
    return {
        "id": "5",
        "name": name,
        "language": "en",
        "status": "APPROVED",
        "category": category,
        "components": [*components],
    }


def page(name: str, after: str | None = None) -> dict[str, Any]:
    """A page with one template; `after` leads to the next one."""
    paging = {} if after is None else {"next": "https://x.invalid/", "cursors": {"after": after}}
    return {"data": [row(name, BODY)], "paging": paging}


def listed(meta: Meta, seconds: float = 10) -> list[Listed]:
    found: list[Listed] = meta.asks(lambda api: api.listed(), seconds)
    return found


def test_all_pages_are_read_and_the_token_follows_no_link(server: Meta) -> None:
    found = listed(server.says(page("a", "1"), page("b", "2"), page("c")))
    assert [one.name for one in found] == ["a", "b", "c"]
    assert [one.query.get("after") for one in server.asked] == [None, "1", "2"]


def test_a_thousand_templates_are_read(server: Meta) -> None:
    pages = [{**page("x", str(n)), "data": [row(f"t{n}_{i}", BODY) for i in range(100)]} for n in range(9)]
    found = listed(server.says(*pages, {"data": [row(f"t9_{i}", BODY) for i in range(100)]}))
    assert (len(found), len({one.name for one in found}), len(server.asked)) == (1000, 1000, 10)


@pytest.mark.parametrize(
    ("bodies", "words"),
    [
        ([page("a", "1"), page("b", "2"), page("c", "1")], "does not end"),  # round and round
        ([page("a", "")], "does not end"),  # more, and no way to it
        ([{}], "no list of templates"),
        ([{"ok": True}], "no list of templates"),
        ([{"data": {"name": "a"}}], "no list of templates"),
        ([page("a", "1"), {"paging": {}}], "no list of templates"),
        ([HTML], "not by Meta"),
        ([json.dumps(page("a")).encode()[:-9]], "not by Meta"),
        ([b"[" * 100_000], "not by Meta"),
        ([b"\xff\xfe"], "not by Meta"),
        ([b""], "not by Meta"),
        ([{"error": {"code": 190, "message": "expired"}}], "make a new one"),
        ([Answer(status=302, headers=(("Location", "/elsewhere"),))], "not by Meta"),
        ([Answer(status=502, body=HTML)], "HTTP 502"),
        (
            [Answer(body=b'{"data": [', headers=(("Content-Length", "9000"), ("Connection", "close")))],
            "cannot be reached",
        ),
        ([Answer(hangs_up=True)], "cannot be reached"),
    ],
)
def test_what_is_no_list_is_no_empty_list(server: Meta, bodies: list[Any], words: str) -> None:
    with pytest.raises(DeliveryError, match=words):
        listed(server.says(*bodies))
    assert len(server.asked) <= 3


def test_a_slow_answer_is_waited_for_so_long(server: Meta) -> None:
    gate = threading.Event()
    server.says(Answer(waits_for=gate))
    with pytest.raises(DeliveryError, match="cannot be reached: "):
        listed(server, seconds=0.2)
    gate.set()


def test_an_answer_without_end_is_not_read_to_it(server: Meta) -> None:
    with pytest.raises(DeliveryError, match="more than anybody can read"):
        listed(server.says(Answer(body=b'{"data": [' + b" " * LARGEST)))


@pytest.mark.parametrize(
    ("components", "unlike"),
    [
        ([BODY, {"type": "CAROUSEL", "cards": [{"components": [BODY]}]}], "CAROUSEL"),
        ([BODY, {"type": "LIMITED_TIME_OFFER", "limited_time_offer": {"text": "x"}}], "LIMITED_TIME_OFFER"),
        ([{"type": "HEADER", "format": "IMAGE", "example": {"header_handle": ["x"]}}, BODY], "IMAGE"),
        ([BODY, {"type": "BUTTONS", "buttons": [{"type": "FLOW", "text": "Go", "flow_id": 1}]}], "FLOW"),
        ([BODY, {"type": "BUTTONS", "buttons": [{"type": "OTP", "otp_type": "COPY_CODE"}]}], "OTP"),
        ([{"type": "BODY", "add_security_recommendation": True}], "a body without words"),
        ([], "a body without words"),
        ([{"type": "BODY", "text": ["x"]}, "y", None, 5], "a body without words"),
        ([BODY, {"type": "BUTTONS", "buttons": {"type": "URL"}}], ""),
    ],
)
def test_what_our_files_cannot_hold_is_named(server: Meta, components: list[Any], unlike: str) -> None:
    [found] = listed(server.says({"data": [row("a", *components)]}))
    assert (found.unlike_ours, found.wording is None) == (unlike, bool(unlike))


def test_another_category_is_named(server: Meta) -> None:
    [found] = listed(server.says({"data": [row("a", BODY, category="AUTHENTICATION")]}))
    assert (found.unlike_ours, found.wording) == ("the category AUTHENTICATION", None)


def test_a_creation_without_an_id_may_have_been_made(server: Meta) -> None:
    wording = Wording("en", "Hello you")
    template = MessageTemplate("a", "utility", {"en": wording})
    with pytest.raises(DeliveryError, match="may have been made"):
        server.says({}).asks(lambda api: api.create(template, wording))
    made = server.says({"id": 12}).asks(lambda api: api.create(template, wording))
    assert (made.id, made.status) == ("12", "PENDING")
    with pytest.raises(DeliveryError, match="not been changed"):
        server.says({"success": False}).asks(lambda api: api.edit("12", wording, ""))
