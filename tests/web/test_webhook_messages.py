"""What becomes of odd messages: hostile words, unusable ids, and what is not ours to answer?"""

import json
from typing import Any

import pytest
from bot import Bot
from gateways.whatsapp.meta_bodies import body_of, body_with, changed, everything, post, text_message

from metatwin import Twin

PHONE = "15550120001"
WORDS = {
    "NUL": ("a\x00b", "ab"),
    "only NUL": ("\x00", ""),
    "half characters": ("a\ud800b\udc00", "a?b?"),
    "halves the wrong way round": ("\ude00\ud83d", "??"),
    "a whole emoji": ("\U0001f600", "\U0001f600"),
    "65,000 characters": ("é" * 65_000, "é" * 65_000),
    "more than WhatsApp allows": ("é" * 100_000, "é" * 65_536),
    "right-to-left override": ("\u202eevil\u202c \u2066x\u2069", "\u202eevil\u202c \u2066x\u2069"),
    "template": ("{{7*7}} {% for x in range(9) %}49{% endfor %}", "{{7*7}} {% for x in range(9) %}49{% endfor %}"),
    "SQL": ("'); DROP TABLE contacts;-- \" \\ %s :w ?", "'); DROP TABLE contacts;-- \" \\ %s :w ?"),
    "written escape": ("\\u0000 \\ud800 \\", "\\u0000 \\ud800 \\"),
    "control characters": ("\x01\x1b[31m\r\n\x7f\ufffe", "\x01\x1b[31m\r\n\x7f\ufffe"),
    "nothing": ("", ""),
    "markup": ("<script>alert(1)</script>", "<script>alert(1)</script>"),
}


def known(twin: Twin) -> None:
    twin.says(twin.customer("Amina", PHONE), "hi")


def words_recorded(bot: Bot) -> list[str]:
    rows = bot.rows("SELECT message FROM whatsapp_messages WHERE direction = 'incoming' ORDER BY id")
    return [row["message"] for row in rows]


@pytest.mark.parametrize(("words", "kept"), WORDS.values(), ids=WORDS)
def test_hostile_words_are_data(words: str, kept: str, bot: Bot, twin: Twin) -> None:
    known(twin)
    contact = {"wa_id": PHONE, "profile": {"name": words}}
    assert post(bot, body_with(text_message("wamid.1", words), contacts=[contact])).status_code == 200
    assert post(bot, body_with(text_message("wamid.2", words))).status_code == 200
    bot.deliver()
    assert words_recorded(bot) == [kept, kept]
    assert bot.one("SELECT profile_name FROM contacts") == {"profile_name": kept[:200]}
    menu, again = (sent.words for sent in twin.sent)
    assert menu.startswith("👋 Welcome to Nexora Investments!")
    assert again.startswith(("Sorry, I did not understand that.", "I am not sure that I understand you."))
    assert "49" not in menu + again
    assert bot.rows("SELECT * FROM set_aside") == []


@pytest.mark.parametrize("words", [kept for _, kept in WORDS.values() if len(kept) < 100], ids=repr)
def test_hostile_words_are_data_in_an_answer_too(words: str, bot: Bot, twin: Twin) -> None:
    """As a name and as an e-mail address, which the bot would say back."""
    known(twin)
    for number, said in enumerate(["hi", "3", words, words, "ada@example.com", "3", "Ada Lovelace"]):
        assert post(bot, body_with(text_message(f"wamid.{number}", said))).status_code == 200
    bot.deliver()
    assert len(twin.sent) == 7
    assert not any("49" in sent.words.replace(words, "") for sent in twin.sent)


def captioned(caption: Any) -> dict[str, Any]:
    head = {"from": PHONE, "id": "wamid.odd", "type": "image"}
    return {**head, "image": {"id": "1", "caption": caption, "sha256": caption}}


def nested(levels: int) -> Any:
    value: Any = "x"
    for _ in range(levels):
        value = {"in": value}
    return value


CONTENT = {
    "NUL": "a\x00b",
    "half character": "\ud800",
    "written escape": "\\u0000",
    "65,000 characters": "é" * 65_000,
    "4,001 digits": 10**4000,
    "endless number": 1e999,
    "20 levels": nested(20),
    "800 levels": nested(800),
    "long list": ["x"] * 9999,
}


@pytest.mark.parametrize("caption", CONTENT.values(), ids=CONTENT)
def test_hostile_content_beside_the_words_is_kept_as_far_as_it_can_be(caption: Any, bot: Bot, twin: Twin) -> None:
    known(twin)
    body = body_with(captioned(caption), text_message("wamid.neighbour", "hi"))
    raw = json.dumps(body, separators=(",", ":")).replace("Infinity", "1e999").encode()
    assert post(bot, raw).status_code == 200
    bot.deliver()
    assert len(words_recorded(bot)) == 2
    assert len(twin.sent) == 1  # with the picture, consultants have the conversation
    assert bot.rows("SELECT * FROM set_aside") == []


@pytest.mark.parametrize(
    "odd",
    [
        text_message("w" * 10_000, "long id"),
        text_message("", "no id"),
        {name: value for name, value in text_message("", "id missing").items() if name != "id"},
        {"from": PHONE, "id": ["wamid"], "type": "text", "text": {"body": "list as id"}},
        {"id": "wamid.2", "type": "text", "text": {"body": "no sender"}},
        text_message("wamid.2", "sender too long", "US." + "1" * 10_000),
        {"from": PHONE},
    ],
    ids=["long id", "empty id", "no id", "list as id", "no sender", "long sender", "sender alone"],
)
def test_an_unusable_message_does_not_lose_its_neighbours(odd: dict[str, Any], bot: Bot, twin: Twin) -> None:
    known(twin)
    body = body_with(text_message("wamid.1", "before"), odd, text_message("wamid.3", "after"))
    assert post(bot, body).status_code == 200
    bot.deliver()
    assert words_recorded(bot) == ["before", "after"]
    assert len(twin.sent) == 2


@pytest.mark.parametrize("kind", ["", "poll", "text " * 100, "__class__", 7, None, ["text"]], ids=repr)
def test_a_kind_nobody_foresaw_is_recorded_and_answered(kind: Any, bot: Bot, twin: Twin) -> None:
    known(twin)
    message = {"from": PHONE, "id": "wamid.1", "type": kind, "poll": {"question": "?"}}
    assert post(bot, body_with(message)).status_code == 200
    bot.deliver()
    assert len(words_recorded(bot)) == len(twin.sent) == 1


def standby() -> dict[str, Any]:
    body = body_with(text_message("wamid.1", "hi"))
    body["entry"][0]["changes"][0]["field"] = "standby"
    return body


def other_number() -> dict[str, Any]:
    body = body_with(text_message("wamid.1", "hi"))
    body["entry"][0]["changes"][0]["value"]["metadata"]["phone_number_id"] = "106540352242923"
    return body


@pytest.mark.parametrize(
    "body",
    [
        body_with(text_message("wamid.1", "hi", "15550783881")),
        body_with(text_message("wamid.1", "hi", "+15550783881")),
        body_with(text_message("wamid.1", "hi", group_id="HBgLMTY1")),
        body_of("message_group_text"),
        body_of("history_text_threads"),
        standby(),
        other_number(),
    ],
    ids=["our number", "our number with +", "group", "group file", "history", "standby", "other number"],
)
def test_what_is_not_ours_to_answer_is_passed_over(body: dict[str, Any], bot: Bot) -> None:
    before = everything(bot)
    assert post(bot, body).status_code == 200
    assert changed(before, everything(bot)) == set()
