"""Do people stay themselves, and nobody else, when their numbers and ids change?"""

from datetime import UTC, datetime
from typing import Any

import pytest
from bot import Bot
from services.meta_json import post, post_field, said, system
from services.service_tools import HOUR, age

from metatwin import Twin
from relaystack.models import Contact

PHONE, OTHER = "15550170001", "15550170002"
NEW, OLD = "5511987654321", "551187654321"  # one number in Brazil
FORMS = [
    pytest.param(NEW, OLD, id="Brazil"),
    pytest.param("525512345678", "5215512345678", id="Mexico"),
    pytest.param("5491123456789", "541123456789", id="Argentina"),
]
ENQUIRY = ["hi", "3", "Ann Example", "ann@example.com"]


def contacts(bot: Bot) -> list[tuple[Any, ...]]:
    return [tuple(row.values()) for row in bot.rows("SELECT phone, bsuid FROM contacts ORDER BY id")]


def conflicts(bot: Bot) -> list[tuple[Any, ...]]:
    rows = bot.rows("SELECT contact_id, other_contact_id FROM identity_conflicts ORDER BY id")
    return [tuple(row.values()) for row in rows]


def stats(bot: Bot, phone: str) -> Any:
    return bot.client.get(f"/webhook/stats/{phone}", headers={"Authorization": "Bearer test-api-token"}).get_json()


def addresses(bot: Bot, twin: Twin) -> list[str]:
    """Deliver; where everything was sent to, in order."""
    bot.deliver()
    return [request.body.get("to") or request.body["recipient"] for request in twin.requests]


@pytest.mark.parametrize(("dialled", "other"), FORMS)
def test_a_number_in_two_forms_is_one_person_answered_at_the_form_that_came_last(
    bot: Bot, twin: Twin, dialled: str, other: str
) -> None:
    post(bot, [said("hi", dialled), said("3", other), said("Ann Example", dialled), said("ann@example.com", other)])
    assert contacts(bot) == [(dialled, None)]
    assert bot.one("SELECT phone FROM whatsapp_leads") == {"phone": dialled}
    assert stats(bot, dialled) == stats(bot, other) | {"phone": dialled}
    assert stats(bot, other)["incoming_messages"] == 4
    assert stats(bot, other)["is_lead"]
    assert set(addresses(bot, twin)) == {f"+{other}"}


def test_a_number_that_only_changes_its_form_stays_the_same_persons(bot: Bot, twin: Twin) -> None:
    post(bot, [said("hi", OLD, "BR.1"), system("user_changed_number", from_=OLD, wa_id=NEW)])
    post(bot, [said("5", NEW, "BR.1")])
    assert contacts(bot) == [(NEW, "BR.1")]
    assert addresses(bot, twin) == [f"+{NEW}"] * 2


def test_what_waits_goes_to_the_new_number(bot: Bot, twin: Twin) -> None:
    post(bot, [said("hi", PHONE, "US.1")])
    post(bot, [system("user_changed_number", from_=PHONE, wa_id=OTHER, user_id="US.2", previous_user_id="US.1")])
    assert addresses(bot, twin) == [f"+{OTHER}"]


@pytest.mark.parametrize("named", [True, False], ids=["with the new BSUID", "by numbers alone"])
def test_who_has_changed_the_number_is_known_under_the_new_one(bot: Bot, named: bool) -> None:
    """Meta makes a new BSUID with the new number, also where the change does not name it."""
    post(bot, [said("hi", PHONE, "US.1"), said("stop", PHONE, "US.1")])
    ids = {"user_id": "US.2", "previous_user_id": "US.1"} if named else {}
    post(bot, [system("user_changed_number", from_=PHONE, wa_id=OTHER, **ids)])
    post(bot, [said("hello", OTHER, "US.2"), said("hello", bsuid="US.2")])
    assert contacts(bot) == [(OTHER, "US.2")]
    assert len(bot.rows("SELECT 1 FROM outbox")) == 1  # the answer to stop


