"""What a long pause does, what is not words, and a job search that comes back."""

import pytest
from talking import MENU, Talk

from relaystack.engine.events import JobsFound

PAUSE = "⏳ It has been a while, so we start again from the menu."
OFFER = " Your earlier answers are kept: reply 0 to continue where you left off."


@pytest.mark.parametrize("pause", [{"minutes": 30}, {"minutes": 29, "seconds": 59}], ids=["30:00", "29:59"])
def test_thirty_minutes_are_not_too_long(pause: dict[str, float]) -> None:
    assert Talk("hi", "2").later(**pause)("250k").startswith("✅")


@pytest.mark.parametrize("pause", [{"minutes": 30, "seconds": 1}, {"minutes": 31}, {"days": 90}])
@pytest.mark.parametrize("words", ["250k", "yes", "1", "back", "thanks"])
def test_more_opens_the_menu_says_why_and_takes_no_answer(words: str, pause: dict[str, float]) -> None:
    talk = Talk("hi", "2").later(**pause)
    assert talk(words) == f"{PAUSE}\n\n{MENU}"
    assert talk.answers == {}
    assert talk.turn.effects == ()


def test_a_picture_after_a_pause_opens_the_menu_too() -> None:
    assert Talk("hi", "2").later(hours=1).shares("image") == f"{PAUSE}\n\n{MENU}"


@pytest.mark.parametrize("words", ["hi", "menu", "START"])
def test_a_greeting_after_a_pause_needs_no_explanation(words: str) -> None:
    assert Talk("hi", "2").later(hours=1)(words) == MENU


def test_half_filled_answers_are_offered_back() -> None:
    talk = Talk("hi", "1", "a", "1", "1", "Ana").later(minutes=31)
    assert talk("hello there, it is me").startswith(f"{PAUSE}{OFFER}\n\n👋 Welcome")
    assert "6️⃣ Download Brochure\n0️⃣ Continue where you left off\n\nReply with a number." in talk.reply.text
    assert talk.reply.choices[-1].title == "Continue"
    assert talk("0") == "Thank you, Ana. What is your e-mail address?"
    talk("ana@example.com")
    assert (talk.lead.name, talk.lead.interest) == ("Ana", "Greece Golden Visa (investor residence permit)")


@pytest.mark.parametrize("way", ["0", "0️⃣", "Continue", "continue where", "[Continue]"])
def test_they_are_restored_by_key_words_or_tap(way: str) -> None:
    talk = Talk("hi", "3", "Ana").later(hours=5)
    talk("hm")
    assert talk(way).startswith("Thank you, Ana.")
    assert talk("back").startswith("👤")


def test_they_outlast_a_second_pause_and_a_greeting() -> None:
    talk = Talk("hi", "3", "Ana")
    talk.later(hours=1)("hm")
    assert "0️⃣ Continue" in talk.later(hours=1)("hi")
    talk("1")
    assert "0️⃣ Continue" in talk("menu")
    assert talk("0").startswith("Thank you, Ana.")


def test_a_new_journey_forgets_them() -> None:
    talk = Talk("hi", "3", "Ana").later(hours=1)
    for words in ("hm", "3", "Bob", "bob@example.com"):
        talk(words)
    assert talk("menu") == MENU


@pytest.mark.parametrize("before", [("3",), ("1",), ("5",), ("1", "a", "1")], ids="-".join)
def test_nothing_is_offered_back_where_nothing_was_filled_in(before: tuple[str, ...]) -> None:
    assert Talk("hi", *before).later(hours=1)("hm") == f"{PAUSE}\n\n{MENU}"


@pytest.mark.parametrize(
    ("kind", "named"),
    [("sticker", "stickers"), ("location", "locations"), ("poll", "this kind of message")],
)
def test_what_is_not_words_is_named_and_the_question_stands(kind: str, named: str) -> None:
    talk = Talk("hi", "3")
    assert f"not {named}." in talk.shares(kind)
    assert talk("Ana") == "Thank you, Ana. What is your e-mail address?"


def test_openings_reach_who_waits_and_can_be_answered_by_number() -> None:
    talk = Talk("hi", "4", "Canada")
    assert talk.turn.replies == ()
    assert talk("still there?").startswith("I am still looking")
    assert "1️⃣ Another country" in talk.jobs(2)
    assert talk("1") == "Which country are you looking for jobs in?"


def test_openings_reach_who_is_at_rest() -> None:
    talk = Talk("hi", "4", "Canada", "5")
    assert "1️⃣ Another country" in talk.jobs(2)
    assert talk("2").startswith("👤")


@pytest.mark.parametrize("before", [("2",), ("3",), ("3", "Ana"), ("1", "a"), ("menu",)], ids="-".join)
def test_who_moved_on_keeps_their_place_and_gets_no_numbers(before: tuple[str, ...]) -> None:
    talk = Talk("hi", "4", "Canada", *before)
    state = talk.rehearsal.state
    words = talk.jobs(2)
    assert words.startswith("💼 2 jobs in Canada:")
    assert words.endswith("• Another country\n• Talk to Consultant\n• Main menu")
    assert talk.rehearsal.state == state
    assert talk("[Another country]") == "Which country are you looking for jobs in?"


@pytest.mark.parametrize(
    ("count", "outcome", "says"),
    [
        (0, "found", "I found no openings in Canada right now."),
        (0, "failed", "The job search does not answer at the moment."),
        (0, "no_site", "Our job search does not cover Canada"),
    ],
)
def test_a_search_without_openings_says_what_can_be_done(count: int, outcome: str, says: str) -> None:
    talk = Talk("hi", "4", "Canada")
    assert talk.jobs(count, outcome).startswith(says)
    assert talk.reply.choices


def test_without_a_key_for_the_search_a_consultant_is_told() -> None:
    talk = Talk("hi", "4", "Canada", can=frozenset())
    assert (talk.lead.interest, talk.lead.country, talk.lead.notify) == ("Jobs abroad", "Canada", True)


@pytest.mark.parametrize("place", ["jobs.vanished", "gone.found", "", "jobs"])
def test_openings_for_a_step_that_vanished_change_nothing(place: str) -> None:
    talk = Talk("hi", "4", "Canada")
    state = talk.rehearsal.state
    assert talk.takes(JobsFound(place, {"outcome": "found", "openings": []})) == ""
    assert talk.rehearsal.state == state
