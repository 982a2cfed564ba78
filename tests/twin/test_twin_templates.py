"""Does the twin keep templates as Meta does, and refuse what Meta refuses of them?"""

from collections.abc import Iterator
from typing import Any

import pytest
from twin.twin_tools import Answer, Json, Webhook, call

from metatwin import Twin
from metatwin.template import Template

A = "x"
WORDS = "Hello {{name}}, your order {{number}} is on its way to you."


def edge(twin: Twin, query: str = "") -> str:
    return f"{twin.url}/v25.0/{twin.business.waba_id}/message_templates{query}"


def body(words: str = WORDS, **examples: str) -> Json:
    """A BODY; without `examples` each variable has one."""
    shown = examples or {name: A for name in ("name", "number") if "{{" + name in words}
    named = [{"param_name": name, "example": example} for name, example in shown.items()]
    return {"type": "BODY", "text": words} | ({"example": {"body_text_named_params": named}} if named else {})


def header(words: str, **more: Any) -> Json:
    return {"type": "HEADER", "format": "TEXT", "text": words, **more}


def reply(title: str = "Yes") -> Json:
    return {"type": "QUICK_REPLY", "text": title}


def link(title: str = "Open", url: str = "https://example.com/a", **more: Any) -> Json:
    return {"type": "URL", "text": title, "url": url, **more}


def phone(title: str = "Call", number: str = "+15550140001") -> Json:
    return {"type": "PHONE_NUMBER", "text": title, "phone_number": number}


def with_buttons(*buttons: Json) -> Json:
    return {"components": [body(), {"type": "BUTTONS", "buttons": list(buttons)}]}


def with_parts(*parts: Json) -> Json:
    return {"components": [*parts, body()]}


def words(text: str, **examples: str) -> Json:
    return {"components": [body(text, **examples)]}


def create(twin: Twin, **parts: Any) -> Answer:
    new = {
        "name": "order", "language": "en", "category": "UTILITY", "parameter_format": "NAMED", "components": [body()],
    }  # fmt: skip
    return call("POST", edge(twin), {**new, **parts})


@pytest.fixture(scope="module")
def open_twin() -> Iterator[Twin]:
    with Twin() as twin:
        yield twin


@pytest.fixture
def empty(open_twin: Twin) -> Twin:
    open_twin.reset()
    return open_twin


def subcode(answer: Answer) -> int | None:
    found: int | None = answer.json["error"].get("error_subcode")
    return found


NUMBERED = {"type": "BODY", "text": "Hello {{1}}, welcome to us.", "example": {"body_text": [["Ana"]]}}
MANY = "{{name}} and {{number}} "
START = 2388299  # a variable at the start or the end

