"""A person when a person is needed: asked for, misses, files, complaints; and the bot's silence meanwhile."""

from dataclasses import replace

import pytest
from talking import MENU, Talk, book

from relaystack.engine.effects import HandOver, OptIn, OptOut
from relaystack.engine.events import JobsFound, Tapped
from relaystack.engine.flow import HandoverRules

ANYWHERE = [(), ("1",), ("2",), ("3",), ("3", "Ana"), ("4",), ("4", "Canada"), ("5",)]
ASKED = ["human", "HUMAN!", "agent", "talk to someone", "Can I talk to a real person please?",
         "I want to speak to somebody", "hablar con alguien", "je voudrais parler à un humain",
         "falar com um atendente", "оператор", "转人工", "إنسان", "किसी से बात करनी है",
         "my brother wrote to you in May, I want to talk to a person about his file",
         "bonjour, c'est urgent, je dois parler à une personne"]  # fmt: skip
COMPLAINTS = ["I have a complaint", "this is a SCAM", "I want my money back now", "Quiero un reembolso",
              "c'est une arnaque", "Hola, quiero hablar con una persona, nadie me contesta",
              "我要投诉", "у меня жалоба", "मुझे शिकायत है", "لدي شكوى"]  # fmt: skip


@pytest.mark.parametrize("before", ANYWHERE, ids=lambda before: "-".join(before) or "menu")
@pytest.mark.parametrize("words", ASKED)
def test_whoever_asks_for_a_person_gets_one(before: tuple[str, ...], words: str) -> None:
    talk = Talk("hi", *before)
    assert talk(words).startswith("👤 A consultant will answer you here, in this chat, as soon as possible")
    assert talk.turn.effects == (HandOver("asked"),)
    assert talk.reply.even_handed_over
    assert talk.reply.choices == ()
    assert talk.place == "None"


@pytest.mark.parametrize("before", ANYWHERE, ids=lambda before: "-".join(before) or "menu")
@pytest.mark.parametrize("words", COMPLAINTS)
def test_a_complaint_is_for_a_person(before: tuple[str, ...], words: str) -> None:
    talk = Talk("hi", *before)
    assert talk(words).startswith("I am sorry to hear that.")
    assert talk.turn.effects == (HandOver("words"),)


@pytest.mark.parametrize(
    ("kind", "named"),
    [("image", "picture"), ("video", "video"), ("audio", "voice note"), ("voice", "voice note"),
     ("document", "document")],
)  # fmt: skip
def test_a_file_is_for_a_person(kind: str, named: str) -> None:
    talk = Talk("hi", "3")
    assert talk.shares(kind).startswith(f"Thank you. I have passed your {named} on to a consultant, who will answer")
    assert talk.turn.effects == (HandOver("media"),)


def test_a_kind_of_file_that_needs_nobody_is_only_passed_on() -> None:
    talk = Talk("hi", "3")
    talk.rehearsal.book = replace(book(), handover=HandoverRules())
    assert talk.shares("image").startswith("Thank you. I have passed your picture on to a consultant.")
    assert talk.turn.effects == ()
    assert talk("Ana") == "Thank you, Ana. What is your e-mail address?"


@pytest.mark.parametrize(
    "words", ["hi", "menu", "back", "help", "2", "human", "complaint", "start", "español", "ana@example.com"]
)
def test_meanwhile_the_bot_is_silent(words: str) -> None:
    talk = Talk("hi", "3", "Ana", "human")
    state = talk.rehearsal.state
    assert talk(words) == ""
    assert talk.later(days=2)(words) == ""
    assert talk.turn.effects == ()
    assert talk.rehearsal.state == state


def test_so_it_is_for_taps_files_searches_and_silence() -> None:
    talk = Talk("hi", "4", "Canada", "human")
    assert talk("[Check Eligibility]") == ""
    assert talk.takes(Tapped("menu")) == ""
    assert talk.shares("image") == ""
    assert talk.takes(JobsFound("jobs.found", {"outcome": "failed"})) == ""
    assert talk.rehearsal.falls_silent(20).replies == ()


def test_stop_is_obeyed_meanwhile_and_start_too() -> None:
    talk = Talk("hi", "human")
    assert talk("stop").startswith("You will get no more messages")
    assert [*talk.turn.effects] == [OptOut()]
    assert talk.reply.even_handed_over
    assert talk("human") == ""
    assert talk("start") == "You will get messages from Nexora Investments again. A consultant answers you here."
    assert [*talk.turn.effects] == [OptIn()]
    assert talk.reply.even_handed_over
    assert talk("hi") == ""


def test_handed_back_the_bot_says_so_and_answers_again() -> None:
    talk = Talk("hi", "human")
    turn = talk.rehearsal.handed_back()
    assert turn.replies[0].text.startswith("You are talking with our assistant again.")
    assert [choice.title for choice in turn.replies[0].choices] == ["Main menu"]
    assert talk("[Main menu]") == MENU


def test_half_filled_answers_wait_for_the_bot() -> None:
    talk = Talk("hi", "3", "Ana", "human")
    turn = talk.rehearsal.handed_back()
    assert [choice.title for choice in turn.replies[0].choices] == ["Continue", "Main menu"]
    assert talk("0") == "Thank you, Ana. What is your e-mail address?"


def test_handing_back_to_somebody_who_said_stop_is_silent() -> None:
    talk = Talk("hi", "human", "stop")
    assert talk.rehearsal.handed_back().replies == ()


@pytest.mark.parametrize("words", ["human", "I have a complaint"])
def test_a_pause_does_not_stand_between_a_person_and_a_person(words: str) -> None:
    talk = Talk("hi", "3", "Ana").later(hours=3)
    assert "A consultant will" in talk(words)
    assert talk.rehearsal.state.left is not None


@pytest.mark.parametrize("words", ["human", "complaint", "talk to someone"])
def test_a_person_asked_for_in_the_first_message_ever_is_given(words: str) -> None:
    talk = Talk()
    assert "A consultant will" in talk(words)
    assert any(isinstance(effect, HandOver) for effect in talk.turn.effects)


@pytest.mark.parametrize("words", ["3", "Talk to Consultant", "talk to a consultant", "[Talk to Consultant]"])
def test_the_menu_s_consultant_is_the_form(words: str) -> None:
    talk = Talk("hi")
    assert talk(words) == "👤 A consultant will be happy to help you.\n\nWhat is your full name?"


def test_business_hours_are_said_where_the_brand_has_them() -> None:
    talk = Talk("hi")
    talk.rehearsal.book = replace(book(), brand={**book().brand, "hours": "Monday to Friday, 9 to 18"})
    assert "within our business hours (Monday to Friday, 9 to 18)" in talk("human")
