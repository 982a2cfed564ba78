"""Does marketing go to who has agreed to it, and to nobody else?"""

from datetime import UTC, datetime, timedelta

import pytest
from bot import Bot
from services.meta_json import post, post_field, status
from services.service_tools import heard
from services.template_tools import MESSAGE, NEWS, REMINDER, agrees, flask, refusal, send

from metatwin import Customer, Twin
from relaystack.services.contacts import consent
from relaystack.services.inbox import staff_texts
from relaystack.services.inbox.authors import Operator
from relaystack.services.message_templates.template_sending import CannotSend


@pytest.mark.parametrize("how", ["", " ", "\u3164", "x" * 201])
def test_an_agreement_needs_words(ready: Bot, how: str) -> None:
    told = flask(ready, "consent", "1", "--how", how)
    assert told.exit_code == 2
    assert "say --how they agreed" in told.output or "say it in 200" in told.output
    assert ready.one("SELECT marketing_consent_at AS at FROM contacts")["at"] is None


def test_who_has_said_stop_agrees_to_nothing_before_start(ready: Bot, twin: Twin, laila: Customer) -> None:
    heard(twin, (laila, "stop"))
    told = flask(ready, "consent", "1", "--how", "by telephone")
    assert told.exit_code == 1
    assert "contact 1: has asked for no more messages: only they can take that back, by writing start" in told.output
    heard(twin, (laila, "start"))
    ready.deliver()
    assert "has not agreed to marketing" in refusal(ready, "new_programme", NEWS)
    assert flask(ready, "consent", "1", "--how", "by telephone").exit_code == 0


def test_marketing_goes_to_who_has_agreed(ready: Bot, twin: Twin, laila: Customer) -> None:
    assert "has not agreed to marketing" in refusal(ready, "new_programme", NEWS)
    assert flask(ready, "consent", "1", "--how", "form, 3 December").output == "contact 1: has agreed to marketing.\n"
    send(ready, "new_programme", NEWS)
    ready.deliver()
    assert ready.one(MESSAGE)["status"] == "sent"
    assert flask(ready, "consent", "1", "--withdraw").output == "contact 1: no marketing.\n"
    with pytest.raises(CannotSend, match="has not agreed"):
        send(ready, "new_programme", NEWS, cause="2")


@pytest.mark.parametrize("column", ["phone = '15550120001'", "phone = NULL, bsuid = 'US.1'"])
def test_meta_delivers_no_marketing_to_the_united_states(ready: Bot, column: str) -> None:
    agrees(ready)
    ready.rows(f"UPDATE contacts SET {column}")
    assert refusal(ready, "new_programme", NEWS) == "Meta delivers no marketing to numbers of the United States"
    send(ready, "consultation_reminder", REMINDER)


def test_what_meta_calls_marketing_needs_consent_whatever_the_file_says(ready: Bot, twin: Twin) -> None:
    twin.templates.calls_it("consultation_reminder", "en", "MARKETING")
    twin.wait_for(lambda: twin.unacknowledged == 0)
    assert "has not agreed to marketing" in refusal(ready, "consultation_reminder", REMINDER)


def test_who_switches_marketing_off_in_whatsapp_gets_none(ready: Bot, twin: Twin, laila: Customer) -> None:
    agrees(ready)
    twin.chooses_marketing(laila, wanted=False)
    twin.wait_for(lambda: twin.unacknowledged == 0)
    assert ready.one("SELECT marketing_consent_at FROM contacts")["marketing_consent_at"] is None
    assert "has switched off marketing from us" in refusal(ready, "new_programme", NEWS)
    told = flask(ready, "consent", "1", "--how", "by telephone")
    assert (told.exit_code, "only they can switch it on, there" in told.output) == (1, True)
    with ready.parts.database.transaction() as connection:  # Meta's times are whole seconds
        consent.chosen(connection, 1, True, datetime.now(UTC) + timedelta(seconds=1))
    assert ready.one("SELECT marketing_consent_how AS how FROM contacts")["how"] == "chosen in WhatsApp's settings"
    send(ready, "new_programme", NEWS)


@pytest.mark.parametrize("later", [False, True])
def test_so_does_metas_no_to_a_message(ready: Bot, twin: Twin, laila: Customer, later: bool) -> None:
    agrees(ready)
    if not later:
        twin.chooses_marketing(laila, wanted=False, told=False)
    send(ready, "new_programme", NEWS)
    ready.deliver()
    if later:
        assert post(ready, statuses=[status(twin.sent[-1].wamid, "failed", code=131050)]) == 200
    contact = ready.one("SELECT marketing_consent_at, marketing_opted_out_at FROM contacts")
    assert (contact["marketing_consent_at"], bool(contact["marketing_opted_out_at"])) == (None, True)
    assert (ready.one(MESSAGE)["status"], ready.one(MESSAGE)["error_code"]) == ("failed", 131050)