# name, accepted, refused, with the subcode
CREATIONS: list[tuple[str, Json, Json, int | None]] = [
    ("name of small letters", {"name": "order_2"}, {"name": "Order"}, None),
    ("name without hyphens", {"name": "a_b"}, {"name": "a-b"}, None),
    ("name at most 512", {"name": A * 512}, {"name": A * 513}, None),
    ("language code", {"language": "es_MX"}, {"language": "es-MX"}, None),
    ("language with its country", {"language": "pt_BR"}, {"language": "pt"}, None),
    ("category", {"category": "MARKETING"}, {"category": "TRANSACTIONAL"}, None),
    ("components at least one", {"components": [body()]}, {"components": []}, None),
    ("a body", {"components": [body()]}, {"components": [header("Hi")]}, None),
    ("each part once", with_parts(header("Hi")), with_parts(body()), None),
    ("header at most 60", with_parts(header(A * 60)), with_parts(header(A * 61)), 2388040),
    ("body at most 1024", words(A * 1024), words(A * 1025), 2388040),
    ("footer at most 60", with_parts({"type": "FOOTER", "text": A * 60}),
     with_parts({"type": "FOOTER", "text": A * 61}), 2388040),
    ("header without emoji", with_parts(header("News")), with_parts(header("News 🎉")), 2388072),
    ("header without markup", with_parts(header("News")), with_parts(header("*News*")), 2388072),
    ("header in one line", with_parts(header("News")), with_parts(header("News\nof today")), 2388072),
    ("header with one variable",
     with_parts(header("For {{who}}", example={"header_text_named_params": [{"param_name": "who", "example": A}]})),
     with_parts(header("For {{who}} in {{where}}")), 2388072),
    ("footer without variables", with_parts({"type": "FOOTER", "text": "Bye"}),
     with_parts({"type": "FOOTER", "text": "Bye {{name}}"}), 2388073),
    ("no variable at the start", words("Dear {{name}}, welcome to us."), words("{{name}}, welcome to us all."), START),
    ("no variable at the end", words("Welcome to us, {{name}} of ours."), words("Welcome to us, {{name}}."), START),
    ("words around variables", words("We thank you, {{name}}, for {{number}} of them."), words(f"Hi {MANY}x"), 2388293),
    ("named variables", words("Hello {{name}}, how are you?"), words("Hello {{Name}}, how are you?", Name=A), 2388072),
    ("numbers are no names", words("Hello {{name}}, welcome to us."), {"components": [NUMBERED]}, 2388072),
    ("numbers where they belong", {"parameter_format": "POSITIONAL", "components": [NUMBERED]},
     {"parameter_format": "POSITIONAL"}, 2388072),
    ("an example of each", words(WORDS), words(WORDS, name=A), 2388043),
    ("no empty example", words(WORDS), words(WORDS, name=A, number=""), 2388043),
    ("buttons at most 10", with_buttons(*(reply(str(n)) for n in range(10))),
     with_buttons(*(reply(str(n)) for n in range(11))), None),
    ("button at most 25", with_buttons(reply(A * 25)), with_buttons(reply(A * 26)), None),
    ("titles of their own", with_buttons(reply("1"), reply("2")), with_buttons(reply("1"), reply("1")), None),
    ("known buttons", with_buttons(reply()), with_buttons({"type": "SPIN", "text": A}), None),
    ("links at most 2", with_buttons(link("1"), link("2")), with_buttons(link("1"), link("2"), link("3")), None),
    ("one phone number", with_buttons(phone()), with_buttons(phone("1"), phone("2")), None),
    ("phone number at most 20", with_buttons(phone(number="+" + "1" * 19)),
     with_buttons(phone(number="+" + "1" * 20)), None),
    ("replies stay together", with_buttons(reply("1"), reply("2"), link()),
     with_buttons(reply("1"), link(), reply("2")), None),
    ("a web address", with_buttons(link()), with_buttons(link(url="example.com")), None),
    ("address at most 2000", with_buttons(link(url="https://a.de/" + A * 1987)),
     with_buttons(link(url="https://a.de/" + A * 1988)), None),
    ("variable at the address's end", with_buttons(link(url="https://a.de/{{1}}", example=["https://a.de/b"])),
     with_buttons(link(url="https://a.de/{{1}}/b", example=["https://a.de/b/b"])), None),
    ("example of an address", with_buttons(link(url="https://a.de/{{1}}", example=["https://a.de/b"])),
     with_buttons(link(url="https://a.de/{{1}}")), 2388043),
]  # fmt: skip


@pytest.mark.parametrize(("good", "bad", "code"), [row[1:] for row in CREATIONS], ids=[row[0] for row in CREATIONS])
def test_what_may_be_created(empty: Twin, good: Json, bad: Json, code: int | None) -> None:
    refused = create(empty, **bad)
    assert (refused.status, subcode(refused)) == (400, code), refused.raw
    assert call("GET", edge(empty)).json["data"] == []
    accepted = create(empty, **good)
    assert (accepted.status, accepted.json.get("status")) == (200, "PENDING"), accepted.raw


@pytest.mark.parametrize("raw", [b"{", b"[]", b""])
def test_what_is_no_template_is_refused(empty: Twin, raw: bytes) -> None:
    assert call("POST", edge(empty), raw).code == 100


def test_only_the_business_may_ask(empty: Twin) -> None:
    assert (call("GET", edge(empty), token="wrong").status, call("GET", edge(empty), token="wrong").code) == (401, 190)
    assert subcode(call("GET", f"{empty.url}/v25.0/77/message_templates")) == 33


def test_one_language_once(empty: Twin) -> None:
    assert create(empty).status == 200
    assert subcode(create(empty)) == 2388024
    assert create(empty, language="fr").status == 200


def test_a_hundred_an_hour(empty: Twin) -> None:
    assert [create(empty, name=f"n{n}").status for n in range(100)] == [200] * 100
    assert create(empty, name="one_more").code == 80008
    empty.pass_time(60)
    assert create(empty, name="one_more").status == 200


def test_an_account_has_room_for_so_many_names(empty: Twin) -> None:
    empty.templates.most = 2
    assert [create(empty, name=name).status for name in ("a", "b")] == [200, 200]
    assert create(empty, name="b", language="fr").status == 200, "languages of one name count once"
    assert subcode(create(empty, name="c")) == 2388019


