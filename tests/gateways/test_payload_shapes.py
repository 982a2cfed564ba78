"""Does every reply become something that Meta takes, whatever its lengths? The twin says, by Meta's rules."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from metatwin import Customer, Twin
from metatwin.messages import Sent
from relaystack.engine.carrier import OutgoingItem
from relaystack.engine.replies import Choice, Document, Link, Reply
from relaystack.errors import Refused
from relaystack.gateways.http import Http
from relaystack.gateways.whatsapp.client import WhatsApp
from relaystack.gateways.whatsapp.payloads import message

Send = Callable[..., Sent]


@pytest.fixture
def ann(twin: Twin) -> Customer:
    """A customer who has just written."""
    ann = twin.customer("Ann", phone="15550200001", bsuid="US.42")
    twin.says(ann, "hi")
    return ann


@pytest.fixture
def send(twin: Twin, ann: Customer) -> Send:
    """Sends a reply to Ann; what arrived."""

    def send(reply: Reply, key: str = "wamid.1/menu/0", **address: Any) -> Sent:
        async def run() -> None:
            http = Http()
            try:
                carrier = WhatsApp(http, twin.url, "v25.0", twin.business.phone_number_id, "twin-token")
                delivered = await carrier.deliver(
                    OutgoingItem(key, reply.to_json(), **(address or {"phone": ann.phone}))
                )
                assert delivered.id == twin.sent[-1].wamid
            finally:
                await http.close()

        asyncio.run(run())
        return twin.sent[-1]

    return send


def choices(count: int, title: str = "Option {n}", id: str = "menu.x:{n}", description: str = "") -> tuple[Choice, ...]:
    return tuple(Choice(id.format(n=n), title.format(n=n), description) for n in range(1, count + 1))


@pytest.mark.parametrize(("count", "kind"), [(1, "button"), (3, "button"), (4, "list"), (10, "list")])
def test_up_to_three_choices_are_buttons_up_to_ten_a_list(send: Send, count: int, kind: str) -> None:
    sent = send(Reply("Choose", choices(count), button="Menu"))
    assert (sent.type, sent.body["interactive"]["type"]) == ("interactive", kind)
    assert [option.id for option in sent.options] == [f"menu.x:{n}" for n in range(1, count + 1)]


def test_more_choices_than_a_list_holds_become_numbered_lines(send: Send) -> None:
    sent = send(Reply("Choose", choices(11)))
    assert sent.type == "text"
    assert sent.words.startswith("Choose\n\n1️⃣ Option 1\n2️⃣ Option 2")
    assert "Option 11" in sent.words


def test_choices_that_the_text_names_already_are_not_named_twice(send: Send) -> None:
    sent = send(Reply("1. Option 1 … 11. Option 11", choices(11), listed=True))
    assert sent.words.count("Option 11") == 1


@pytest.mark.parametrize("count", [2, 7])
def test_a_body_too_long_for_buttons_is_a_text_with_numbered_lines(send: Send, count: int) -> None:
    assert send(Reply("x" * 1024, choices(count))).type == "interactive"
    sent = send(Reply("x" * 1025, choices(count)))
    assert sent.type == "text"
    assert sent.words.startswith("x" * 1025)
    assert sent.words.endswith(f"Option {count}")


@pytest.mark.parametrize("length", [1, 4096, 4097, 20_000])
@pytest.mark.parametrize("count", [0, 12])
@pytest.mark.parametrize("letter", ["x", "👨‍👩‍👧", "ي"])
def test_any_length_of_text_is_taken(send: Send, length: int, count: int, letter: str) -> None:
    sent = send(Reply(letter * length, choices(count)))
    assert 1 <= len(sent.body["text"]["body"]) <= 4096
    if count:
        assert sent.words.endswith("Option 12")


@pytest.mark.parametrize("count", [2, 5])
def test_long_titles_and_descriptions_are_cut(send: Send, count: int) -> None:
    sent = send(
        Reply("Choose", choices(count, "A very long title indeed, number {n}", description="d" * 200), "B" * 50)
    )
    assert len({option.title for option in sent.options}) == count


@pytest.mark.parametrize("count", [2, 3, 4, 10])
def test_equal_titles_are_told_apart(send: Send, count: int) -> None:
    sent = send(Reply("Choose", choices(count, "The same title for each of them")))
    assert len({option.title for option in sent.options}) == count


def test_a_number_that_tells_titles_apart_may_stand_there_already(send: Send) -> None:
    titles = ["Same", "Same 2", "Same"]
    sent = send(Reply("Choose", tuple(Choice(f"a:{n}", title) for n, title in enumerate(titles))))
    assert len({option.title for option in sent.options}) == 3


@pytest.mark.parametrize(("count", "longest"), [(2, 256), (5, 200)])
def test_ids_too_long_to_tap_become_numbered_lines(send: Send, count: int, longest: int) -> None:
    fits = "i" * (longest - 1) + "{n}"
    assert send(Reply("Choose", choices(count, id=fits))).type == "interactive"
    sent = send(Reply("Choose", choices(count, id="i" * 257 + "{n}")))
    assert sent.type == "text"


def test_an_id_too_long_for_a_row_may_still_fit_a_button(send: Send) -> None:
    assert send(Reply("Choose", choices(3, id="i" * 230 + "{n}"))).body["interactive"]["type"] == "button"
    assert send(Reply("Choose", choices(4, id="i" * 230 + "{n}"))).type == "text"


@pytest.mark.parametrize("length", [10, 1024, 1025, 5_000])
def test_a_document_has_its_link_its_name_and_a_caption(send: Send, length: int) -> None:
    sent = send(Reply("c" * length, document=Document("https://example.com/a.pdf", "a.pdf")))
    assert sent.type == "document"
    assert sent.body["document"]["link"] == "https://example.com/a.pdf"
    assert len(sent.body["document"]["caption"]) == min(length, 1024)


def test_a_phone_is_addressed_with_a_plus(send: Send) -> None:
    sent = send(Reply("Hi"), phone="15550200001", bsuid="US.42")
    assert (sent.to, sent.recipient) == ("+15550200001", None)


def test_who_hides_the_phone_is_addressed_by_the_bsuid(send: Send) -> None:
    sent = send(Reply("Hi"), bsuid="US.42")
    assert (sent.to, sent.recipient) == (None, "US.42")


def test_who_has_no_address_at_all_is_refused(send: Send) -> None:
    with pytest.raises(Refused):
        send(Reply("Hi"), phone=None, bsuid=None)


@pytest.mark.parametrize("length", [10, 512, 2_000])
def test_our_key_travels_with_the_message(send: Send, length: int) -> None:
    sent = send(Reply("Hi"), key="k" * length)
    assert sent.callback_data == "k" * min(length, 512)


@pytest.mark.parametrize("name", ["a.jpg", "b.JPEG", "c.png"])
def test_a_picture_is_shown_as_one_with_its_caption(send: Send, name: str) -> None:
    sent = send(Reply("Look", document=Document("https://example.com/x", name)))
    assert sent.body["image"] == {"link": "https://example.com/x", "caption": "Look"}


@pytest.mark.parametrize(
    ("name", "kind", "more"), [("a.pdf", "document", {"filename": "a.pdf"}), ("a.png", "image", {})], ids=["pdf", "png"]
)
def test_an_uploaded_file_goes_by_its_id(name: str, kind: str, more: dict[str, str]) -> None:
    reply = Reply("Read", document=Document("https://example.com/x", name))
    body = message(OutgoingItem("key", reply.to_json(), "15550200001", media_id="123"))
    assert (body["type"], body[kind]) == (kind, {"id": "123", "caption": "Read", **more})


SITE = Link("Open the page", "https://example.com/programs/pt")


def test_a_link_becomes_a_button(send: Send) -> None:
    sent = send(Reply("Portugal", link=SITE))
    assert sent.body["interactive"] == {
        "type": "cta_url",
        "body": {"text": "Portugal"},
        "action": {"name": "cta_url", "parameters": {"display_text": SITE.title, "url": SITE.url}},
    }


def test_a_long_title_of_a_link_is_cut(send: Send) -> None:
    sent = send(Reply("Portugal", link=Link("Read everything about Portugal", SITE.url)))
    assert sent.body["interactive"]["action"]["parameters"]["display_text"] == "Read everything abo…"


@pytest.mark.parametrize(
    "reply",
    [
        Reply("é" * 1025, link=SITE),
        Reply("Portugal", choices(11), link=SITE),
        Reply("Portugal", link=Link("", SITE.url)),
        Reply("é" * 4096, choices(11), link=SITE),
    ],
    ids=["long words", "many choices", "no title", "all too long"],
)
def test_a_link_that_can_be_no_button_is_written_out(send: Send, reply: Reply) -> None:
    sent = send(reply)
    assert sent.type == "text"
    assert sent.body["text"]["body"].endswith(f"\n\n{SITE.url}")
    assert sent.body["text"]["preview_url"] is True


def test_a_link_that_the_words_hold_is_not_written_twice(send: Send) -> None:
    sent = send(Reply("é" * 1025 + " " + SITE.url, link=SITE))
    assert sent.words.count(SITE.url) == 1
