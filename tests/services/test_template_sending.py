"""Is a template sent as Meta wants it, and otherwise told why not?"""

from datetime import timedelta

import pytest
from bot import TOKEN, Bot
from services.meta_json import post, status
from services.service_tools import age, heard
from services.template_tools import MESSAGE, NEWS, REMINDER, approved, flask, refusal, send, state

from metatwin import Customer, Twin
from relaystack.models import Contact
from relaystack.services.message_templates.template_sending import CannotSend


def test_a_reminder_goes_out_as_meta_wants_it_also_after_the_window(ready: Bot, twin: Twin, laila: Customer) -> None:
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


def test_a_tap_on_its_button_reaches_a_consultant(ready: Bot, twin: Twin, laila: Customer) -> None:
    send(ready, "consultation_reminder", REMINDER)
    ready.deliver()
    payload = twin.sent[-1].body["template"]["components"][1]["parameters"][0]["payload"]
    twin.sends(laila, {"type": "button", "button": {"payload": payload, "text": "Talk to us"},
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


def test_all_that_stands_against_it_is_told_at_once(listening: Bot, twin: Twin, laila: Customer) -> None:
    heard(twin, (laila, "stop"))
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


def test_a_key_of_the_api_names_one_template_with_its_values(ready: Bot, twin: Twin, laila: Customer) -> None:
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
    heard(twin, (laila, "stop"))
    again = ready.client.post(path, json=wanted, headers=headers)  # not 409: it is answered as the first time
    assert (again.status_code, len(ready.rows(MESSAGE))) == (202, 1)
