"""Whom does the webhook let in, and what does it say to those whom it does not?"""

import hashlib
import hmac
import json
from collections.abc import Callable
from typing import Any

import pytest
from bot import SECRET, Bot
from gateways.whatsapp.meta_bodies import body_with, changed, everything, post, signed, text_message, written

VERIFY = {"hub.mode": "subscribe", "hub.verify_token": "verify-me", "hub.challenge": "1158201444"}
HELLO = written(body_with(text_message("wamid.1", "Grüße 👋")))
SIGNATURE = signed(HELLO)["X-Hub-Signature-256"]
ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # where no database has a say


def received(bot: Bot) -> int:
    return len(bot.rows("SELECT id FROM whatsapp_messages WHERE direction = 'incoming'"))


# --- the verification request ---------------------------------------------------------------------


def test_meta_gets_its_challenge_back_as_plain_text(bot: Bot) -> None:
    answer = bot.client.get("/webhook", query_string=VERIFY)
    assert (answer.status_code, answer.text, answer.mimetype) == (200, "1158201444", "text/plain")


@ON_SQLITE
@pytest.mark.parametrize(
    "change",
    [
        {"hub.verify_token": "verify-you"},
        {"hub.verify_token": "verify-me "},
        {"hub.verify_token": ""},
        {"hub.verify_token": None},
        {"hub.verify_token": "vérifie-moi-✓"},
        {"hub.mode": "unsubscribe"},
        {"hub.mode": None},
    ],
    ids=str,
)
def test_a_wrong_verification_is_refused(change: dict[str, str | None], bot: Bot) -> None:
    query = {name: value for name, value in {**VERIFY, **change}.items() if value is not None}
    answer = bot.client.get("/webhook", query_string=query)
    assert answer.status_code == 403
    assert "VERIFY_TOKEN" in answer.get_json()["detail"]
    assert "1158201444" not in answer.text


def test_without_a_verify_token_nobody_is_verified(make_bot: Callable[..., Bot]) -> None:
    query = {**VERIFY, "hub.verify_token": ""}
    assert make_bot(verify_token="").client.get("/webhook", query_string=query).status_code == 403


def test_a_verify_token_may_have_any_letters(make_bot: Callable[..., Bot]) -> None:
    bot = make_bot(verify_token="vérifie-moi-✓")
    assert bot.client.get("/webhook", query_string={**VERIFY, "hub.verify_token": "vérifie-moi-✓"}).status_code == 200


# --- signatures -----------------------------------------------------------------------------------


def test_a_signed_body_is_taken_with_exactly_these_words(bot: Bot) -> None:
    answer = post(bot, HELLO)
    assert (answer.status_code, answer.get_json()) == (200, {"status": "received"})
    assert bot.one("SELECT message FROM whatsapp_messages WHERE direction = 'incoming'") == {"message": "Grüße 👋"}


@ON_SQLITE
@pytest.mark.parametrize(
    "signature",
    [
        None,
        "",
        "sha256=",
        "sha256=" + "0" * 64,
        SIGNATURE[:-1],
        SIGNATURE + "0",
        SIGNATURE.removeprefix("sha256="),
        SIGNATURE.replace("sha256=", "sha1="),
        "sha256=" + SIGNATURE.removeprefix("sha256=").upper(),
        "sha256=" + "é" * 64,
        signed(HELLO, "another-secret")["X-Hub-Signature-256"],
        signed(HELLO, "")["X-Hub-Signature-256"],
        signed(HELLO + b" ")["X-Hub-Signature-256"],
    ],
    ids=[
        "missing", "empty", "no digits", "zeros", "too short", "too long", "no prefix", "wrong prefix",
        "upper case", "not ASCII", "another secret", "empty secret", "another body",
    ],
)  # fmt: skip
def test_a_body_that_is_not_metas_changes_nothing(signature: str | None, bot: Bot) -> None:
    before = everything(bot)
    headers = {} if signature is None else {"X-Hub-Signature-256": signature.encode("utf-8").decode("latin-1")}
    answer = bot.client.post("/webhook", data=HELLO, headers=headers)
    assert answer.status_code == 403
    assert "X-Hub-Signature-256" in answer.get_json()["error"]
    assert changed(before, everything(bot)) == set()


def test_a_signature_counts_for_the_bytes_and_not_for_the_json(bot: Bot) -> None:
    again = json.dumps(json.loads(HELLO), ensure_ascii=False, separators=(",", ":")).encode()
    assert json.loads(again) == json.loads(HELLO)
    assert bot.client.post("/webhook", data=HELLO, headers=signed(again)).status_code == 403
    assert received(bot) == 0


