"""Do staff read what people sent, whatever it was: in mails, in the API's history, in the console?"""

from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from bot import Bot
from services.handover_tools import Box, mail_settings, mails, staff_write
from services.meta_json import post
from web.api.api_tools import ask, sign_in

from metatwin import Customer

MAP = "https://www.google.com/maps?q="
CARD = {"name": {"formatted_name": "Lucía Gómez"}, "phones": [{"phone": "+1 983 555 2319"}, {"wa_id": "34600000001"}],
        "emails": [{"email": "lucia@example.com"}], "org": {"company": "Example Ltd"}}  # fmt: skip
# A message's own part, and what staff must read of it.
KINDS: list[tuple[dict[str, Any], list[str]]] = [
    ({"type": "edit", "edit": {"original_message_id": "wamid.one",
                               "message": {"type": "text", "text": {"body": "I meant Portugal"}}}},
     ["edited", "I meant Portugal", "I want Spain"]),
    ({"type": "edit", "edit": {"original_message_id": "wamid.gone"}}, ["edited", "a message that is not kept here"]),
    ({"type": "revoke", "revoke": {"original_message_id": "wamid.one"}}, ["deleted", "I want Spain"]),
    ({"type": "contacts", "contacts": [CARD, {"name": {"first_name": "Bo"}, "phones": []}]},
     ["Lucía Gómez", "Example Ltd", "+1 983 555 2319", "+34600000001", "lucia@example.com", "Bo"]),
    ({"type": "location", "location": {"latitude": 25.2048, "longitude": 55.2708, "name": "Our office",
                                       "address": "Example Road 1"}},
     ["Our office", "Example Road 1", "25.2048, 55.2708", f"{MAP}25.2048,55.2708"]),
    ({"type": "location", "location": {"latitude": 0, "longitude": -0.5}}, [f"{MAP}0,-0.5"]),
    ({"type": "reaction", "reaction": {"message_id": "wamid.one", "emoji": "👍"}}, ["👍", "I want Spain"]),
    ({"type": "reaction", "reaction": {"message_id": "wamid.one"}}, ["took a reaction back", "I want Spain"]),
    ({"type": "text", "text": {"body": "this one"}, "context": {"id": "wamid.one"}},
     ["this one", "I want Spain", "Customer|their own"]),
    ({"type": "text", "text": {"body": "and this"}, "context": {"id": "wamid.lea"}},
     ["and this", "Hello, this is Lea."]),
    ({"type": "text", "text": {"body": "look"}, "context": {"frequently_forwarded": True}},
     ["look", "forwarded many times"]),
    ({"type": "text", "text": {"body": "hello"}, "referral": {"source_type": "ad", "headline": "Chat with us",
                                                              "source_url": "https://fb.me/example"}},
     ["hello", "an advert", "Chat with us", "https://fb.me/example"]),
    ({"type": "order", "order": {"text": "quickly", "product_items": [
        {"product_retailer_id": "sku-1", "quantity": 2, "item_price": 30.5, "currency": "USD"}]}},
     ["2 × sku-1 at 30.5 USD", "quickly"]),
    ({"type": "interactive", "interactive": {"type": "nfm_reply", "nfm_reply": {
        "response_json": '{"day": "Monday", "flow_token": "secret"}'}}}, ["day: Monday"]),
    ({"type": "interactive", "interactive": {"type": "list_reply", "list_reply": {"id": "x", "title": "Portugal"}},
      "context": {"id": "wamid.one"}}, ["Portugal"]),
    ({"type": "button", "button": {"text": "Continue here", "payload": "x"}}, ["Continue here"]),
    ({"type": "unsupported", "unsupported": {"type": "poll_creation"}, "errors": [{"code": 131051}]}, ["a poll"]),
    ({"type": "unsupported", "errors": [{"code": 131052}]}, ["too large"]),
]  # fmt: skip


@pytest.fixture
def held(make_bot: Callable[..., Bot], mailbox: Box, amina: Customer) -> Bot:
    """Amina has written, and a consultant has the conversation."""
    bot = make_bot(**mail_settings(mailbox[1]))
    send(bot, amina, "wamid.one", {"type": "text", "text": {"body": "I want Spain"}})
    staff_write(bot, amina, id="wamid.lea")
    return bot


def send(bot: Bot, customer: Customer, id: str, part: dict[str, Any]) -> None:
    """The customer sends something, as Meta writes it."""
    message = {"from": customer.phone, "id": id, "timestamp": "1790000000", **part}
    post(bot, [message])


@pytest.mark.parametrize(("part", "read"), KINDS, ids=[f"{n}-{part['type']}" for n, (part, _) in enumerate(KINDS)])
def test_it_is_readable_everywhere(
    held: Bot, amina: Customer, mailbox: Box, part: dict[str, Any], read: list[str]
) -> None:
    send(held, amina, "wamid.two", part)
    [one] = ask(held, "GET", "/api/conversations/1/messages?limit=1")["items"]
    about = one["refers_to"]["message"] if one["refers_to"] else ""
    sign_in(held)
    page = unescape(held.client.get("/console/conversations/1").text)
    [mail] = [text for subject, text in mails(held, mailbox).items() if "has written" in subject]
    in_mail = " ".join(mail.split())
    for words in read:
        either = words.split("|")
        if len(either) == 1:
            assert words in f"{one['message']} {about} {one['note']}"
        assert either[0].replace(" ", "") in page.replace(" ", "") or either[0].startswith(MAP)
        assert either[-1] in in_mail
    if MAP in one["message"]:
        assert f'<a href="{read[-1]}"' in page
    assert "secret" not in one["message"]


@pytest.mark.parametrize("part", [
    {"type": "edit", "edit": {"message": {"type": "edit", "edit": {"message": {"type": "edit"}}}}},
    {"type": "contacts", "contacts": [{"name": [], "phones": [{}, 5]}, 7]},
    {"type": "location", "location": {"latitude": "1e999", "longitude": [], "name": 5}},
    {"type": "location", "location": {"latitude": 91, "longitude": float(10**300)}},
    {"type": "order", "order": {"product_items": [{"quantity": {}, "item_price": True}]}},
    {"type": "interactive", "interactive": {"type": "nfm_reply", "nfm_reply": {"response_json": "[" * 5000}}},
    {"type": "text", "text": {"body": "x"}, "context": {"id": {"a": 1}}, "referral": [], "errors": 5},
    {"type": "contacts", "contacts": [{"name": {"formatted_name": "n" * 60_000}}]},
])  # fmt: skip
def test_what_is_odd_is_kept_all_the_same(held: Bot, amina: Customer, part: dict[str, Any]) -> None:
    send(held, amina, "wamid.two", part)
    [one] = ask(held, "GET", "/api/conversations/1/messages?limit=1")["items"]
    assert one["kind"] == part["type"]
    assert 0 < len(one["message"]) <= 2000


def test_a_quote_of_somebody_elses_message_shows_nothing_of_it(held: Bot, twin: Any, ben: Customer) -> None:
    send(held, ben, "wamid.ben", {"type": "text", "text": {"body": "mine"}, "context": {"id": "wamid.one"}})
    [one] = [m for m in ask(held, "GET", "/api/conversations/2/messages")["items"] if m["message"] == "mine"]
    assert one["refers_to"] == {"direction": None, "message": "a message that is not kept here"}
