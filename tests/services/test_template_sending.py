"""Is a template sent to whom it may be sent, as Meta wants it, and otherwise told why not?"""

from datetime import UTC, datetime, timedelta

import pytest
from bot import TOKEN, Bot
from services.meta_json import post, post_field, status
from services.service_tools import age, heard
from services.template_tools import NEWS, REMINDER, agrees, approved, flask, state

from metatwin import Customer, Twin
from relaystack.models import Contact
from relaystack.services.contacts import consent
from relaystack.services.templates import template_sending
from relaystack.services.templates.template_sending import CannotSend, Queued

MESSAGE = "SELECT status, kind, message, error_code FROM whatsapp_messages WHERE kind = 'template'"


@pytest.fixture
def amina(twin: Twin) -> Customer:
    """A customer of a country to which Meta delivers marketing."""
    return twin.customer("Amina", phone="971501234567", bsuid="AE.111")


@pytest.fixture
def ready(listening: Bot, twin: Twin, amina: Customer) -> Bot:
    """Amina has written, and Meta has approved all templates."""
    twin.faults.status_webhooks = False
    heard(twin, (amina, "hi"))
    listening.deliver()
    approved(listening, twin)
    return listening


def send(bot: Bot, name: str, values: dict[str, str], cause: str = "test", language: str | None = None) -> Queued:
    return template_sending.send(bot.parts.database, bot.parts.templates[name], 1, values, cause, language)


def refusal(bot: Bot, name: str, values: dict[str, str], language: str | None = None) -> str:
    with pytest.raises(CannotSend) as refused:
        send(bot, name, values, language=language)
    assert bot.rows(MESSAGE) == bot.rows("SELECT 1 FROM outbox WHERE carrier = 'whatsapp'") == []
    return str(refused.value)


def test_a_reminder_goes_out_as_meta_wants_it_also_after_the_window(ready: Bot, twin: Twin, amina: Customer) -> None:
    twin.pass_time(48 * 60)
    age(ready, timedelta(hours=48), Contact.last_inbound_at)
    done = flask(ready, "send", "consultation_reminder", "+971501234567", *(f"{k}={v}" for k, v in REMINDER.items()))
    assert done.exit_code == 0, done.output
    assert "contact 1: waits to be sent, in en:\nYour consultation\nHello Amina" in done.output
    assert "free words" not in done.output
    ready.deliver()
    sent = twin.sent[-1].body["template"]
    assert (sent["name"], sent["language"]) == ("consultation_reminder", {"code": "en"})
    body, button = sent["components"]
    assert body["type"] == "body"
    assert {one["parameter_name"]: one["text"] for one in body["parameters"]} == REMINDER
    assert button == {
        "type": "button", "sub_type": "quick_reply", "index": "0",
        "parameters": [{"type": "payload", "payload": "human"}],
    }  # fmt: skip
    kept = ready.one(MESSAGE)
    assert (kept["status"], "on 3 December at 14:30" in kept["message"]) == ("sent", True)


def test_a_tap_on_its_button_reaches_a_consultant(ready: Bot, twin: Twin, amina: Customer) -> None:
    send(ready, "consultation_reminder", REMINDER)
    ready.deliver()
    payload = twin.sent[-1].body["template"]["components"][1]["parameters"][0]["payload"]
    twin.sends(amina, {"type": "button", "button": {"payload": payload, "text": "Talk to us"},
                       "context": {"from": "15550783881", "id": twin.sent[-1].wamid}})  # fmt: skip
    twin.wait_for(lambda: twin.unacknowledged == 0)
    ready.deliver()
    assert "consultant" in twin.sent[-1].words
    assert ready.one("SELECT human_until FROM contacts")["human_until"]


def test_one_cause_sends_it_once(ready: Bot, twin: Twin) -> None:
    assert [send(ready, "consultation_reminder", REMINDER).is_new for _ in range(2)] == [True, False]
    ready.deliver()
    assert [sent.type for sent in twin.sent].count("template") == 1
    assert send(ready, "consultation_reminder", REMINDER, cause="another").is_new