def test_the_list_comes_in_pages(empty: Twin) -> None:
    for n in range(5):
        create(empty, name=f"n{n}")
    first = call("GET", edge(empty, "?limit=3")).json
    assert ([one["name"] for one in first["data"]], "next" in first["paging"]) == (["n0", "n1", "n2"], True)
    last = call("GET", edge(empty, f"?limit=3&after={first['paging']['cursors']['after']}")).json
    assert ([one["name"] for one in last["data"]], "next" in last["paging"]) == (["n3", "n4"], False)
    assert call("GET", edge(empty, "?after=nonsense")).code == 131059


def edited(twin: Twin, id: str, **new: Any) -> Answer:
    return call("POST", f"{twin.url}/v25.0/{id}", {"components": [body()], **new})


def test_what_is_in_review_takes_no_changes(empty: Twin) -> None:
    id = create(empty).json["id"]
    assert subcode(edited(empty, id)) == 2388003
    empty.templates.get("order", "en").status = "REJECTED"
    assert edited(empty, id, category="MARKETING").json == {"success": True}
    made = empty.templates.get("order", "en")
    assert (made.status, made.category) == ("PENDING", "MARKETING")


def test_what_is_approved_keeps_its_category_and_takes_one_change_a_day(empty: Twin) -> None:
    id = create(empty).json["id"]
    made = empty.templates.get("order", "en")
    for changes in range(10):
        made.status = "APPROVED"
        assert subcode(edited(empty, id, category="MARKETING")) == 2388004
        assert edited(empty, id).status == 200
        made.status = "APPROVED"
        assert edited(empty, id).status == 400, f"a second one on day {changes}"
        empty.pass_time(24 * 60)
    assert "10 times in 30 days" in edited(empty, id).json["error"]["error_user_msg"]
    made.status = "PAUSED"
    assert edited(empty, id).status == 200, "what is paused may be changed as often as one likes"


def test_an_unknown_template_cannot_be_changed(empty: Twin) -> None:
    assert subcode(edited(empty, "12345")) == 33


def test_what_is_deleted_leaves_its_name_taken_for_30_days(empty: Twin) -> None:
    create(empty)
    id = create(empty, language="fr").json["id"]
    assert call("DELETE", edge(empty, f"?name=order&hsm_id={id}")).json == {"success": True}
    assert [one["language"] for one in call("GET", edge(empty)).json["data"]] == ["en"]
    assert subcode(create(empty, language="fr")) == 2388023
    empty.pass_time(30 * 24 * 60)
    assert create(empty, language="fr").status == 200
    assert call("DELETE", edge(empty, "?name=order")).status == 200
    assert call("GET", edge(empty)).json["data"] == []
    assert call("DELETE", edge(empty, "?name=order")).status == 400


def test_the_business_is_told_of_all_that_becomes_of_it(twin: Twin, webhook: Webhook) -> None:
    about = {"message_template_name": "hello", "message_template_language": "en-US", "message_template_id": 1}
    twin.templates.says("hello", "en_US", "PAUSED", "low quality")
    twin.templates.rates("hello", "en_US", "RED")
    twin.templates.announces("hello", "en_US", "MARKETING")
    twin.templates.calls_it("hello", "en_US", "MARKETING")
    twin.wait_for(lambda: len(webhook.values) == 4)
    told = {frozenset(value.items() - {"category_update_timestamp": 0}.items()) for value in webhook.values}
    wanted: list[Json] = [
        {"event": "PAUSED", "reason": "low quality", "message_template_category": "UTILITY"},
        {"previous_quality_score": "UNKNOWN", "new_quality_score": "RED"},
        {"previous_category": "UTILITY", "new_category": "MARKETING"},
    ]
    for value in wanted:
        assert frozenset({**about, **value}.items()) in told
    [coming] = [value for value in webhook.values if "correct_category" in value]
    assert (coming["correct_category"], coming["new_category"]) == ("MARKETING", "UTILITY")


def test_where_nobody_reviews_it_is_approved_at_once() -> None:
    with Twin(human=True) as twin:
        assert create(twin).json["status"] == "APPROVED"


def test_numbered_templates_are_listed_as_such(empty: Twin) -> None:
    empty.templates.add(Template("7", "old", "en", "UTILITY", [NUMBERED], status="APPROVED"))
    create(empty)
    listed = {one["name"]: one["parameter_format"] for one in call("GET", edge(empty)).json["data"]}
    assert listed == {"old": "POSITIONAL", "order": "NAMED"}