def test_a_repeated_change_takes_no_number_from_its_new_owner(bot: Bot) -> None:
    change = system("user_changed_number", from_=PHONE, wa_id=OTHER)
    post(bot, [said("hi", PHONE)])
    post(bot, [change])
    post(bot, [said("hi", PHONE, "US.9")])  # somebody else has the old number now
    post(bot, [change])
    assert contacts(bot) == [(OTHER, None), (PHONE, "US.9")]
    assert conflicts(bot) == []


def test_a_change_of_somebody_with_another_bsuid_is_not_that_of_the_numbers_owner(bot: Bot) -> None:
    post(bot, [said("hi", PHONE, "US.9")])
    post(bot, [system("user_changed_number", from_=PHONE, wa_id=OTHER, user_id="US.2", previous_user_id="US.1")])
    assert contacts(bot) == [(PHONE, "US.9")]


def test_a_number_that_had_been_somebody_elses_goes_to_who_has_it_now(bot: Bot) -> None:
    post(bot, [said("hi", PHONE, "US.1"), said("hi", OTHER, "US.9")])
    post(bot, [system("user_changed_number", from_=PHONE, wa_id=OTHER, user_id="US.2", previous_user_id="US.1")])
    assert contacts(bot) == [(OTHER, "US.2"), (None, "US.9")]
    assert conflicts(bot) == []


def test_two_changes_in_one_body_are_applied_in_the_order_of_their_time(bot: Bot) -> None:
    post(bot, [said("hi", PHONE)])
    first, second = (
        system("user_changed_number", from_=PHONE, wa_id=OTHER),
        system("user_changed_number", from_=OTHER, wa_id=NEW),
    )
    post(bot, [second | {"timestamp": str(int(second["timestamp"]) + 1)}, first])
    assert contacts(bot) == [(NEW, None)]


def test_a_number_that_comes_back_after_two_changes_is_the_same_persons(bot: Bot) -> None:
    post(bot, [said("hi", PHONE), said("3", PHONE)])
    post(bot, [system("user_changed_number", from_=PHONE, wa_id=OTHER)])
    post(bot, [system("user_changed_number", from_=OTHER, wa_id=PHONE)])
    post(bot, [said("Ann Example", PHONE)])
    assert contacts(bot) == [(PHONE, None)]
    assert bot.one("SELECT current_step FROM whatsapp_sessions") == {"current_step": "consultant.email"}


def test_a_late_message_under_the_former_bsuid_is_answered_under_the_new_one(bot: Bot, twin: Twin) -> None:
    post(bot, [said("hi", bsuid="US.1"), said("3", bsuid="US.1")])
    post(bot, [system("user_changed_user_id", user_id="US.2", previous_user_id="US.1")])
    post(bot, [said("Ann Example", PHONE, "US.1")])
    assert contacts(bot) == [(None, "US.2")]
    assert bot.one("SELECT current_step FROM whatsapp_sessions") == {"current_step": "consultant.email"}
    assert set(addresses(bot, twin)) == {"US.2"}


# --- two contacts for one person ---------------------------------------------------------------------------


def heard_of_late(bot: Bot, *, stop: bool = False) -> dict[str, Any]:
    """Somebody has written under the new identifiers before we hear of the change."""
    post(bot, [said("hi", PHONE, "US.1")] + ([said("stop", PHONE, "US.1")] if stop else []))
    post(bot, [said("hi", OTHER, "US.2")])
    change = system("user_changed_number", from_=PHONE, wa_id=OTHER, user_id="US.2", previous_user_id="US.1")
    assert post(bot, [change]) == 200
    return change


