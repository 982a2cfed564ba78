"""Who is a message from, whatever identifiers it carries?"""

from datetime import UTC, datetime
from typing import Any

import pytest
from bot import Bot
from services.meta_json import post, said, system
from services.service_tools import HOUR, age

from metatwin import Twin
from relaystack.models import Contact

PHONE, OTHER_PHONE = "15550150001", "15550150002"
CONTACTS = "SELECT id, phone, bsuid, parent_bsuid FROM contacts ORDER BY id"


def _contacts(bot: Bot) -> list[tuple[str | None, str | None]]:
    return [(row["phone"], row["bsuid"]) for row in bot.rows(CONTACTS)]


def _steps(bot: Bot) -> list[Any]:
    return [row["current_step"] for row in bot.rows("SELECT current_step FROM whatsapp_sessions ORDER BY contact_id")]


@pytest.mark.parametrize(
    ("messages", "people"),
    [
        pytest.param([{"phone": PHONE}, {"phone": PHONE}], [(PHONE, None)], id="phone only"),
        pytest.param([{"bsuid": "US.1"}, {"bsuid": "US.1"}], [(None, "US.1")], id="BSUID only"),
        pytest.param([{"phone": PHONE, "bsuid": "US.1"}] * 2, [(PHONE, "US.1")], id="both"),
        pytest.param([{"bsuid": "US.1"}, {"phone": PHONE, "bsuid": "US.1"}], [(PHONE, "US.1")], id="phone appears"),
        pytest.param([{"phone": PHONE}, {"phone": PHONE, "bsuid": "US.1"}], [(PHONE, "US.1")], id="BSUID appears"),
        pytest.param([{"phone": PHONE, "bsuid": "US.1"}, {"bsuid": "US.1"}], [(PHONE, "US.1")], id="phone vanishes"),
        pytest.param([{"phone": "US.1"}, {"bsuid": "US.1"}], [(None, "US.1")], id="BSUID in from"),
        pytest.param(
            [{"bsuid": "US.1", "parent": "US.ENT.9"}, {"bsuid": "US.2", "parent": "US.ENT.9"}],
            [(None, "US.2")],
            id="known by the parent BSUID",
        ),
        pytest.param(
            [{"phone": PHONE, "bsuid": "US.1"}, {"phone": PHONE, "bsuid": "US.2"}],
            [(None, "US.1"), (PHONE, "US.2")],
            id="number passed on",
        ),
        pytest.param(
            [{"phone": PHONE}, {"bsuid": "US.1"}, {"phone": PHONE, "bsuid": "US.1"}],
            [(PHONE, None), (None, "US.1")],
            id="conflict: never merged",
        ),
        pytest.param(
            [{"phone": PHONE, "bsuid": "US.1"}, {"bsuid": "US.2"}, {"phone": PHONE, "bsuid": "US.2"}],
            [(None, "US.1"), (PHONE, "US.2")],
            id="a known person takes over a number",
        ),
    ],
)
@pytest.mark.parametrize("together", [True, False], ids=["in one body", "one by one"])
def test_people_are_known_by_any_identifier(
    bot: Bot, messages: list[dict[str, Any]], people: list[tuple[str | None, str | None]], together: bool
) -> None:
    written = [said("hi", **who) for who in messages]
    for body in [written] if together else [[message] for message in written]:
        assert post(bot, body) == 200
    assert _contacts(bot) == people
    assert bot.rows("SELECT reason FROM set_aside") == []
    assert len(bot.rows("SELECT 1 FROM outbox")) == len(messages)


def test_who_takes_over_a_number_gets_nothing_that_was_meant_for_the_old_owner(listening: Bot, twin: Twin) -> None:
    old = twin.customer("Old", phone=PHONE, bsuid="US.1", shows_phone=True)
    twin.says(old, "hi")
    twin.wait_for(lambda: twin.unacknowledged == 0)
    post(listening, [said("5", PHONE, "US.2")])  # before the answer to the old owner has left
    first, second = listening.rows(
        "SELECT c.bsuid, o.payload FROM outbox o JOIN contacts c ON c.id = o.contact_id ORDER BY o.id"
    )
    assert (first["bsuid"], second["bsuid"]) == ("US.1", "US.2")
    listening.deliver()
    assert [(r.body.get("to"), r.body.get("recipient")) for r in twin.requests] == [(None, "US.1"), (f"+{PHONE}", None)]
    assert _steps(listening)[0] == "main_menu.menu"  # the old owner's conversation is where it was
    incoming = listening.rows(
        "SELECT c.bsuid FROM whatsapp_messages m JOIN contacts c ON c.id = m.contact_id WHERE direction = 'incoming'"
    )
    assert [row["bsuid"] for row in incoming] == ["US.1", "US.2"]


def test_the_new_owner_of_a_number_starts_anew(bot: Bot) -> None:
    post(bot, [said("hi", PHONE, "US.1"), said("3", PHONE, "US.1")])
    post(bot, [said("Eve Example", PHONE, "US.2")])
    assert _steps(bot) == ["consultant.name", "main_menu.menu"]
    phones = bot.rows("SELECT phone FROM whatsapp_sessions ORDER BY contact_id")
    assert [row["phone"] for row in phones] == [None, PHONE]


