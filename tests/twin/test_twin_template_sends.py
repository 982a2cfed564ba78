"""Which messages with a template does the twin refuse, and with which of Meta's codes?"""

from collections.abc import Iterator
from typing import Any

import pytest
from twin.twin_tools import Answer, Json, send

from metatwin import Customer, Twin
from metatwin.template import Template

A = "x"
PARTS: list[Json] = [
    {"type": "HEADER", "format": "TEXT", "text": "For {{who}}"},
    {"type": "BODY", "text": "Hello {{name}}, your order is on its way."},
    {"type": "BUTTONS", "buttons": [
        {"type": "QUICK_REPLY", "text": "Thanks"},
        {"type": "URL", "text": "Track", "url": "https://example.com/{{1}}"},
        {"type": "URL", "text": "Shop", "url": "https://example.com/"},
    ]},
]  # fmt: skip
NUMBERED: list[Json] = [{"type": "BODY", "text": "Hello {{1}}, welcome to us."}]


@pytest.fixture(scope="module")
def shop() -> Iterator[Twin]:
    with Twin() as twin:
        twin.faults.rates = False
        twin.customer("Amina", "15551230001", "US.111")
        twin.templates.add(Template("11", "order", "en", "UTILITY", PARTS, status="APPROVED"))
        twin.templates.add(Template("12", "numbered", "en", "UTILITY", NUMBERED, status="APPROVED"))
        yield twin


def text(value: Any, name: str | None = "name") -> Json:
    return {"type": "text", "text": value} | ({"parameter_name": name} if name else {})


def part(kind: str, *parameters: Json) -> Json:
    return {"type": kind, "parameters": list(parameters)}


def button(index: Any, parameter: Json, kind: str = "url") -> Json:
    return {"type": "button", "sub_type": kind, "index": index, "parameters": [parameter]}


WHO, NAME, TRACK = part("header", text("Ana", "who")), part("body", text("Ana")), button("1", text("17", None))
THANKS = button("0", {"type": "payload", "payload": "thanks"}, "quick_reply")


def order(*components: Json, name: str = "order", language: str = "en") -> Json:
    return {"name": name, "language": {"code": language}, "components": list(components)}


def sent(twin: Twin, template: Json) -> Answer:
    return send(twin, type="template", template=template)


GOOD = {
    "filled in": order(WHO, NAME, TRACK),
    "with a payload": order(WHO, NAME, THANKS, TRACK),
    "an index that is a number": order(WHO, NAME, button(1, text("17", None))),
    "Arabic and emoji": order(WHO, part("body", text("أمينة 🌍")), TRACK),
    "four spaces": order(WHO, part("body", text("A    B")), TRACK),
    "as long as it may be": order(WHO, part("body", text(A * 991)), TRACK),
    "numbered": order(part("body", text("Ana", None)), name="numbered"),
}

BAD: dict[str, tuple[Json, int]] = {
    "an unknown name": (order(WHO, NAME, TRACK, name="orders"), 132001),
    "another language": (order(WHO, NAME, TRACK, language="en_US"), 132001),
    "nothing filled in": (order(), 132000),
    "no header": (order(NAME, TRACK), 132000),
    "one too many": (order(WHO, part("body", text("Ana"), text("Bo", "other")), TRACK), 132000),
    "without its name": (order(WHO, part("body", text("Ana", None)), TRACK), 100),
    "under another name": (order(WHO, part("body", text("Ana", "who")), TRACK), 100),
    "a picture for words": (order(WHO, part("body", {"type": "image", "image": {"link": "https://a.de/b.png"}}), TRACK),
                            132012),
    "empty": (order(WHO, part("body", text("")), TRACK), 131008),
    "no text": (order(WHO, part("body", {"type": "text", "parameter_name": "name"}), TRACK), 131008),
    "a new line": (order(WHO, part("body", text("A\nB")), TRACK), 132018),
    "a tab": (order(WHO, part("body", text("A\tB")), TRACK), 132018),
    "five spaces": (order(WHO, part("body", text("A     B")), TRACK), 132018),
    "too long": (order(WHO, part("body", text(A * 992)), TRACK), 132005),
    "a header too long": (order(part("header", text(A * 57, "who")), NAME, TRACK), 132005),
    "a link without its end": (order(WHO, NAME), 131008),
    "an empty end": (order(WHO, NAME, button("1", text("", None))), 131008),
    "an end for a whole link": (order(WHO, NAME, TRACK, button("2", text("17", None))), 132018),
    "a button that is not there": (order(WHO, NAME, TRACK, button("3", text("17", None))), 132018),
    "a reply for a link": (order(WHO, NAME, button("1", {"type": "payload", "payload": A}, "quick_reply")), 132018),
}  # fmt: skip


@pytest.mark.parametrize("name", GOOD)
def test_what_fits_is_sent(shop: Twin, name: str) -> None:
    assert sent(shop, GOOD[name]).status == 200


@pytest.mark.parametrize("name", BAD)
def test_what_does_not_fit_is_refused(shop: Twin, name: str) -> None:
    before = len(shop.sent)
    template, code = BAD[name]
    refused = sent(shop, template)
    assert (refused.code, len(shop.sent)) == (code, before), refused.raw


@pytest.mark.parametrize(
    ("status", "code"),
    [("PENDING", 132001), ("REJECTED", 132001), ("IN_APPEAL", 132001), ("PAUSED", 132015), ("DISABLED", 132016)],
)
def test_only_what_is_approved_is_sent(shop: Twin, status: str, code: int) -> None:
    shop.templates.says("order", "en", status)
    assert sent(shop, GOOD["filled in"]).code == code
    shop.templates.says("order", "en", "REINSTATED")
    assert sent(shop, GOOD["filled in"]).status == 200


def test_what_is_deleted_is_sent_no_more(twin: Twin, amina: Customer) -> None:
    twin.templates.delete("hello")
    assert sent(twin, {"name": "hello", "language": {"code": "en_US"}}).code == 132001


def test_marketing_reaches_nobody_who_has_switched_it_off(twin: Twin, amina: Customer) -> None:
    hello = {"name": "hello", "language": {"code": "en_US"}}
    twin.chooses_marketing(amina, wanted=False, told=False)
    assert sent(twin, hello).status == 200, "utility goes"
    twin.templates.calls_it("hello", "en_US", "MARKETING")
    assert sent(twin, hello).code == 131050
    twin.chooses_marketing(amina, wanted=True, told=False)
    assert sent(twin, hello).status == 200


def test_a_template_goes_also_to_who_never_wrote(twin: Twin) -> None:
    twin.customer("Sofia", "15551230002")
    template = {"name": "hello", "language": {"code": "en_US"}}
    assert send(twin, to="+15551230002", type="template", template=template).status == 200