def test_a_stop_takes_back_what_waits_and_the_consent(ready: Bot, twin: Twin, laila: Customer) -> None:
    agrees(ready)
    send(ready, "new_programme", NEWS)
    heard(twin, (laila, "stop"), (laila, "start"))
    ready.deliver()
    assert [sent.type for sent in twin.sent].count("template") == 0
    assert ready.one(MESSAGE)["status"] == "failed"
    assert "has not agreed to marketing" in flask(ready, "send", "new_programme", "1").output


def test_who_agrees_no_more_gets_nothing_that_waits(ready: Bot, twin: Twin) -> None:
    agrees(ready)
    send(ready, "new_programme", NEWS)
    flask(ready, "consent", "1", "--withdraw")
    ready.deliver()
    assert [sent.type for sent in twin.sent].count("template") == 0
    assert "agrees no more" in ready.one("SELECT reason FROM given_up")["reason"]


@pytest.mark.parametrize("waits", ["alone", "behind another message"])
def test_what_meta_makes_marketing_while_it_waits_needs_consent(ready: Bot, twin: Twin, waits: str) -> None:
    if waits != "alone":
        send(ready, "follow_up", {"first_name": "Amina", "topic": "Greece"})
    send(ready, "consultation_reminder", REMINDER, cause="2")
    sent_before = len(twin.sent)
    twin.templates.calls_it("consultation_reminder", "en", "MARKETING")
    twin.wait_for(lambda: twin.unacknowledged == 0)
    ready.deliver()
    assert [sent.body["template"]["name"] for sent in twin.sent[sent_before:]] == ["follow_up"] * (waits != "alone")
    assert "has not agreed to marketing" in ready.one("SELECT reason FROM given_up")["reason"]
    listed = ready.app.test_cli_runner().invoke(args=["failed", "list"]).output
    assert "has not agreed to marketing" in listed


def test_what_meta_makes_marketing_goes_to_who_has_agreed(ready: Bot, twin: Twin) -> None:
    agrees(ready)
    send(ready, "consultation_reminder", REMINDER)
    twin.templates.calls_it("consultation_reminder", "en", "MARKETING")
    twin.wait_for(lambda: twin.unacknowledged == 0)
    ready.deliver()
    assert twin.sent[-1].body["template"]["name"] == "consultation_reminder"


def test_a_button_of_marketing_stops_it(ready: Bot, twin: Twin, laila: Customer) -> None:
    agrees(ready)
    send(ready, "new_programme", NEWS)
    ready.deliver()
    payloads = {c["index"]: c["parameters"][0]["payload"] for c in twin.sent[-1].body["template"]["components"][1:]}
    assert payloads == {"0": "~programmes", "1": "human", "2": "stop"}
    twin.sends(laila, {"type": "button", "button": {"payload": "stop", "text": "No more messages"}})
    twin.wait_for(lambda: twin.unacknowledged == 0)
    assert ready.one("SELECT opted_out_at FROM contacts")["opted_out_at"]


def test_a_consultant_may_send_a_reminder_but_nobody_marketing_then(ready: Bot, twin: Twin, laila: Customer) -> None:
    agrees(ready)
    post_field(ready, "smb_message_echoes", message_echoes=[{
        "from": "15550783881", "to": laila.phone, "id": "wamid.echo", "type": "text", "text": {"body": "I am here"},
        "timestamp": str(int(datetime.now(UTC).timestamp())),
    }])  # fmt: skip
    assert refusal(ready, "new_programme", NEWS) == "a consultant has the conversation"
    send(ready, "consultation_reminder", REMINDER)
    ready.deliver()
    assert twin.sent[-1].type == "template"


def test_who_of_the_staff_sends_marketing_stands_in_the_audit_and_takes_nothing(ready: Bot) -> None:
    agrees(ready)
    staff_texts.send_template(
        ready.parts.database, ready.parts.conversation_settings, ready.parts.templates["new_programme"], 1, NEWS, "k",
        None, Operator("member 3", "Maya", 3),
    )  # fmt: skip
    entry = ready.one("SELECT \"by\", contact_id FROM audit WHERE action = 'template.send'")
    assert entry == {"by": "Maya", "contact_id": 1}
    assert ready.one("SELECT assignee_id, human_until FROM contacts") == {"assignee_id": None, "human_until": None}