def test_a_change_heard_of_late_merges_nobody_and_waits_for_a_person(bot: Bot) -> None:
    change = heard_of_late(bot)
    post(bot, [change, {**change, "id": "wamid.again"}])
    assert contacts(bot) == [(None, "US.1"), (OTHER, "US.2")]
    assert conflicts(bot) == [(1, 2)]
    run = bot.app.test_cli_runner().invoke
    listed = run(args=["conflicts", "list"]).output
    assert "contacts 1 and 2, since" in listed
    assert "user_changed_number\n1 waiting." in listed
    assert run(args=["conflicts", "settle", "1"]).output == "1: settled.\n"
    assert run(args=["conflicts", "list"]).output == "0 waiting.\n"
    assert "nothing is waiting" in run(args=["conflicts", "settle", "1"]).output


def test_what_waits_for_the_old_contact_goes_to_where_the_person_is(bot: Bot, twin: Twin) -> None:
    heard_of_late(bot)
    assert addresses(bot, twin) == [f"+{OTHER}"] * 2


def test_a_stop_said_under_the_old_number_holds_for_the_new_contact(bot: Bot, twin: Twin) -> None:
    heard_of_late(bot, stop=True)
    post(bot, [said("menu", OTHER, "US.2")])
    bot.deliver()
    stopped = bot.rows("SELECT opted_out_at FROM contacts")
    assert stopped[0] == stopped[1] != {"opted_out_at": None}
    assert len(twin.requests) == 1  # the answer to stop
    post(bot, [said("start", OTHER, "US.2")])
    bot.deliver()
    assert [request.body.get("to") for request in twin.requests][1:] == [f"+{OTHER}"]


def test_who_gets_the_number_of_the_old_contact_sees_nothing_of_it(bot: Bot) -> None:
    post(bot, [said(words, PHONE) for words in ENQUIRY] + [said("hi", OTHER)])
    post(bot, [system("user_changed_number", from_=PHONE, wa_id=OTHER)])
    post(bot, [said("3", PHONE, "US.9")])
    assert contacts(bot) == [(None, None), (OTHER, None), (PHONE, "US.9")]


def test_two_contacts_that_messages_name_together_are_noted_once(bot: Bot) -> None:
    post(bot, [said("hi", PHONE)])
    post(bot, [said("hi", bsuid="US.1")])
    for _ in range(3):
        post(bot, [said("5", PHONE, "US.1")])
    assert contacts(bot) == [(PHONE, None), (None, "US.1")]
    assert conflicts(bot) == [(1, 2)]


# --- what else Meta tells of people -------------------------------------------------------------------------


def shared(number: str, bsuid: str) -> dict[str, Any]:
    phones = [{"phone": f"+{number}", "wa_id": number}]
    return said("", bsuid=bsuid) | {"type": "contacts", "contacts": [{"origin": "contact_request", "phones": phones}]}


def test_a_shared_own_number_reaches_the_contact_the_lead_and_the_next_answer(bot: Bot, twin: Twin) -> None:
    post(bot, [said(words, bsuid="BR.1") for words in ENQUIRY])
    post(bot, [shared(OLD, "BR.1")])
    assert contacts(bot) == [(NEW, "BR.1")]
    assert bot.one("SELECT phone FROM whatsapp_leads") == {"phone": NEW}
    assert bot.one("SELECT phone FROM whatsapp_sessions") == {"phone": NEW}
    assert set(addresses(bot, twin)) == {f"+{OLD}"}


@pytest.mark.parametrize("bsuid", ["", "US.9"], ids=["known by the number alone", "with a BSUID"])
def test_a_shared_number_that_another_contact_has_stays_there(bot: Bot, bsuid: str) -> None:
    post(bot, [said("hi", PHONE, bsuid)])
    post(bot, [said("hi", bsuid="US.1")])
    post(bot, [shared(PHONE, "US.1")])
    assert contacts(bot) == [(PHONE, bsuid or None), (None, "US.1")]
    assert conflicts(bot) == [(1, 2)]