def test_it_speaks_the_persons_language(ready: Bot, twin: Twin) -> None:
    ready.rows("UPDATE contacts SET language = 'pt'")
    twin.templates._all.clear()
    approved(ready, twin, "en", "pt_BR")
    assert send(ready, "consultation_reminder", REMINDER).language == "pt_BR"
    twin.templates.says("consultation_reminder", "pt_BR", "PAUSED")
    twin.wait_for(lambda: twin.unacknowledged == 0)
    assert (
        send(ready, "consultation_reminder", REMINDER, cause="2").language == "en"
    )  # what is approved, rather than nothing


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({}, "first_name, day, time must be filled in"),
        ({**REMINDER, "day": " "}, "day must be filled in"),
        ({**REMINDER, "colour": "red"}, "colour: nothing is filled in by that name"),
        ({**REMINDER, "day": "3\nDecember"}, "day: Meta takes one line"),
        ({**REMINDER, "day": "3\rDecember"}, "day: Meta takes one line"),
        ({**REMINDER, "day": "3\u2028December"}, "day: Meta takes one line"),
        ({**REMINDER, "day": "\u200b\u200f"}, "day must be filled in"),
        ({**REMINDER, "day": "\u2800\u3164\uffa0\u115f\ufe0f\U000e0020"}, "day must be filled in"),
        ({**REMINDER, "day": "3      December"}, "day: Meta takes one line"),
        ({**REMINDER, "day": "x" * 990}, "the body has more than 1024 characters"),
    ],
)
def test_what_is_filled_in_is_looked_at(ready: Bot, values: dict[str, str], words: str) -> None:
    assert words in refusal(ready, "consultation_reminder", values)


@pytest.mark.parametrize("event", ["PENDING", "REJECTED", "PAUSED", "DISABLED", "ARCHIVED", "NEWS_OF_TOMORROW"])
def test_only_what_meta_has_approved_is_sent(ready: Bot, twin: Twin, event: str) -> None:
    twin.templates.says("follow_up", "en", event, "SPAM")
    twin.wait_for(lambda: twin.unacknowledged == 0)
    told = refusal(ready, "follow_up", {"first_name": "Amina", "topic": "Greece"})
    assert told == f"follow_up (en) is {event} at Meta, not APPROVED: SPAM"


def test_all_that_stands_against_it_is_told_at_once(listening: Bot, twin: Twin, amina: Customer) -> None:
    heard(twin, (amina, "stop"))
    listening.deliver()
    asked = flask(listening, "send", "new_programme", "1", "--language", "de")
    assert asked.exit_code == 1
    for reason in (
        "new_programme has no words in de, only in en, ar", "is not known at Meta: `flask templates push`",
        "first_name, programme, country must be filled in", "the person has asked for no more messages",
        "the person has not agreed to marketing",
    ):  # fmt: skip
        assert reason in asked.output
    assert "approved languages of new_programme: none yet" in asked.output


def test_what_is_typed_wrong_is_said_with_what_would_be_right(ready: Bot) -> None:
    nobody = flask(ready, "send", "new_programme", "99").output
    assert "There is no contact 99. Name one by the phone with its country code, like +1555" in nobody
    assert "There is no template x" in flask(ready, "send", "x", "1").output
    assert "write NAME=VALUE" in flask(ready, "send", "new_programme", "1", "Amina").output
    twice = flask(ready, "send", "new_programme", "1", "country=Greece", "country=Malta").output
    assert "country is given twice: 'Greece' and 'Malta'" in twice
    other = flask(ready, "send", "follow_up", "1", "first_name=Amina", "topic=Greece", "--language", "es")
    assert "follow_up (es) is not known at Meta" in other.output
    assert "approved languages of follow_up: en\n" in other.output
    assert ready.rows(MESSAGE) == []


def test_bytes_that_are_no_words_are_said(ready: Bot) -> None:
    """As Python gives us what a terminal of another encoding types."""
    odd = b"Jos\xe9".decode("utf-8", "surrogateescape")
    for typed in (
        ("send", "follow_up", "1", f"first_name={odd}"), ("send", odd, "1"), ("send", "follow_up", odd),
        ("send", "follow_up", "1", "--language", odd), ("consent", "1", "--how", odd), ("push", odd),
    ):  # fmt: skip
        told = flask(ready, *typed)
        assert told.exit_code == 2
        assert "Jos\\udce9: not UTF-8; set the terminal" in told.output


