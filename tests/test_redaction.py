"""Is everything personal masked, and does the rest stay readable?"""

import json
import logging
from typing import Any

import pytest

from relaystack import context
from relaystack.logs import formatter
from relaystack.redaction import Redactor

redact = Redactor(["s3cret-value", "ab", "s3cret-value-longer"])


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("15550120001", "[phone]"),
        ("+15550120001", "[phone]"),
        ("/webhook/stats/%2B15550120001/x", "/webhook/stats/[phone]/x"),
        ("to +1 (555) 012-0001.", "to [phone]."),
        ("0044 20 7946 0000", "[phone]"),
        ("phone=971500000001,", "phone=[phone],"),
        ("١٥٥٥٠١٢٠٠٠١", "[phone]"),
        ("US.13491208655302741918", "[bsuid]"),
        ("US.ENT.11815799212886844830", "[bsuid]"),
        ("amina.haddad+bot@mail.example.com!", "[e-mail]!"),
        ("wamid.HBgLMTU1NTAxMjAwMDEVAgA=/menu", "[wamid]"),
        ("Authorization: Bearer abc.def-123", "Authorization: Bearer [bearer]"),
        ("/api/leads?token=rs_" + "x-_Y" * 10, "/api/leads?token=[token]"),
        ("x s3cret-value-longer y s3cret-value", "x [secret] y [secret]"),
    ],
)
def test_what_is_personal_or_secret_is_masked(written: str, shown: str) -> None:
    assert redact(written) == shown
    assert redact({"a": [written]}) == {"a": [shown]}


@pytest.mark.parametrize(
    "readable",
    [
        "contact 1234567 has lost its phone number",
        "sending is stopped since 2026-11-22 18:26 UTC, code 131042: payment issue",
        "Worker 5f2b81c9d0aa delivers", "listening at http://127.0.0.1:5000 (4711)", "took 0.123456789 s",
        "request 4e1243bd22c66e76e7ba78eddc1fbc4e", "ab", 15550120001, None, 1.5, True, "",
    ],
)  # fmt: skip
def test_what_operators_need_stays(readable: Any) -> None:
    assert redact(readable) == readable


def _line(as_json: bool, message: str, *arguments: object, error: BaseException | None = None) -> str:
    info = (type(error), error, error.__traceback__) if error else None
    record = logging.LogRecord("relaystack.x", logging.ERROR, __file__, 1, message, arguments, info)
    return formatter(as_json=as_json, secrets=["s3cret-value"]).format(record)


def _failing(words: str) -> BaseException:
    try:
        try:
            raise KeyError(words)
        except KeyError as error:
            raise ValueError(words) from error
    except ValueError as error:
        return error


@pytest.mark.parametrize("as_json", [True, False], ids=["json", "text"])
def test_an_error_shows_where_it_was_and_of_what_kind_but_not_its_words(as_json: bool) -> None:
    words = "words of a customer, s3cret-value"
    line = _line(as_json, "it failed for %s", "+15550120001", error=_failing(words))
    assert "it failed for [phone]" in line
    assert all(part in line for part in ("KeyError", "led to", "ValueError", "_failing", "test_redaction.py"))
    assert "words of a customer" not in line


def test_a_line_for_machines_names_request_and_contact() -> None:
    context.request_id.set("abc")
    context.contact_id.set(12)
    told = json.loads(_line(True, "hello"))
    context.request_id.set(None)
    context.contact_id.set(None)
    assert {**told, "timestamp": ""} == {
        "event": "hello", "level": "error", "logger": "relaystack.x", "timestamp": "", "request_id": "abc",
        "contact_id": 12,
    }  # fmt: skip
    assert "contact_id" not in json.loads(_line(True, "hello"))