def test_consultants_are_told_that_somebody_else_may_write(make_bot: Any, caplog: pytest.LogCaptureFixture) -> None:
    bot = make_bot(smtp_host="127.0.0.1", mail_from="bot@example.com", admin_email="admin@example.com")
    post(bot, [said("hi", PHONE, "US.1")])
    post(bot, [system("customer_identity_changed", from_=PHONE), said("hi", bsuid="US.2"), said("hi", PHONE, "US.2")])
    post(bot, [said(words, PHONE, "US.1") for words in ENQUIRY[1:]])
    mail = bot.one("SELECT payload FROM outbox WHERE carrier = 'mail'")["payload"]
    assert f"Attention: WhatsApp saw new keys for this account on {datetime.now(UTC):%d %B %Y}" in str(mail)
    assert "contact 1: WhatsApp saw new keys" in caplog.text
    assert PHONE not in caplog.text


def test_a_lead_of_somebody_with_two_contacts_says_so(make_bot: Any) -> None:
    bot = make_bot(smtp_host="127.0.0.1", mail_from="bot@example.com", admin_email="admin@example.com")
    heard_of_late(bot)
    post(bot, [said(words, OTHER, "US.2") for words in ENQUIRY[1:]])
    mail = bot.one("SELECT payload FROM outbox WHERE carrier = 'mail'")["payload"]
    assert "Attention: This may be the same person as contact 1" in str(mail)


def preference(value: str, at: int) -> dict[str, Any]:
    return {"wa_id": PHONE, "category": "marketing_messages", "value": value, "timestamp": at}


@pytest.mark.parametrize(
    ("choices", "out"),
    [
        ([("stop", 1)], 1),
        ([("stop", 1), ("resume", 2)], None),
        ([("resume", 2), ("stop", 1)], None),
        ([("stop", 1), ("resume", 2), ("stop", 1)], None),
        ([("stop", 1), ("resume", 2), ("signup", 3), ("stop", 4)], 4),
    ],
    ids=str,
)
def test_the_latest_choice_about_marketing_holds(bot: Bot, choices: list[tuple[str, int]], out: int | None) -> None:
    post(bot, [said("hi", PHONE)])
    for value, at in choices:
        post_field(bot, "user_preferences", user_preferences=[preference(value, 1_790_000_000 + at)])
    with bot.parts.database.transaction() as connection:
        chosen = connection.scalar(Contact.__table__.select().with_only_columns(Contact.marketing_opted_out_at))
    assert chosen == (datetime.fromtimestamp(1_790_000_000 + out, UTC) if out else None)
    post(bot, [said("5", PHONE)])
    assert len(bot.rows("SELECT 1 FROM outbox")) == 2  # answers are no marketing


def test_a_disabled_account_stops_the_sending_until_something_goes_through(bot: Bot, twin: Twin) -> None:
    post_field(bot, "account_update", event="DISABLED_UPDATE", ban_info={"waba_ban_state": "DISABLE"})
    health = bot.client.get("/webhook/health").get_json()
    assert "DISABLED_UPDATE DISABLE" in str(health["reasons"])
    twin.says(amina := twin.customer("Amina", phone=PHONE), "hi")
    post(bot, [said("hi", PHONE)])
    bot.deliver()
    assert twin.requests == []
    age(bot, HOUR)
    bot.deliver()
    assert [sent.customer_id for sent in twin.sent] == [amina.id]
    assert bot.client.get("/webhook/health").get_json()["status"] == "healthy"


def test_a_violation_is_told_in_the_log_and_stops_nothing(bot: Bot, caplog: pytest.LogCaptureFixture) -> None:
    post_field(bot, "account_update", event="ACCOUNT_VIOLATION", violation_info={"violation_type": "ADULT"})
    assert "Meta says of the account: code 0: ACCOUNT_VIOLATION ADULT" in caplog.text
    assert bot.client.get("/webhook/health").get_json()["status"] == "healthy"