@pytest.mark.parametrize("how", ["", " ", "\u3164", "x" * 201])
def test_an_agreement_needs_words(ready: Bot, how: str) -> None:
    told = flask(ready, "consent", "1", "--how", how)
    assert told.exit_code == 2
    assert "say --how they agreed" in told.output or "say it in 200" in told.output
    assert ready.one("SELECT marketing_consent_at AS at FROM contacts")["at"] is None


def test_who_has_said_stop_agrees_to_nothing_before_start(ready: Bot, twin: Twin, amina: Customer) -> None:
    heard(twin, (amina, "stop"))
    told = flask(ready, "consent", "1", "--how", "by telephone")
    assert told.exit_code == 1
    assert "contact 1: has asked for no more messages: only they can take that back, by writing start" in told.output
    heard(twin, (amina, "start"))
    ready.deliver()
    assert "has not agreed to marketing" in refusal(ready, "new_programme", NEWS)
    assert flask(ready, "consent", "1", "--how", "by telephone").exit_code == 0


def test_marketing_goes_to_who_has_agreed(ready: Bot, twin: Twin, amina: Customer) -> None:
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


def test_who_switches_marketing_off_in_whatsapp_gets_none(ready: Bot, twin: Twin, amina: Customer) -> None:
    agrees(ready)
    twin.chooses_marketing(amina, wanted=False)
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
def test_so_does_metas_no_to_a_message(ready: Bot, twin: Twin, amina: Customer, later: bool) -> None:
    agrees(ready)
    if not later:
        twin.chooses_marketing(amina, wanted=False, told=False)
    send(ready, "new_programme", NEWS)
    ready.deliver()
    if later:
        assert post(ready, statuses=[status(twin.sent[-1].wamid, "failed", code=131050)]) == 200
    contact = ready.one("SELECT marketing_consent_at, marketing_opted_out_at FROM contacts")
    assert (contact["marketing_consent_at"], bool(contact["marketing_opted_out_at"])) == (None, True)
    assert (ready.one(MESSAGE)["status"], ready.one(MESSAGE)["error_code"]) == ("failed", 131050)


def test_a_stop_takes_back_what_waits_and_the_consent(ready: Bot, twin: Twin, amina: Customer) -> None:
    agrees(ready)
    send(ready, "new_programme", NEWS)
    heard(twin, (amina, "stop"), (amina, "start"))
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


@pytest.mark.parametrize("change", ["edited", "deleted"])
def test_what_somebody_changes_at_meta_while_it_waits_fails_in_words(ready: Bot, twin: Twin, change: str) -> None:
    """Without a webhook of it: only Meta's answer tells."""
    send(ready, "consultation_reminder", REMINDER)
    if change == "deleted":
        del twin.templates._all["consultation_reminder", "en"]
    else:
        body = twin.templates.get("consultation_reminder", "en").part("BODY")
        body["text"] = body["text"].replace("{{day}}", "{{date}}")
    ready.deliver()
    assert ready.one(MESSAGE)["status"] == "failed"
    assert ready.one("SELECT reason FROM given_up")["reason"]
    told = flask(ready, "diff").output
    assert ("on {{date}} at" in told) if change == "edited" else ("reminder (en): not at Meta yet" in told)


def test_what_meta_pauses_while_it_waits_is_not_sent(ready: Bot, twin: Twin) -> None:
    send(ready, "consultation_reminder", REMINDER)
    sent_before = len(twin.sent)
    twin.templates.says("consultation_reminder", "en", "PAUSED", "LOW_QUALITY")
    twin.wait_for(lambda: twin.unacknowledged == 0)
    ready.deliver()
    assert twin.sent[sent_before:] == []
    assert (
        "consultation_reminder (en) is PAUSED at Meta, not APPROVED"
        in ready.one("SELECT reason FROM given_up")["reason"]
    )


def test_a_language_that_is_named_is_no_wish(ready: Bot, twin: Twin) -> None:
    told = refusal(ready, "consultation_reminder", REMINDER, language="pt_BR")
    assert told == "consultation_reminder (pt_BR) is not known at Meta: `flask templates push` or `pull`"


