"""Do staff answer from the inbox, once, under their name, and never unseen by each other?"""

from concurrent.futures import ThreadPoolExecutor

import pytest
from bot import Bot
from web.api.api_tools import ADA, ask, say
from web.console.colleagues import Colleague

pytestmark = pytest.mark.usefixtures("people")


def texts(bot: Bot) -> list[tuple[str, str]]:
    """What staff wrote to Ada, and who."""
    theirs = "contact_id = 1 AND author LIKE 'member %'"
    found = bot.rows(f"SELECT author, message FROM whatsapp_messages WHERE {theirs} ORDER BY id")
    return [(row["author"], row["message"]) for row in found]


def test_an_answer_goes_out_under_its_authors_name_and_takes_the_conversation(bot: Bot, maya: Colleague) -> None:
    sent = maya.do("messages", text="Good morning\r\nAda")
    assert (sent.status_code, sent.location) == (303, "/console/inbox/1?view=waiting#sent")
    assert texts(bot) == [(f"member {maya.id}", "Good morning\nAda")]
    page = maya.look()
    assert "Maya took this over" in page
    assert "<bdi>Maya</bdi>" in page
    assert "<bdi>Bot</bdi>" in page
    assert ask(bot, "GET", "/api/conversations/1")["with_consultants_until"]
    assert "Ada" in maya.look("?view=mine")


def test_a_form_that_comes_twice_sends_once(bot: Bot, maya: Colleague) -> None:
    page = maya.look()
    for _ in range(2):
        assert maya.do("messages", page, text="Hello").status_code == 303
    assert len(texts(bot)) == 1
    assert maya.do("messages", page, text="Other words").status_code == 409
    assert len(texts(bot)) == 1


def test_what_a_colleague_wrote_meanwhile_is_shown_and_asked_about(bot: Bot, maya: Colleague, omar: Colleague) -> None:
    page = omar.look()
    maya.do("messages", text="Maya here.")
    asked = omar.do("messages", page, text="Omar here.")
    assert asked.status_code == 409
    assert "Maya" in asked.text
    assert "Send all the same?" in asked.text
    assert ">Omar here.</textarea>" in asked.text
    assert len(texts(bot)) == 1
    assert omar.do("messages", asked.text, text="Omar here.").status_code == 303
    assert [words for _, words in texts(bot)] == ["Maya here.", "Omar here."]
    assert "Omar took this over from Maya" in omar.look()


def test_of_two_at_the_same_moment_one_is_asked(bot: Bot, maya: Colleague, omar: Colleague) -> None:
    pages = [(one, one.look()) for one in (maya, omar)]
    with ThreadPoolExecutor(2) as pool:
        sent = pool.map(lambda pair: pair[0].do("messages", pair[1], text=f"{pair[0].name} here."), pages)
        assert sorted(answer.status_code for answer in sent) == [303, 409]
    assert len(texts(bot)) == 1


def test_a_colleague_who_took_it_is_named(maya: Colleague, omar: Colleague) -> None:
    page = omar.look()
    assert maya.do("take").status_code == 303
    asked = omar.do("messages", page, text="Omar here.")
    assert (asked.status_code, "took this conversation meanwhile" in asked.text) == (409, True)


def test_what_the_customer_writes_meanwhile_keeps_nobody_from_sending(bot: Bot, maya: Colleague) -> None:
    page = maya.look()
    say(bot, ADA, "Are you there?")
    assert maya.do("messages", page, text="Yes.").status_code == 303


def test_whose_it_is_is_told_before_somebody_writes(maya: Colleague, omar: Colleague) -> None:
    maya.do("take")
    page = omar.look()
    assert "Who sends takes it over" in page
    assert "Take over and send" in page
    assert omar.do("messages", page, text="Omar here.").status_code == 303


def test_who_else_has_read_it_within_the_hour_is_named_to_who_writes(maya: Colleague, omar: Colleague) -> None:
    assert "read this at" not in maya.look()
    assert "<bdi>Maya</bdi> read this at " in omar.look()
    assert "<bdi>Omar</bdi> read this at " in maya.look()


@pytest.mark.parametrize("text", ["", " \u200b ", "x" * 4097])
def test_what_cannot_be_sent_stays_in_the_form(bot: Bot, maya: Colleague, text: str) -> None:
    refused = maya.do("messages", text=text)
    assert refused.status_code == 422
    assert text.strip()[:50] in refused.text
    assert texts(bot) == []


def test_to_who_said_stop_nothing_is_written(bot: Bot, maya: Colleague) -> None:
    page = maya.look()
    say(bot, ADA, "menu", "stop")
    refused = maya.do("messages", page, text="Hello")
    assert (refused.status_code, "has asked for no more messages" in refused.text) == (409, True)
    assert "nothing may be sent to them" in maya.look()
    assert texts(bot) == []


def test_who_may_only_read_sees_no_composer_and_is_refused(bot: Bot, maya: Colleague) -> None:
    viewer = Colleague(bot, "Vera", "viewer")
    page = viewer.look()
    assert "Your role does not write" in page
    assert "<textarea" not in page
    fields = maya.form(maya.look(), "messages")
    sign = viewer.form(page, "sign-out")["csrf_token"]
    for path in ("messages", "take", "hand-back", "close", "reopen", "assign", "snooze", "notes", "details"):
        refused = viewer.client.post(f"/console/inbox/1/{path}", data={**fields, "csrf_token": sign, "text": "x"})
        assert refused.status_code == 403, path
    assert texts(bot) == []


def test_who_was_removed_sends_nothing(bot: Bot, maya: Colleague) -> None:
    page = maya.look()
    maya.leave()
    fields = maya.form(page, "messages")
    sent = maya.client.post("/console/inbox/1/messages", data={**fields, "text": "Hello"})
    assert (sent.status_code, sent.location.startswith("/console/sign-in")) == (303, True)
    assert texts(bot) == []


def test_a_form_without_our_sign_is_refused(bot: Bot, maya: Colleague) -> None:
    fields = maya.form(maya.look(), "messages")
    del fields["csrf_token"]
    assert maya.client.post("/console/inbox/1/messages", data={**fields, "text": "x"}).status_code == 403
    assert texts(bot) == []


@pytest.mark.parametrize("id", ["99", "9" * 19, "9" * 40])
def test_nobody_is_there_by_another_number(maya: Colleague, id: str) -> None:
    fields = maya.form(maya.look(), "messages")
    assert maya.client.post(f"/console/inbox/{id}/messages", data={**fields, "text": "x"}).status_code == 404
