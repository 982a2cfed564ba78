"""Whoever asks something in the middle of a form comes back to it with all answers kept."""

import pytest
from talking import MENU, Talk

FORM = ("3", "Ana")
QUESTION = "Thank you, Ana. What is your e-mail address?"
TRIPS = ["portugal", "golden visa", "book an appointment", "brochure", "am I eligible?", "I want a job",
         "jobs in Canada", "change language"]  # fmt: skip


@pytest.mark.parametrize("trip", TRIPS)
def test_a_side_trip_keeps_the_form_for_the_menu(trip: str) -> None:
    talk = Talk("hi", *FORM, trip)
    assert "0️⃣ Continue where you left off" in talk("menu")
    assert talk("0") == QUESTION
    assert talk.answers == {"name": "Ana"}
    talk("ana@example.com")
    assert talk.lead.name == "Ana"
    assert talk("menu") == MENU


@pytest.mark.parametrize("trip", ["portugal", "golden visa", "change language"])
@pytest.mark.parametrize("way", ["0", "0️⃣", "Continue", "[Continue]", "continue where you left off"])
def test_every_choice_of_the_trip_offers_to_continue(trip: str, way: str) -> None:
    talk = Talk("hi", *FORM, trip)
    assert talk.reply.choices[-1].title == "Continue"
    assert talk(way) == QUESTION


@pytest.mark.parametrize("way", ["0", "Continue", "[Continue]"])
def test_the_end_of_the_trip_offers_to_continue(way: str) -> None:
    talk = Talk("hi", *FORM, "book an appointment")
    assert [choice.title for choice in talk.reply.choices] == ["Continue", "Main menu"]
    assert talk.reply.link is None
    assert talk(way) == QUESTION


def test_a_document_says_it_in_words() -> None:
    talk = Talk("hi", *FORM)
    assert talk("brochure").endswith("reply *0* to continue where you left off.")
    assert talk("0") == QUESTION


def test_openings_that_come_back_during_a_trip_offer_to_continue() -> None:
    talk = Talk("hi", *FORM, "jobs in Canada")
    assert talk.jobs(1)
    assert talk.reply.choices[-1].title == "Continue"
    assert talk("[Continue]") == QUESTION


def test_a_second_form_in_the_trip_does_not_forget_the_first() -> None:
    talk = Talk("hi", *FORM, "am I eligible?", "250k")
    assert talk.lead.budget == 250_000
    assert talk("0") == QUESTION


def test_beginning_the_same_form_anew_forgets_the_first() -> None:
    talk = Talk("hi", *FORM, "portugal", "1", "Bob", "bob@example.com")
    assert (talk.lead.name, talk.lead.interest) == (
        "Bob", "Portugal Golden Visa (ARI, residence permit for investment activity)",
    )  # fmt: skip
    assert talk("menu") == MENU


def test_asking_for_what_is_being_asked_already_asks_it_again() -> None:
    talk = Talk("hi", *FORM)
    assert talk("can I contact a consultant?") == QUESTION
    assert talk.answers == {"name": "Ana"}


def test_a_question_is_no_trip_and_sets_nothing_aside() -> None:
    talk = Talk("hi", *FORM)
    assert talk("how much is portugal?").endswith(f"\n\n{QUESTION}")
    assert talk.rehearsal.state.left is None
    assert talk("ana@example.com").startswith("✅ Thank you, Ana!")
    assert (talk.lead.name, talk.lead.email) == ("Ana", "ana@example.com")


def test_nothing_is_kept_where_nothing_was_filled_in() -> None:
    talk = Talk("hi", "3", "golden visa")
    assert talk.place == "residency.category"
    assert talk("menu") == MENU


def test_a_trip_starts_with_clean_answers() -> None:
    talk = Talk("hi", "1", "a", "1", "jobs in Canada")
    talk.jobs(0)
    for words in ("2", "Ana", "ana@example.com"):
        talk(words)
    assert (talk.lead.interest, talk.lead.country) == ("Jobs abroad", "")
