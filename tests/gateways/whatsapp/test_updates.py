"""What does the reader of webhook bodies make of single values?"""

from datetime import UTC, datetime
from typing import Any

import pytest
from gateways.whatsapp.meta_bodies import NUMBER_ID, body_of, body_with, rows_of, text_message, values_of

from relaystack.engine.updates import AccountTrouble, Received, StatusChanged
from relaystack.gateways.whatsapp.updates import parse

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
SECONDS = int(NOW.timestamp())


def received(**change: Any) -> Received:
    (update,) = parse(body_with({**text_message("wamid.1", "hi"), **change}), NUMBER_ID, NOW)
    assert isinstance(update, Received)
    return update


@pytest.mark.parametrize(
    ("timestamp", "seconds"),
    [
        (str(SECONDS - 60), SECONDS - 60),
        (SECONDS - 60, SECONDS - 60),
        (str((SECONDS - 60) * 1000), SECONDS - 60),
        (str(SECONDS + 60), SECONDS + 60),
        (str(SECONDS + 3600), SECONDS),
        (str(SECONDS + 90_000), SECONDS),
        (str(SECONDS - 7 * 86_400), SECONDS - 7 * 86_400),
        (str(SECONDS - 9 * 86_400), SECONDS),
        ("1234567890", SECONDS),
        ("0", SECONDS),
        ("-1", SECONDS),
        ("soon", SECONDS),
        ("١٧٦٠٠٠٠٠٠٠", SECONDS),
        ("9" * 5000, SECONDS),
        (None, SECONDS),
        (True, SECONDS),
    ],
    ids=str,
)
def test_a_time_is_in_seconds_or_milliseconds_and_else_now(timestamp: Any, seconds: int) -> None:
    assert received(timestamp=timestamp).at == datetime.fromtimestamp(seconds, UTC)


@pytest.mark.parametrize(
    ("written", "phone", "bsuid"),
    [
        ("15550120001", "15550120001", None),
        ("+15550120001", "15550120001", None),
        (15550120001, "15550120001", None),
        ("US.13491208655302741918", None, "US.13491208655302741918"),
        ("١٥٥٥٠١٢٠٠٠١", None, "١٥٥٥٠١٢٠٠٠١"),
        ("1" * 21, None, "1" * 21),
    ],
    ids=str,
)
def test_only_plain_digits_are_a_phone_number(written: Any, phone: str | None, bsuid: str | None) -> None:
    sender = received(**{"from": written}).sender
    assert (sender.phone, sender.bsuid) == (phone, bsuid)


def test_a_contact_that_goes_with_the_sender_tells_what_the_message_does_not() -> None:
    contacts = [
        {"profile": {"name": "Else"}, "wa_id": "15550120009", "user_id": "US.9"},
        {"profile": {"name": "Amina"}, "wa_id": "15550120001", "user_id": "US.1", "parent_user_id": "US.ENT.1"},
    ]
    (update,) = parse(body_with(text_message("wamid.1", "hi"), contacts=contacts), NUMBER_ID, NOW)
    assert isinstance(update, Received)
    sender = update.sender
    assert (sender.phone, sender.bsuid, sender.parent_bsuid, sender.name) == (
        "15550120001", "US.1", "US.ENT.1", "Amina",
    )  # fmt: skip


CODES = [(131042, True), ("131042", True), (190, True), (0, True), (131026, False), (999999, False)]
CODES += [(code, False) for code in ("stop", "", None, True, [190], {"code": 190}, 10**30, -1.5)]


@pytest.mark.parametrize(("code", "stops"), CODES, ids=str)
def test_only_codes_that_say_so_stop_the_sending(code: Any, stops: bool) -> None:
    account, status = body_of("errors_webhook_130429"), body_of("status_failed_131026")
    next(values_of(account))["errors"][0]["code"] = code
    rows_of(status, "statuses")[0]["errors"][0]["code"] = code
    (trouble,), (failed,) = parse(account, NUMBER_ID, NOW), parse(status, NUMBER_ID, NOW)
    assert isinstance(trouble, AccountTrouble)
    assert isinstance(failed, StatusChanged)
    assert (trouble.stops, failed.stops) == (stops, stops)


def test_an_error_beside_a_message_that_was_sent_stops_nothing() -> None:
    status = body_of("status_failed_131042")
    rows_of(status, "statuses")[0]["status"] = "sent"
    (sent,) = parse(status, NUMBER_ID, NOW)
    assert isinstance(sent, StatusChanged)
    assert (sent.error_code, sent.stops) == (131042, False)


@pytest.mark.parametrize(
    ("subtype", "answered"),
    [("edit", False), ("pin", False), ("revoke", False), ("poll_creation", True), ("", True), (7, True)],
    ids=str,
)
def test_what_is_no_message_to_anybody_needs_no_answer(subtype: Any, answered: bool) -> None:
    read = received(type="unsupported", unsupported={"type": subtype})
    assert (read.incoming is not None) is answered
