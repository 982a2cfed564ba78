"""Whom do Meta's messages, system messages and notices speak of?"""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from gateways.whatsapp.meta_bodies import NUMBER_ID, body_of, body_with, text_message, values_of

from relaystack.engine.updates import (
    AccountTrouble,
    Identity,
    IdentityChanged,
    IdentityDoubted,
    Ignored,
    MarketingChosen,
    Received,
    Update,
)
from relaystack.gateways.whatsapp.updates import parse

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
LATER = int((NOW + timedelta(days=3)).timestamp())
NEW, OLD = "5511987654321", "551187654321"


def one(body: dict[str, Any]) -> Update:
    (update,) = parse(body, NUMBER_ID, NOW)
    return update


def sender(message: dict[str, Any], **contact: str) -> Identity:
    update = one(body_with(message, contacts=[{"profile": {"name": "Ana"}, **contact}]))
    assert isinstance(update, Received)
    return update.sender


@pytest.mark.parametrize("form", [NEW, OLD])
@pytest.mark.parametrize("other", [NEW, OLD])
def test_the_contact_is_found_by_either_form_and_the_sender_keeps_theirs(form: str, other: str) -> None:
    ana = sender(text_message("wamid.1", "oi", form), wa_id=other, user_id="BR.1")
    assert ana == Identity(NEW, "BR.1", None, "Ana", None if form == NEW else OLD)


@pytest.mark.parametrize(
    ("message", "contact", "who"),
    [
        pytest.param({"from": "BR.1"}, {"wa_id": "BR.1"}, Identity(None, "BR.1", None, "Ana"), id="BSUID in both"),
        pytest.param(
            {"from": "", "from_user_id": "BR.1"},
            {"wa_id": "", "user_id": "BR.1"},
            Identity(None, "BR.1", None, "Ana"),
            id="empty wa_id",
        ),
        pytest.param(
            {"from": None, "from_parent_user_id": "BR.ENT.1"},
            {"wa_id": "BR.1", "parent_user_id": "BR.ENT.1"},
            Identity(None, "BR.1", "BR.ENT.1", "Ana"),
            id="BSUID in wa_id, matched by the parent",
        ),
    ],
)
def test_ids_are_understood_wherever_they_stand(message: Any, contact: dict[str, str], who: Identity) -> None:
    assert sender({**text_message("wamid.1", "oi"), **message}, **contact) == who


def system(kind: str, **values: Any) -> dict[str, Any]:
    head: dict[str, Any] = {name: values.pop(name) for name in ("from", "from_user_id") if name in values}
    return {"id": "wamid.1", "timestamp": "1", "type": "system", "system": {"type": kind, **values}, **head}


@pytest.mark.parametrize(
    ("message", "before", "after"),
    [
        pytest.param(
            system("user_changed_number", **{"from": "15550120001"}, wa_id="15550120002"),
            Identity("15550120001"),
            Identity("15550120002"),
            id="by numbers",
        ),
        pytest.param(
            system(
                "customer_changed_number", **{"from": "15550120009"}, customer="15550120001", new_wa_id="15550120002"
            ),
            Identity("15550120001"),
            Identity("15550120002"),
            id="in the words of old versions",
        ),
        pytest.param(
            system(
                "user_changed_number",
                **{"from": "15550120001"},
                from_user_id="US.2",
                wa_id="15550120002",
                user_id="US.2",
            ),
            Identity("15550120001"),
            Identity("15550120002", "US.2"),
            id="the sender already has the new BSUID",
        ),
        pytest.param(
            system("user_changed_user_id", user_id="US.2", previous_user_id="US.1"),
            Identity(None, "US.1"),
            Identity(None, "US.2"),
            id="by BSUIDs",
        ),
        pytest.param(
            system("user_changed_number", **{"from": "US.1"}, wa_id="US.2"),
            Identity(None, "US.1"),
            Identity(None, "US.2"),
            id="BSUIDs in the places of numbers",
        ),
    ],
)
def test_a_change_names_who_it_was_and_who_it_is(message: dict[str, Any], before: Identity, after: Identity) -> None:
    change = one(body_with(message))
    assert isinstance(change, IdentityChanged)
    assert (change.before, change.after, change.kind) == (before, after, message["system"]["type"])