def test_a_person_without_a_phone_is_answered_by_the_bsuid(listening: Bot, twin: Twin) -> None:
    tiago = twin.customer("Tiago", phone=PHONE, bsuid="PT.7", shows_phone=False)
    twin.says(tiago, "hi")
    twin.wait_for(lambda: twin.unacknowledged == 0)
    listening.deliver()
    assert [(sent.to, sent.recipient) for sent in twin.sent] == [(None, "PT.7")]


@pytest.mark.parametrize("in_same_body", [True, False], ids=["with the next message", "before it"])
def test_a_changed_number_keeps_the_conversation(bot: Bot, in_same_body: bool) -> None:
    post(bot, [said("hi", PHONE), said("3", PHONE)])
    change = system("user_changed_number", from_=PHONE, wa_id=OTHER_PHONE)
    post(bot, [change])
    post(bot, [change, said("Ann Example", OTHER_PHONE)] if in_same_body else [said("Ann Example", OTHER_PHONE)])
    assert _contacts(bot) == [(OTHER_PHONE, None)]
    assert _steps(bot) == ["consultant.email"]
    assert bot.one("SELECT phone FROM whatsapp_sessions") == {"phone": OTHER_PHONE}
    assert bot.client.get(f"/webhook/stats/{OTHER_PHONE}", headers=_BEARER).get_json()["incoming_messages"] == 1


_BEARER = {"Authorization": "Bearer test-api-token"}


def test_a_changed_number_reaches_the_lead(bot: Bot) -> None:
    post(bot, [said("hi", PHONE), said("3", PHONE), said("Ann Example", PHONE), said("ann@example.com", PHONE)])
    post(bot, [system("user_changed_number", from_=PHONE, wa_id=OTHER_PHONE)])
    assert bot.one("SELECT phone FROM whatsapp_leads") == {"phone": OTHER_PHONE}


def test_a_changed_user_id_keeps_the_conversation_and_forgets_the_number(bot: Bot) -> None:
    """Meta makes a new BSUID when the number changes: the old number may be somebody else's by now."""
    post(bot, [said("hi", PHONE, "US.1"), said("3", PHONE, "US.1")])
    post(bot, [system("user_changed_user_id", user_id="US.2", previous_user_id="US.1")])
    assert _contacts(bot) == [(None, "US.2")]
    post(bot, [said("Ann Example", bsuid="US.2")])
    assert _steps(bot) == ["consultant.email"]
    assert bot.one("SELECT phone FROM whatsapp_sessions") == {"phone": None}


def test_a_change_to_the_identifiers_of_another_contact_merges_nobody(bot: Bot) -> None:
    post(bot, [said("hi", PHONE), said("3", PHONE), said("hi", OTHER_PHONE)])
    post(bot, [system("user_changed_number", from_=PHONE, wa_id=OTHER_PHONE)])
    assert _contacts(bot) == [(None, None), (OTHER_PHONE, None)]  # who writes from the old number now is not known
    assert _steps(bot) == ["consultant.name", "main_menu.menu"]


def test_a_change_that_comes_after_the_first_message_under_the_new_id_does_no_harm(bot: Bot) -> None:
    post(bot, [said("hi", bsuid="US.1")])
    post(bot, [said("hi", bsuid="US.2")])
    assert post(bot, [system("user_changed_user_id", user_id="US.2", previous_user_id="US.1")]) == 200
    assert _contacts(bot) == [(None, "US.1"), (None, "US.2")]


def test_a_changed_identity_of_a_stranger_is_no_contact(bot: Bot) -> None:
    assert post(bot, [system("user_changed_number", from_=PHONE, wa_id=OTHER_PHONE)]) == 200
    assert _contacts(bot) == []


def test_a_changed_identity_is_not_answered(bot: Bot) -> None:
    post(bot, [said("hi", PHONE)])
    post(bot, [system("user_changed_number", from_=PHONE, wa_id=OTHER_PHONE)])
    assert len(bot.rows("SELECT 1 FROM outbox")) == 1


def test_who_opted_out_stays_so_under_a_new_number(bot: Bot) -> None:
    post(bot, [said("hi", PHONE, "US.1"), said("stop", PHONE, "US.1")])
    post(bot, [system("user_changed_number", from_=PHONE, wa_id=OTHER_PHONE, user_id="US.2")])
    post(bot, [said("hello", OTHER_PHONE, "US.2")])
    assert len(bot.rows("SELECT 1 FROM contacts")) == 1
    assert len(bot.rows("SELECT 1 FROM outbox")) == 1  # the answer to stop; the menu before it was taken back


def test_the_window_of_24_hours_is_counted_from_the_last_message(bot: Bot) -> None:
    now = int(datetime.now(UTC).timestamp())
    post(bot, [said("hi", PHONE, at=now)])
    before = bot.one("SELECT last_inbound_at FROM contacts")
    post(bot, [said("5", PHONE, at=now - 1000)])  # an older message, late
    assert bot.one("SELECT last_inbound_at FROM contacts") == before
    age(bot, HOUR, Contact.last_inbound_at)
    assert bot.one("SELECT last_inbound_at FROM contacts") != before
