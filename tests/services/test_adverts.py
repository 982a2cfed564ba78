"""Is it known which advert somebody came from, whatever they sent first, and does the consultant read it?"""

from collections.abc import Callable
from typing import Any

import pytest
from bot import Bot
from services.handover_tools import Box, mail_settings, mails
from services.meta_json import post, said
from web.api.api_tools import ask

PHONE = "15550180001"
ADVERT = {
    "source_type": "ad", "source_id": "120226305854810726", "source_url": "https://fb.me/example",
    "headline": "Live in Portugal", "body": "Golden Visa", "ctwa_clid": "clid-1", "media_type": "image",
}  # fmt: skip
KEPT = {name: value for name, value in ADVERT.items() if name != "media_type"}
FIRST: list[dict[str, Any]] = [
    {"type": "text", "text": {"body": "Hello! Can I get more info on this?"}},
    {"type": "image", "image": {"id": "1", "mime_type": "image/jpeg"}},
    {"type": "button", "button": {"text": "Tell me more", "payload": "x"}},
    {"type": "location", "location": {"latitude": 1, "longitude": 2}},
    {"type": "request_welcome"},
    {"type": "unsupported", "errors": [{"code": 131051}]},
]


def _come(bot: Bot, id: str, part: dict[str, Any], **advert: Any) -> None:
    post(bot, [{"from": PHONE, "id": id, "timestamp": "1790000000", **part, "referral": advert}])


def _become_a_lead(bot: Bot) -> None:
    for words in ("menu", "3", "Ann Example", "ann@example.com"):
        post(bot, [said(words, PHONE)])


@pytest.mark.parametrize("part", FIRST, ids=[str(part["type"]) for part in FIRST])
def test_an_advert_is_kept_with_contact_and_lead(
    make_bot: Callable[..., Bot], mailbox: Box, part: dict[str, Any]
) -> None:
    bot = make_bot(**mail_settings(mailbox[1]))
    _come(bot, "wamid.one", part, **ADVERT)
    assert ask(bot, "GET", "/api/contacts/1")["advert"] == KEPT
    _become_a_lead(bot)
    assert ask(bot, "GET", "/api/leads/1")["advert"] == KEPT
    [mail] = [text for subject, text in mails(bot, mailbox).items() if "New lead" in subject]
    assert "Came from: an advert: Live in Portugal, Golden Visa, https://fb.me/example" in mail


def test_a_lead_stays_with_the_advert_that_brought_it(bot: Bot) -> None:
    _come(bot, "wamid.one", FIRST[0], **ADVERT)
    _become_a_lead(bot)
    _come(bot, "wamid.two", FIRST[0], source_type="post", headline="Malta")
    _become_a_lead(bot)
    assert ask(bot, "GET", "/api/contacts/1")["advert"] == {"source_type": "post", "headline": "Malta"}
    assert ask(bot, "GET", "/api/leads/1")["advert"] == KEPT


def test_an_advert_after_the_lead_is_credited_with_what_comes_of_it(bot: Bot) -> None:
    _become_a_lead(bot)
    assert ask(bot, "GET", "/api/leads/1")["advert"] is None
    _come(bot, "wamid.one", FIRST[0], **ADVERT)
    _become_a_lead(bot)
    assert ask(bot, "GET", "/api/leads/1")["advert"] == KEPT


def test_a_sheet_says_it_in_words_that_calculate_nothing(bot: Bot) -> None:
    _come(bot, "wamid.one", FIRST[0], source_type="ad", headline="=1+1")
    _become_a_lead(bot)
    sheet = bot.client.get("/api/leads.csv", headers={"Authorization": "Bearer test-api-token"}).text
    assert '"an advert: =1+1"' in sheet


@pytest.mark.parametrize("odd", [{"headline": ["a"], "source_id": 5}, {"headline": "n" * 60_000}, {"welcome": {}}])
def test_an_odd_referral_loses_no_message(bot: Bot, odd: dict[str, Any]) -> None:
    _come(bot, "wamid.one", FIRST[0], **odd)
    [one] = ask(bot, "GET", "/api/conversations/1/messages?limit=5")["items"][-1:]
    assert one["message"] == "Hello! Can I get more info on this?"
    assert all(len(value) <= 2000 for value in (ask(bot, "GET", "/api/contacts/1")["advert"] or {}).values())
