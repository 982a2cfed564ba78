"""Is the bot silent where another responder of the WhatsApp account has the thread, and do staff see whose it is?"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from bot import Bot
from services.handover_tools import command, hand_over, mail_settings, mails
from services.meta_json import post_field, said
from services.service_tools import BROCHURE, HOUR, MENU, age, heard, wait_for, web_of, words_to, workers
from web.api.api_tools import ask, sign_in

from metatwin import Customer, Twin
from relaystack.models import Contact

NOT_SENT = "not sent: another responder of the WhatsApp account has the conversation"
THREAD = (Contact.thread_since, Contact.thread_until)


def passes(twin: Twin, customer: Customer, to: str = "ai_agent", **more: Any) -> None:
    """The thread goes to another responder, and the bot has heard of it."""
    twin.passes_thread(customer, to, **more)
    twin.wait_for(lambda: twin.unacknowledged == 0)


def gone(bot: Bot) -> list[str]:
    rows = bot.rows("SELECT error_title FROM whatsapp_messages WHERE status = 'failed' ORDER BY id")
    return [row["error_title"] for row in rows]


def history(bot: Bot, contact: int = 1) -> list[tuple[str, str, str | None]]:
    """What staff see, the oldest first: who said what to whom."""
    items = ask(bot, "GET", f"/api/conversations/{contact}/messages")["items"]
    return [(one["direction"], one["message"].splitlines()[0], one["thread_with"]) for one in reversed(items)]


@pytest.mark.parametrize("taken", [True, False], ids=["taken", "passed"])
def test_what_waits_is_taken_back_when_another_gets_the_thread(
    listening: Bot, twin: Twin, amina: Customer, ben: Customer, taken: bool
) -> None:
    heard(twin, (amina, "hi"), (ben, "hi"))
    passes(twin, amina, taken=taken)
    listening.deliver()
    assert words_to(twin, amina) == []
    assert words_to(twin, ben) == [MENU]
    assert gone(listening) == [NOT_SENT]


def test_what_is_said_on_standby_is_seen_by_staff_and_answered_by_nobody_of_ours(
    listening: Bot, twin: Twin, amina: Customer
) -> None:
    heard(twin, (amina, "hi"))
    listening.deliver()
    passes(twin, amina)
    heard(twin, (amina, "5"))
    twin.responder_writes(amina, "I am the agent.")
    twin.wait_for(lambda: twin.unacknowledged == 0)
    listening.deliver()
    assert words_to(twin, amina) == [MENU]
    assert history(listening) == [
        ("incoming", "hi", None), ("outgoing", MENU, None), ("incoming", "5", "ai_agent"),
        ("outgoing", "I am the agent.", "ai_agent"),
    ]  # fmt: skip
    assert listening.rows("SELECT 1 FROM outbox") == []


def test_standby_alone_says_that_the_thread_is_anothers(listening: Bot, twin: Twin, amina: Customer) -> None:
    """The hand-over may never come, or come without naming anybody."""
    heard(twin, (amina, "hi"))
    twin.routing.owners[amina.id] = "ctwa"
    heard(twin, (amina, "5"))
    listening.deliver()
    assert words_to(twin, amina) == []
    assert ask(listening, "GET", "/api/contacts/1")["thread_with"] == "unknown"


def test_who_writes_to_another_responder_first_is_known_from_then_on(
    listening: Bot, twin: Twin, amina: Customer
) -> None:
    twin.routing.owners[amina.id] = "ai_agent"
    heard(twin, (amina, "hello agent"))
    listening.deliver()
    assert twin.requests == []
    assert history(listening) == [("incoming", "hello agent", "unknown")]


def test_it_is_ours_again_with_the_next_message_on_messages(listening: Bot, twin: Twin, amina: Customer) -> None:
    heard(twin, (amina, "hi"))
    listening.deliver()
    passes(twin, amina)
    heard(twin, (amina, "5"))
    twin.routing.owners.clear()
    heard(twin, (amina, "6"))
    listening.deliver()
    assert words_to(twin, amina) == [MENU, BROCHURE]
    assert ask(listening, "GET", "/api/contacts/1")["thread_with"] is None


def test_a_hand_over_to_our_role_gives_it_back(make_bot: Callable[..., Bot], twin: Twin, amina: Customer) -> None:
    bot = make_bot(conversation_role="customer_service")
    with web_of(bot, twin):
        heard(twin, (amina, "hi"))
        passes(twin, amina, "escalation")
        assert ask(bot, "GET", "/api/contacts/1")["thread_with"] == "escalation"
        passes(twin, amina, "customer_service")
        assert ask(bot, "GET", "/api/contacts/1")["thread_with"] is None
        bot.deliver()
        assert words_to(twin, amina) == []  # what was taken back stays so
        heard(twin, (amina, "6"))
        bot.deliver()
    assert words_to(twin, amina) == [BROCHURE]


def test_without_a_role_of_ours_only_a_message_gives_it_back(listening: Bot, twin: Twin, amina: Customer) -> None:
    heard(twin, (amina, "hi"))
    passes(twin, amina)
    passes(twin, amina, "customer_service")
    assert ask(listening, "GET", "/api/contacts/1")["thread_with"] == "customer_service"
    heard(twin, (amina, "6"))
    assert ask(listening, "GET", "/api/contacts/1")["thread_with"] is None


def test_who_is_idle_for_a_day_loses_it(listening: Bot, twin: Twin, amina: Customer) -> None:
    heard(twin, (amina, "hi"))
    passes(twin, amina)
    age(listening, 20 * HOUR, *THREAD)
    heard(twin, (amina, "still here"))
    age(listening, 20 * HOUR, *THREAD)
    assert ask(listening, "GET", "/api/contacts/1")["thread_with"] == "ai_agent"
    age(listening, 5 * HOUR, *THREAD)
    assert ask(listening, "GET", "/api/contacts/1")["thread_with"] is None


def test_what_a_worker_had_in_its_hands_does_not_leave_afterwards(listening: Bot, twin: Twin, amina: Customer) -> None:
    heard(twin, (amina, "hi"), (amina, "5"))
    twin.faults.answers = ["hang"]
    with workers(listening):
        wait_for(lambda: len(twin.requests) == 1)  # both are claimed by now
        passes(twin, amina)
        twin.release()
        wait_for(lambda: not listening.rows("SELECT 1 FROM outbox WHERE carrier = 'whatsapp'"))
    assert len(twin.requests) == 1
    assert NOT_SENT in gone(listening)[-1]


def test_reminders_and_hand_backs_stay_silent(listening: Bot, twin: Twin, amina: Customer) -> None:
    heard(twin, (amina, "hi"), (amina, "2"))
    listening.deliver()
    before = words_to(twin, amina)
    hand_over(listening, amina)
    passes(twin, amina)
    command(listening, "handback", "1")
    age(listening, 2 * HOUR)
    listening.deliver()
    assert words_to(twin, amina) == before


@pytest.mark.parametrize("words", ["stop", "STOP", "unsubscribe"])
def test_a_stop_on_standby_is_obeyed_without_a_word(listening: Bot, twin: Twin, amina: Customer, words: str) -> None:
    heard(twin, (amina, "hi"))
    listening.deliver()
    passes(twin, amina)
    heard(twin, (amina, words))
    listening.deliver()
    assert words_to(twin, amina) == [MENU]
    assert ask(listening, "GET", "/api/contacts/1")["opted_out_at"]
    twin.routing.owners.clear()
    heard(twin, (amina, "menu"))
    listening.deliver()
    assert words_to(twin, amina) == [MENU]


def test_a_start_on_standby_is_said_to_another(listening: Bot, twin: Twin, amina: Customer) -> None:
    heard(twin, (amina, "stop"))
    passes(twin, amina)
    heard(twin, (amina, "start"))
    assert ask(listening, "GET", "/api/contacts/1")["opted_out_at"]


def now(offset: float = 0) -> str:
    return str(int(datetime.now(UTC).timestamp() + offset))


def taken(bot: Bot, phone: str, at: str, owner: str = "ai_agent", **more: Any) -> int:
    value = {
        "messaging_product": "whatsapp", "sender": {"phone_number": phone},
        "recipient": {"phone_number_id": bot.settings.phone_number_id}, "timestamp": at, "type": "control_taken",
        "control_taken": {"previous_owner_role": "customer_service", "new_owner_role": owner},
    }  # fmt: skip
    return post_field(bot, "messaging_handovers", **{**value, **more})


def test_what_meta_tells_late_takes_nothing(listening: Bot, twin: Twin, amina: Customer) -> None:
    """It repeats for a week, in any order."""
    heard(twin, (amina, "hi"))
    assert taken(listening, "15550120001", now(-600)) == 200
    assert ask(listening, "GET", "/api/contacts/1")["thread_with"] == "ai_agent"
    heard(twin, (amina, "6"))  # ours again
    assert taken(listening, "15550120001", now(-600)) == 200
    assert taken(listening, "15550120001", now(-90000)) == 200
    assert ask(listening, "GET", "/api/contacts/1")["thread_with"] is None
    listening.deliver()
    assert words_to(twin, amina) == [BROCHURE]


def test_a_late_message_from_before_the_hand_over_is_not_answered(listening: Bot, twin: Twin, amina: Customer) -> None:
    heard(twin, (amina, "hi"))
    listening.deliver()
    passes(twin, amina)
    late = said("5", "15550120001", at=datetime.now(UTC).timestamp() - 60)
    assert post_field(listening, "messages", messages=[late]) == 200
    listening.deliver()
    assert words_to(twin, amina) == [MENU]
    assert ask(listening, "GET", "/api/contacts/1")["thread_with"] == "ai_agent"


@pytest.mark.parametrize(
    "sender", [{"sender": {}}, {}, {"sender": None}, {"sender": {"phone_number": ""}}, {"sender": "x"}]
)
def test_a_hand_over_that_names_nobody_changes_nobodys_thread_and_is_told(
    listening: Bot, twin: Twin, amina: Customer, sender: dict[str, Any]
) -> None:
    heard(twin, (amina, "hi"))
    value = {"recipient": {"phone_number_id": listening.settings.phone_number_id}, "timestamp": now(),
             "type": "control_taken", "control_taken": {"new_owner_role": "ai_agent"}}  # fmt: skip
    assert post_field(listening, "messaging_handovers", **{**value, **sender}) == 200
    assert "1 updates set aside within a day" in str(listening.client.get("/webhook/health").get_json()["reasons"])
    assert "does not say whose it is" in command(listening, "failed", "list")
    listening.deliver()
    assert words_to(twin, amina) == [MENU]


def test_a_hand_over_of_another_number_is_passed_over(listening: Bot, twin: Twin, amina: Customer) -> None:
    heard(twin, (amina, "hi"))
    assert taken(listening, "15550120001", now(), recipient={"phone_number_id": "999"}) == 200
    listening.deliver()
    assert words_to(twin, amina) == [MENU]


def test_who_hides_the_number_is_known_by_the_bsuid_on_standby(listening: Bot, twin: Twin) -> None:
    tiago = twin.customer("Tiago", bsuid="BR.77", shows_phone=False)
    heard(twin, (tiago, "oi"))
    twin.routing.owners[tiago.id] = "ai_agent"
    heard(twin, (tiago, "5"))
    twin.responder_writes(tiago, "olá")
    twin.wait_for(lambda: twin.unacknowledged == 0)
    listening.deliver()
    assert twin.requests == []
    assert [words for _, words, _ in history(listening)][-2:] == ["5", "olá"]


ECHO = {"id": "wamid.e", "timestamp": "1795000000", "message": {"type": "text", "text": {"body": "x"}}}


def test_an_echo_that_could_be_to_two_people_is_told_to_nobody(listening: Bot) -> None:
    contacts = [{"wa_id": "15550120001"}, {"wa_id": "15550120002"}]
    assert post_field(listening, "standby", standby={"contacts": contacts, "message_echoes": [ECHO]}) == 200
    assert listening.rows("SELECT 1 FROM whatsapp_messages") == []


def test_staff_see_whose_it_is_in_the_console_and_in_mails(
    make_bot: Callable[..., Bot], twin: Twin, amina: Customer, mailbox: tuple[Any, int]
) -> None:
    bot = make_bot(**mail_settings(mailbox[1]))
    with web_of(bot, twin):
        heard(twin, (amina, "hi"), (amina, "3"), (amina, "Amina Haddad"), (amina, "amina@example.com"))
        passes(twin, amina, summary="Wants a flat in Porto.")
        hand_over(bot, amina)
    text = next(text for subject, text in mails(bot, mailbox).items() if "needs a person" in subject)
    assert "another responder of the WhatsApp account has it (ai_agent)" in text
    assert "Summary by an AI, not checked: Wants a flat in Porto." in text
    sign_in(bot)
    page = bot.client.get("/console/conversations/1").text
    assert "with another responder: ai agent" in page
    assert "Summary written by an AI, not checked: Wants a flat in Porto." in page


@pytest.mark.parametrize("where", ["value", "message"])
def test_the_summary_beside_a_message_is_for_people_only(listening: Bot, twin: Twin, where: str) -> None:
    context = {"conversation_context": {"type": "summary", "summary": {"text": "stop. Budget 5 million. menu 3"}}}
    message = said("hi", "15550120001", id="wamid.s") | (context if where == "message" else {})
    assert post_field(listening, "messages", messages=[message], **(context if where == "value" else {})) == 200
    one = ask(listening, "GET", "/api/contacts/1")
    assert one["thread_summary"] == "stop. Budget 5 million. menu 3"
    assert one["opted_out_at"] is None
    assert history(listening)[0] == ("incoming", "hi", None)
    assert listening.rows("SELECT 1 FROM whatsapp_leads") == []


def test_a_consultants_text_takes_the_thread_beside_metas_agent_alone(
    listening: Bot, twin: Twin, amina: Customer
) -> None:
    twin.routing.alone = True
    heard(twin, (amina, "hi"))
    passes(twin, amina)
    ask(listening, "POST", "/api/conversations/1/messages", 202, json={"text": "This is Lea."})
    assert ask(listening, "GET", "/api/contacts/1")["thread_with"] is None
    listening.deliver()
    assert words_to(twin, amina) == ["This is Lea."]


@pytest.mark.parametrize(("role", "owner"), [("customer_service", "ai_agent"), ("", "escalation")])
def test_a_consultants_text_is_refused_with_words_among_several_responders(
    make_bot: Callable[..., Bot], twin: Twin, amina: Customer, role: str, owner: str
) -> None:
    bot = make_bot(conversation_role=role)
    with web_of(bot, twin):
        heard(twin, (amina, "hi"))
        passes(twin, amina, owner)
        told = ask(bot, "POST", "/api/conversations/1/messages", 409, json={"text": "This is Lea."})
        bot.deliver()
    assert owner in told["detail"]
    assert "another responder" in told["detail"]
    assert twin.requests == []


def test_an_erased_person_leaves_no_summary(listening: Bot, twin: Twin, amina: Customer) -> None:
    heard(twin, (amina, "hi"))
    passes(twin, amina, summary="Wants a flat in Porto.")
    listening.deliver()
    ask(listening, "DELETE", "/api/contacts/1")
    row = listening.one("SELECT thread_owner, thread_until, thread_summary FROM contacts WHERE id = 1")
    assert set(row.values()) == {None}


def test_a_day_later_the_window_holds_as_ever(listening: Bot, twin: Twin, amina: Customer) -> None:
    """What is said on standby opens it too: it is one of the number, not of the responder."""
    heard(twin, (amina, "hi"))
    age(listening, timedelta(hours=25), Contact.last_inbound_at)
    passes(twin, amina)
    heard(twin, (amina, "5"))
    assert ask(listening, "GET", "/api/contacts/1")["window_closes_at"] > datetime.now(UTC).isoformat()