def test_new_keys_are_doubts_about_the_sender() -> None:
    doubt = one(body_of("message_system_identity_changed"))
    assert isinstance(doubt, IdentityDoubted)
    assert doubt.who == Identity("972987654321", name="User A")


@pytest.mark.parametrize(
    ("phone", "number"),
    [
        ({"phone": "+1 (650) 555-1234", "wa_id": "16505551234"}, "16505551234"),
        ({"phone": "+1 (650) 555-1234"}, "16505551234"),
        ({"phone": "+55 11 8765-4321", "wa_id": OLD}, NEW),
        ({"wa_id": "US.1"}, None),
        ({"phone": "0123"}, None),
        ({"phone": "my number"}, None),
        ({"phone": "1" * 16}, None),
        ({}, None),
    ],
    ids=str,
)
@pytest.mark.parametrize("origin", ["contact_request", "other"])
def test_only_a_whole_number_given_on_request_is_the_senders_own(
    phone: dict[str, str], number: str | None, origin: str
) -> None:
    message = text_message("wamid.1", "") | {"type": "contacts", "contacts": [{"origin": origin, "phones": [phone]}]}
    update = one(body_with(message))
    assert isinstance(update, Received)
    assert (update.shared.phone if update.shared else None) == (number if origin == "contact_request" else None)


@pytest.mark.parametrize(("value", "wanted"), [("stop", False), ("resume", True), ("signup", True), ("STOP", False)])
def test_a_choice_about_marketing_is_heard(value: str, wanted: bool) -> None:
    body = body_of("user_preferences_marketing_stop")
    next(values_of(body))["user_preferences"][0]["value"] = value
    choice = one(body)
    assert isinstance(choice, MarketingChosen)
    assert (choice.who.phone, choice.wanted, choice.at.year) == ("16505551234", wanted, 2024)


@pytest.mark.parametrize(
    "change", [{"value": "maybe"}, {"category": "calls"}, {"wa_id": ""}, {"wa_id": ["1"]}], ids=str
)
def test_other_preferences_are_passed_over(change: dict[str, Any]) -> None:
    body = body_of("user_preferences_marketing_stop")
    next(values_of(body))["user_preferences"][0].update(change)
    assert isinstance(one(body), Ignored)


def account_update(**value: Any) -> Update:
    return one({"entry": [{"id": "1", "changes": [{"field": "account_update", "value": value}]}]})


def restricted(kind: str, until: Any = LATER) -> Update:
    return account_update(
        event="ACCOUNT_RESTRICTION", restriction_info=[{"restriction_type": kind, "expiration": until}]
    )


@pytest.mark.parametrize(
    ("update", "trouble"),
    [
        (restricted("RESTRICTED_CUSTOMER_INITIATED_MESSAGING"), (368, True)),
        (restricted("RESTRICTED_CUSTOMER_INITIATED_MESSAGING", None), (368, True)),
        (restricted("RESTRICTED_BIZ_INITIATED_MESSAGING"), (368, False)),
        (account_update(event="DISABLED_UPDATE", ban_info={"waba_ban_state": "DISABLE"}), (131031, True)),
        (account_update(event="DISABLED_UPDATE", ban_info={"waba_ban_state": "SCHEDULE_FOR_DISABLE"}), (131031, False)),
        (account_update(event="DISABLED_UPDATE", ban_info={"waba_ban_state": "REINSTATE"}), (131031, False)),
        (account_update(event="ACCOUNT_VIOLATION", violation_info={"violation_type": "SCAM"}), (0, False)),
    ],
    ids=lambda value: value.title if isinstance(value, AccountTrouble) else "",
)
def test_only_what_forbids_to_answer_stops_the_sending(update: Update, trouble: tuple[int, bool]) -> None:
    assert isinstance(update, AccountTrouble)
    assert (update.code, update.stops) == trouble


@pytest.mark.parametrize(
    "update",
    [
        restricted("RESTRICTED_CUSTOMER_INITIATED_MESSAGING", 1_641_330_498),
        account_update(event="PARTNER_ADDED"),
        account_update(),
    ],
    ids=["run out", "no trouble", "nothing"],
)
def test_other_news_of_the_account_are_passed_over(update: Update) -> None:
    assert isinstance(update, Ignored)