def test_a_button_of_marketing_stops_it(ready: Bot, twin: Twin, amina: Customer) -> None:
    agrees(ready)
    send(ready, "new_programme", NEWS)
    ready.deliver()
    payloads = {c["index"]: c["parameters"][0]["payload"] for c in twin.sent[-1].body["template"]["components"][1:]}
    assert payloads == {"0": "~programmes", "1": "human", "2": "stop"}
    twin.sends(amina, {"type": "button", "button": {"payload": "stop", "text": "No more messages"}})
    twin.wait_for(lambda: twin.unacknowledged == 0)
    assert ready.one("SELECT opted_out_at FROM contacts")["opted_out_at"]


@pytest.mark.parametrize(("code", "known"), [(132015, "PAUSED"), (132016, "DISABLED"), (132001, "MISSING")])
def test_what_a_refused_message_tells_of_its_template_is_kept(ready: Bot, twin: Twin, code: int, known: str) -> None:
    send(ready, "consultation_reminder", REMINDER)
    twin.faults.answers = [code]
    ready.deliver()
    assert state(ready, "consultation_reminder")["status"] == known
    with pytest.raises(CannotSend, match=f"is {known} at Meta"):
        send(ready, "consultation_reminder", REMINDER, cause="2")


def test_a_held_message_that_is_dropped_tells_it_too(ready: Bot, twin: Twin) -> None:
    send(ready, "consultation_reminder", REMINDER)
    ready.deliver()
    assert post(ready, statuses=[status(twin.sent[-1].wamid, "failed", code=132015)]) == 200
    assert state(ready, "consultation_reminder")["status"] == "PAUSED"


def test_a_consultant_may_send_a_reminder_but_nobody_marketing_then(ready: Bot, twin: Twin, amina: Customer) -> None:
    agrees(ready)
    post_field(ready, "smb_message_echoes", message_echoes=[{
        "from": "15550783881", "to": amina.phone, "id": "wamid.echo", "type": "text", "text": {"body": "I am here"},
        "timestamp": str(int(datetime.now(UTC).timestamp())),
    }])  # fmt: skip
    assert refusal(ready, "new_programme", NEWS) == "a consultant has the conversation"
    send(ready, "consultation_reminder", REMINDER)
    ready.deliver()
    assert twin.sent[-1].type == "template"


def test_one_without_a_phone_is_written_to_by_bsuid(listening: Bot, twin: Twin) -> None:
    hidden = twin.customer("Tiago", bsuid="BR.1", shows_phone=False)
    heard(twin, (hidden, "hi"))
    approved(listening, twin)
    send(listening, "consultation_reminder", REMINDER)
    listening.deliver()
    assert twin.sent[-1].recipient == "BR.1"


def test_the_api_sends_one_and_tells_what_stands_against_it(ready: Bot, twin: Twin) -> None:
    path, bearer = "/api/conversations/1/templates", {"Authorization": f"Bearer {TOKEN}"}
    wanted = {"name": "consultation_reminder", "values": REMINDER}
    for _ in range(2):
        answer = ready.client.post(path, json=wanted, headers=bearer | {"Idempotency-Key": "once"})
        assert (answer.status_code, answer.get_json().get("language")) == (202, "en"), answer.json
    ready.deliver()
    assert [sent.body["template"]["name"] for sent in twin.sent if "template" in sent.body] == ["consultation_reminder"]
    refused = ready.client.post(path, json={"name": "new_programme", "values": NEWS}, headers=bearer)
    assert (refused.status_code, "agreed" in refused.get_json()["detail"]) == (409, True)
    assert ready.client.post(path, json={"name": "no_such"}, headers=bearer).status_code == 404


def test_a_key_of_the_api_names_one_template_with_its_values(ready: Bot, twin: Twin, amina: Customer) -> None:
    path = "/api/conversations/1/templates"
    headers = {"Authorization": f"Bearer {TOKEN}", "Idempotency-Key": "once"}
    wanted = {"name": "consultation_reminder", "values": REMINDER}
    assert ready.client.post(path, json=wanted, headers=headers).status_code == 202
    for other in (
        {**wanted, "values": {**REMINDER, "day": "4 December"}},
        {**wanted, "values": {}},
        {**wanted, "language": "ar"},
        {"name": "new_programme", "values": NEWS},
    ):
        assert ready.client.post(path, json=other, headers=headers).status_code == 422, other
    heard(twin, (amina, "stop"))
    again = ready.client.post(path, json=wanted, headers=headers)  # not 409: it is answered as the first time
    assert (again.status_code, len(ready.rows(MESSAGE))) == (202, 1)