def test_both_secrets_count_while_one_replaces_the_other(make_bot: Callable[..., Bot]) -> None:
    bot = make_bot(app_secret="new-secret, old-secret")
    for number, secret in enumerate(("new-secret", "old-secret", SECRET)):
        raw = written(body_with(text_message(f"wamid.{number}", "hi")))
        status = bot.client.post("/webhook", data=raw, headers=signed(raw, secret)).status_code
        assert status == (403 if secret == SECRET else 200)
    assert received(bot) == 2


def test_in_development_without_a_secret_unsigned_bodies_are_taken(make_bot: Callable[..., Bot]) -> None:
    bot = make_bot(app_secret="")
    assert bot.client.post("/webhook", data=HELLO).status_code == 200
    assert received(bot) == 1


def test_in_production_a_missing_secret_lets_nobody_in(make_bot: Callable[..., Bot]) -> None:
    bot = make_bot(flask_env="production", app_secret="", secret_key="s")
    empty = hmac.new(b"", HELLO, hashlib.sha256).hexdigest()
    for headers in ({}, {"X-Hub-Signature-256": f"sha256={empty}"}):
        assert bot.client.post("/webhook", data=HELLO, headers=headers).status_code == 403
    assert received(bot) == 0


# --- what is no JSON, and what is no webhook ------------------------------------------------------


@ON_SQLITE
@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"hello",
        HELLO[:-1],
        b"[" * 100_000,
        b"[" * 100_000 + b"]" * 100_000,
        b'{"entry":' * 100_000,
        b'{"entry": ' + b"9" * 5_000 + b"}",
        HELLO.replace(b"wamid.1", b"\xff\xfe"),
        HELLO.replace(b'"wamid.1"', b"NaN"),
        HELLO.replace(b'"wamid.1"', b"-Infinity"),
    ],
    ids=[
        "empty", "words", "truncated", "deep and open", "deep", "deep objects", "endless number", "no UTF-8", "NaN",
        "Infinity",
    ],
)  # fmt: skip
def test_what_is_not_json_is_refused(raw: bytes, bot: Bot) -> None:
    answer = post(bot, raw)
    assert (answer.status_code, answer.get_json()) == (400, {"error": "The body is not JSON.", "status": 400})
    assert received(bot) == 0


FOREIGN: list[Any] = [None, True, 7, -1.5, 1e300, "words", "", [], {}, [[]], [None, 1, "x"], {"0": []}]


@ON_SQLITE
@pytest.mark.parametrize("body", FOREIGN, ids=repr)
def test_json_of_another_shape_is_taken_and_passed_over(body: Any, bot: Bot) -> None:
    before = everything(bot)
    assert post(bot, body).status_code == 200
    assert changed(before, everything(bot)) == set()


LEVELS: list[list[str | int]] = [
    ["entry"],
    ["entry", 0],
    ["entry", 0, "changes"],
    ["entry", 0, "changes", 0],
    ["entry", 0, "changes", 0, "field"],
    ["entry", 0, "changes", 0, "value"],
    ["entry", 0, "changes", 0, "value", "metadata"],
    ["entry", 0, "changes", 0, "value", "messages"],
    ["entry", 0, "changes", 0, "value", "messages", 0],
]


@ON_SQLITE
@pytest.mark.parametrize("level", LEVELS, ids=lambda level: ".".join(map(str, level)))
def test_another_shape_at_any_level_is_passed_over(level: list[str | int], bot: Bot) -> None:
    before = everything(bot)
    # An object without a number is no other shape of the metadata: what names no number came to ours.
    for foreign in [one for one in FOREIGN if level[-1] != "metadata" or not isinstance(one, dict)]:
        body = json.loads(HELLO)
        place: Any = body
        for step in level[:-1]:
            place = place[step]
        place[level[-1]] = foreign
        assert post(bot, body).status_code == 200
    assert changed(before, everything(bot)) == set()


# --- other doors ----------------------------------------------------------------------------------


@ON_SQLITE
@pytest.mark.parametrize("path", ["/webhook/nothing", "/nothing", "/webhook/stats/", "/%00", "/../x"])
def test_an_unknown_path_is_told_in_json(path: str, bot: Bot) -> None:
    answer = bot.client.get(path)
    assert answer.status_code == 404
    assert answer.get_json()["status"] == 404


@ON_SQLITE
@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_a_wrong_method_is_told_in_json(method: str, bot: Bot) -> None:
    answer = bot.client.open("/webhook", method=method)
    assert answer.status_code == 405
    assert answer.get_json()["status"] == 405
    assert set(answer.headers["Allow"].split(", ")) >= {"GET", "POST"}
