"""Another bot answers ours: after a few messages without meaning ours falls silent. People still get their help."""

from dataclasses import replace
from itertools import cycle, islice

import pytest
from talking import MENU, Talk, book

from relaystack.engine.effects import FellQuiet, HandOver, OptOut
from relaystack.engine.events import Said

QUIET = "I could not make sense of your last messages"
AUTOREPLIES = (
    ("Thank you for contacting ACME, we will reply shortly.",),
    ("menu",),
    ("hello",),
    ("Hi",),
    ("Hello! Welcome to ACME. How can we help you?",),
    ("Gracias por escribirnos, le responderemos en breve.",),
    ("शुक्रिया, हम जल्द ही जवाब देंगे।",),
    ("أهلا", "مرحبا"),
    ("👍",),
    ("Good morning", "menu", "Thank you"),
    ("jobs", "menu"),
    tuple(f"Your ticket number is {n}. Thank you for your patience!" for n in range(25)),
)


@pytest.mark.parametrize(
    "before", [(), ("hi",), ("hi", "2"), ("hi", "3"), ("hi", "3", "Ana"), ("hi", "4"), ("hi", "5")]
)
@pytest.mark.parametrize("said", AUTOREPLIES, ids=lambda said: said[0][:20])
def test_an_auto_reply_is_not_answered_for_ever(before: tuple[str, ...], said: tuple[str, ...]) -> None:
    talk = Talk(*before)
    turns = []
    for words in islice(cycle(said), 25):
        talk(words)
        turns.append(talk.turn)
    answered = [turn for turn in turns if turn.replies]
    assert len(answered) <= 9
    assert [turn.effects for turn in turns].count((FellQuiet("loop"),)) == 1
    assert answered[-1].replies[0].text.startswith(QUIET) or said != AUTOREPLIES[0]
    assert not any(turn.replies for turn in turns[10:])


@pytest.mark.parametrize("language", ["ar", "es", "fr", "hi", "pt", "ru", "zh"])
def test_the_last_word_is_in_their_language(language: str) -> None:
    talk = Talk("hi")
    talk.rehearsal.person = replace(talk.rehearsal.person, language=language)
    for _ in range(5):
        talk("qwertz asdfgh yxcvbn")
    assert book().phrases["fell_quiet"].fill(language, {}) in talk.turn.replies[0].text


def _quiet(*before: str) -> Talk:
    talk = Talk("hi", *before, *["Thank you, we will reply shortly"] * 6)
    assert talk.turn.replies == ()
    return talk


def test_who_says_something_that_it_understands_is_answered_again() -> None:
    assert _quiet()("1").startswith("🌍")
    assert _quiet()("menu") == MENU
    assert _quiet()("[Main menu]") == MENU
    assert _quiet("2")("250k").startswith("✅ With USD 250,000")
    talk = _quiet()
    talk("Talk to a person")
    assert HandOver in map(type, talk.turn.effects)
    talk = _quiet()
    talk("stop")
    assert OptOut in map(type, talk.turn.effects)


def test_what_it_does_not_understand_stays_unanswered_until_some_hours_have_passed() -> None:
    talk = _quiet()
    assert talk("we are closed today") == ""
    assert talk("we are closed tomorrow") == ""
    assert talk.later(hours=4)("we are closed today") != ""


def test_the_place_in_a_form_is_kept() -> None:
    talk = _quiet("3", "Ana")
    assert talk("ana@example.com").startswith("✅")


def test_a_person_who_mistypes_is_helped_as_before() -> None:
    talk = Talk("hi", "2")
    answers = [talk(words) for words in ("lots", "very much", "really a lot", "so much")]
    assert all(answers)
    assert not any(answer.startswith(QUIET) for answer in answers)


@pytest.mark.parametrize(
    "said",
    [("1", "a", "1", "1", "menu", "1", "a", "1", "1", "menu"), ("1", "menu") * 6, ("[Main menu]",) * 9,
     ("hi", "5") * 9, ("2", "250k", "menu", "2", "300k", "menu", "2", "400k", "menu")],
    ids=str,
)  # fmt: skip
def test_who_goes_about_in_the_menus_is_answered_each_time(said: tuple[str, ...]) -> None:
    talk = Talk("hi")
    for words in said:
        talk(words)
        assert not talk.turn.replies[0].text.startswith(QUIET)


def test_who_asks_for_a_consultant_again_and_again_is_asked_for_the_name_each_time() -> None:
    talk = Talk("hi")
    for _ in range(4):
        assert "What is your full name?" in talk("I want to talk to a consultant")
        talk("how much is Portugal?")
        talk("menu")


def test_a_turn_at_the_days_bound_is_a_last_word_and_then_none() -> None:
    talk = Talk("hi")
    talk.rehearsal.answers_left = 1
    assert talk("1").startswith("We have written to each other a great deal today")
    assert talk.turn.effects == (FellQuiet("day"),)
    talk.rehearsal.answers_left = 0
    assert talk("1") == talk("menu") == ""
    talk.takes(Said("stop"))
    assert talk.turn.replies[0].even_opted_out
    talk.rehearsal.answers_left = -9
    talk.takes(Said("start"))
    assert talk.turn.replies == ()
