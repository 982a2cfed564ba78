"""Does the twin refuse exactly what Meta refuses?"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from twin.twin_tools import HELLO, Json, a_list, buttons, call, messages_url, sections, send

from metatwin import Customer, Twin

A = "x"


@pytest.fixture(scope="module")
def open_twin() -> Iterator[Twin]:
    with Twin() as twin:
        twin.faults.rates = False
        twin.templates.add(replace(HELLO))
        twin.says(twin.customer("Amina", "15551230001", "US.111"), "hi")
        yield twin


def text(body: Any) -> Json:
    return {"text": {"body": body}}


def image(**parts: Any) -> Json:
    return {"type": "image", "image": {"link": "https://example.com/a.png", **parts}}


def a_link(title: str, url: str = "https://example.com/") -> Json:
    action = {"name": "cta_url", "parameters": {"display_text": title, "url": url}}
    return {
        "type": "interactive",
        "interactive": {"type": "cta_url", "body": {"text": "b"}, "action": action},
    }


def button_ids(*ids: str) -> Json:
    rows = [{"type": "reply", "reply": {"id": id_, "title": f"T{n}"}} for n, id_ in enumerate(ids)]
    return {
        "type": "interactive",
        "interactive": {"type": "button", "body": {"text": "b"}, "action": {"buttons": rows}},
    }


def row_ids(*ids: str) -> Json:
    return a_list([{"rows": [{"id": id_, "title": "T"} for id_ in ids]}])


def body_of(length: int) -> Json:
    return buttons("Yes", body={"text": A * length})


def header_of(length: int) -> Json:
    return buttons("Yes", header={"type": "text", "text": A * length})


def footer_of(length: int) -> Json:
    return buttons("Yes", footer={"text": A * length})


def list_body_of(length: int) -> Json:
    return a_list(sections(1), body={"text": A * length})


def description_of(length: int) -> Json:
    return a_list(sections(1, description=A * length))


def preview(value: Any) -> Json:
    return {"text": {"body": A, "preview_url": value}}


def flow(title: str) -> Json:
    parameters = {"flow_message_version": "3", "flow_id": "1", "flow_cta": title}
    action = {"name": "flow", "parameters": parameters}
    return {"type": "interactive", "interactive": {"type": "flow", "body": {"text": "b"}, "action": action}}


def action_name(kind: str, name: str) -> Json:
    return {
        "type": "interactive",
        "interactive": {"type": kind, "body": {"text": "b"}, "action": {"name": name}},
    }


def asks_place(name: str) -> Json:
    return action_name("location_request_message", name)


def asks_phone(name: str) -> Json:
    return action_name("contact_request", name)


def titled(*titles: str | None) -> Json:
    parts = sections(*[1] * len(titles))
    for part, title in zip(parts, titles, strict=True):
        part["title"] = title
    return a_list([{key: value for key, value in part.items() if value is not None} for part in parts])


def place(latitude: float, longitude: float) -> Json:
    return {"type": "location", "location": {"latitude": latitude, "longitude": longitude}}


def people(count: int) -> Json:
    return {"type": "contacts", "contacts": [{"name": {"formatted_name": "Zoe"}}] * count}


def template(**parts: Any) -> Json:
    return {"type": "template", "template": {"name": "hello", "language": {"code": "en_US"}, **parts}}


# name, accepted just at the limit, refused just over it, with the code
LIMITS: list[tuple[str, Json, Json, int]] = [
    ("text at most 4096", text(A * 4096), text(A * 4097), 100),
    ("text at least 1", text(A), text(""), 100),
    ("text counts characters", text("🏠" * 4096), text("🏠" * 4097), 100),
    ("text is a string", text("1"), text(1), 131009),
    ("text has a body", text("1"), {"text": {}}, 131008),
    ("text is there", text("1"), {"text": None}, 131008),
    ("preview_url", preview(True), preview(1), 131009),
    ("unknown key of a text", text(A), {"text": {"body": A, "bold": True}}, 100),
    ("unknown key of a message", {"recipient_type": "individual"}, {"colour": "red"}, 100),
    ("known type", {"type": "text"}, {"type": "poll"}, 100),
    ("individual", {"recipient_type": "individual"}, {"recipient_type": "group"}, 100),
    ("product", {"messaging_product": "whatsapp"}, {"messaging_product": "messenger"}, 100),
    ("product is there", {"messaging_product": "whatsapp"}, {"messaging_product": None}, 100),
    ("to is a number, with or without a plus", {"to": "1 555-123-0001"}, {"to": "1555123000x"}, 131009),
    ("to is a number", {"to": "+1 (555) 123-0001"}, {"to": "+1555amina"}, 131009),
    ("to or recipient", {"to": None, "recipient": "US.111"}, {"to": None}, 131008),
    ("to is known", {"to": "+15551230001"}, {"to": "+15551239999"}, 131026),
    ("recipient is known", {"to": None, "recipient": "US.111"}, {"to": None, "recipient": "US.9"}, 131026),
    ("not to oneself", {"to": "+15551230001"}, {"to": "+15550783881"}, 131021),
    ("callback data", {"biz_opaque_callback_data": A * 512}, {"biz_opaque_callback_data": A * 513}, 100),
    ("context", {"context": {"message_id": "wamid.x"}}, {"context": {}}, 131008),
    ("caption at most 1024", image(caption=A * 1024), image(caption=A * 1025), 131009),
    ("media link", image(), image(link="ftp://example.com/a"), 131009),
    ("media there", image(), {"type": "image", "image": {}}, 131008),
    ("media known", image(), {"type": "image", "image": {"id": "404"}}, 100),
    ("buttons at most 3", buttons("1", "2", "3"), buttons("1", "2", "3", "4"), 131009),
    ("buttons at least 1", buttons("1"), buttons(), 131009),
    ("button title at most 20", buttons(A * 20), buttons(A * 21), 131009),
    ("button title at least 1", buttons(A), buttons(""), 131009),
    ("button titles unique", buttons("1", "2"), buttons("1", "1"), 131009),
    ("button id at most 256", button_ids(A * 256), button_ids(A * 257), 131009),
    ("button id at least 1", button_ids(A), button_ids(""), 131009),
    ("button ids unique", button_ids("1", "2"), button_ids("1", "1"), 131009),
    ("body at most 1024", body_of(1024), body_of(1025), 131009),
    ("body at least 1", body_of(1), body_of(0), 131009),
    ("header at most 60", header_of(60), header_of(61), 131009),
    ("header at least 1", header_of(1), header_of(0), 131009),
    ("footer at most 60", footer_of(60), footer_of(61), 131009),
    (
        "header kind of buttons",
        buttons("1", header={"type": "image", "image": {"link": "https://example.com/a.png"}}),
        buttons("1", header={"type": "sticker", "sticker": {"link": "https://example.com/a.webp"}}),
        131009,
    ),
    (
        "header kind of lists",
        a_list(sections(1), header={"type": "text", "text": A * 60}),
        a_list(sections(1), header={"type": "image", "image": {"link": "https://example.com/a.png"}}),
        131009,
    ),
    ("list body at most 1024", list_body_of(1024), list_body_of(1025), 131009),
    ("list button at most 20", a_list(sections(1), A * 20), a_list(sections(1), A * 21), 131009),
    ("list button at least 1", a_list(sections(1), A), a_list(sections(1), ""), 131009),
    ("sections at most 10", a_list(sections(*[1] * 10)), a_list(sections(*[1] * 11)), 131009),
    ("sections at least 1", a_list(sections(1)), a_list([]), 131009),
    ("rows of one section at most 10", a_list(sections(10)), a_list(sections(11)), 131009),
    ("rows in total at most 10", a_list(sections(5, 5)), a_list(sections(5, 6)), 131009),
    ("rows at least 1", a_list(sections(1)), a_list(sections(0)), 131009),
    ("section title at most 24", titled(A * 24), titled(A * 25), 131009),
    ("section title when several", titled("1", "2"), titled("1", None), 131008),
    ("section title alone", titled(None), titled(None, None), 131008),
    ("row title at most 24", a_list(sections(1, title=A * 24)), a_list(sections(1, title=A * 25)), 131009),
    ("row title at least 1", a_list(sections(1, title=A)), a_list(sections(1, title="")), 131009),
    ("row description at most 72", description_of(72), description_of(73), 131009),
    ("row id at most 200", row_ids(A * 200), row_ids(A * 201), 131009),
    ("row id at least 1", row_ids(A), row_ids(""), 131009),
    ("row ids unique", row_ids("1", "2"), row_ids("1", "1"), 131009),
    ("row ids unique across sections", a_list(sections(1, 1)), a_list(sections(1, 1, id="same")), 131009),
    ("link title at most 20", a_link(A * 20), a_link(A * 21), 131009),
    ("link is a URL", a_link("Book"), a_link("Book", "example.com"), 131009),
    ("flow title at most 30", flow(A * 30), flow(A * 31), 131009),
    ("location request", asks_place("send_location"), asks_place("send"), 131009),
    ("contact request", asks_phone("request_contact_info"), asks_phone("ask"), 131009),
    ("known interactive type", buttons("1"), action_name("poll", "poll"), 131009),
    ("latitude", place(90, 0), place(90.1, 0), 131009),
    ("longitude", place(0, -180), place(0, -180.1), 131009),
    ("contacts at most 257", people(257), people(258), 131009),
    ("template language", template(), template(language={}), 131008),
    (
        "reaction emoji",
        {"type": "reaction", "reaction": {"message_id": "wamid.x", "emoji": ""}},
        {"type": "reaction", "reaction": {"message_id": "wamid.x"}},
        131008,
    ),
]  # fmt: skip


@pytest.mark.parametrize(("good", "bad", "code"), [row[1:] for row in LIMITS], ids=[row[0] for row in LIMITS])
def test_limit(open_twin: Twin, good: Json, bad: Json, code: int) -> None:
    accepted = send(open_twin, **good)
    assert accepted.status == 200, accepted.raw
    refused = send(open_twin, **bad)
    assert (refused.status, refused.code) == (400, code), refused.raw
    assert open_twin.sent[-1].wamid == accepted.json["messages"][0]["id"]


def test_a_refusal_looks_like_metas(open_twin: Twin) -> None:
    error = send(open_twin, **buttons(A * 21)).json["error"]
    assert error["message"] == "(#131009) Parameter value is not valid"
    assert error["type"] == "OAuthException"
    assert "Max length: 20" in error["error_data"]["details"]
    assert error["error_data"]["messaging_product"] == "whatsapp"
    assert error["fbtrace_id"]


@pytest.mark.parametrize("raw", [b"{", b"[]", b'"text"', b"\xff", b""])
def test_what_is_no_json_object_is_refused(open_twin: Twin, raw: bytes) -> None:
    assert call("POST", messages_url(open_twin), raw).code == 100


def test_a_wrong_token_is_refused(open_twin: Twin) -> None:
    answer = call("POST", messages_url(open_twin), {}, token="wrong")
    assert (answer.status, answer.code) == (401, 190)


def test_an_unknown_number_is_refused(open_twin: Twin) -> None:
    answer = call("POST", f"{open_twin.url}/v25.0/1/messages", {})
    assert (answer.status, answer.code, answer.json["error"]["error_subcode"]) == (400, 100, 33)


@pytest.mark.parametrize("path", ["/", "/v25.0/1/2/3", "/messages", "/v25.0/106540352242922/messages/"])
def test_an_unknown_path_gets_metas_error(open_twin: Twin, path: str) -> None:
    answer = call("POST", open_twin.url + path, {})
    assert (answer.status, answer.code) == (404, 2500)


def test_the_window_closes_after_24_hours(twin: Twin, amina: Customer) -> None:
    twin.pass_time(24 * 60 - 1)
    assert send(twin).status == 200
    twin.pass_time(1)
    assert send(twin).code == 131047
    assert send(twin, **template()).status == 200
    twin.says(amina, "again")
    assert send(twin).status == 200


def test_the_window_is_closed_to_who_never_wrote(twin: Twin) -> None:
    twin.customer("Sofia", "15551230002")
    assert send(twin, to="+15551230002").code == 131047


def test_the_pair_rate_allows_a_burst_of_45(twin: Twin, amina: Customer) -> None:
    assert [send(twin).status for _ in range(45)] == [200] * 45
    assert send(twin).code == 131056
    tiago = twin.customer("Tiago", bsuid="BR.1", shows_phone=False)
    twin.says(tiago, "hi")
    assert send(twin, to=None, recipient="BR.1").status == 200, "one pair holds nobody else"


def test_the_rate_of_the_number(twin: Twin, amina: Customer) -> None:
    twin.faults.number_per_second = 1.0
    assert [send(twin).code for _ in range(2)] == [None, 130429]


def test_the_rates_can_be_switched_off(twin: Twin, amina: Customer) -> None:
    twin.faults.pair_burst = 1
    twin.faults.rates = False
    assert [send(twin).status for _ in range(3)] == [200] * 3
