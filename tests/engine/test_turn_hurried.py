"""What people in a hurry do: several questions at once, steps back, corrections, other money."""

import pytest
from talking import Talk

from relaystack.engine.answers import ANSWERS, Misunderstood
from relaystack.engine.bidi import aligned, isolated
from relaystack.engine.effects import NoteUnanswered
from relaystack.engine.locale_formats import money
from relaystack.engine.replies import BODY


def test_three_questions_are_answered_in_their_order_in_one_message() -> None:
    told = Talk("hi")("greece how much, how long, and do i have to learn greek?")
    at = [told.index(title) for title in ("· Price", "· Processing time", "· Way to citizenship")]
    assert at == sorted(at)
    assert len(told) <= BODY


def test_what_is_not_understood_beside_a_question_is_kept() -> None:
    talk = Talk("hi")
    assert "12 to 14 months" in talk("how long is greece? does the elevator squeak? how much is it?")
    noted = [effect.words for effect in talk.turn.effects if isinstance(effect, NoteUnanswered)]
    assert noted == ["does the elevator squeak?"]


@pytest.mark.parametrize("told", ["my father is 67, st kitts allowed?", "my wife is pregnant, how much is st kitts"])
def test_what_is_told_beside_a_question_is_none(told: str) -> None:
    assert Talk("hi")(told).count("St Kitts and Nevis* ·") == 1


def test_long_answers_together_keep_within_one_message() -> None:
    talk = Talk("hi")
    told = talk("malta: how much? what are the risks? who can come with me?")
    assert len(told) <= BODY
    assert "Family" in told


def test_a_larger_family_is_not_shown_what_one_person_pays() -> None:
    told = Talk("hi", "cheapest caribbean passport")("price for a family of 7")
    assert "For 7 people a consultant works out the amount" in told
    assert "200,000" not in told


def test_who_asked_for_two_goes_on_to_ask_for_two() -> None:
    talk = Talk("hi", "how much is antigua for me and my wife")
    assert "250,000" in talk("and dominica?").split("This is")[0]


def test_back_from_a_page_leads_to_the_list_and_then_to_the_menu() -> None:
    talk = Talk("hi", "cheapest caribbean passport", "2")
    assert talk("back").startswith("*Price*\n1️⃣ *Dominica*")
    assert talk("2").startswith("*Antigua")
    talk("back")
    assert "Please choose an option" in talk("back")


def test_back_shows_the_list_in_the_order_of_what_two_pay() -> None:
    talk = Talk("hi", "cheapest caribbean passport", "price for me and my wife", "1")
    assert talk("back").startswith("*Price*\n1️⃣ *Antigua")


def test_other_money_is_known_where_arabic_writes_words_together() -> None:
    assert "GBP" in Talk("مرحبا", "كم سعر اليونان")("وبالجنيه الاسترليني؟")


def test_each_of_three_that_are_compared_can_be_tapped() -> None:
    talk = Talk("hi", "compare malta, greece and cyprus")
    assert [choice.title for choice in talk.reply.choices] == [
        "Malta residence",
        "Greece",
        "Cyprus",
        "Talk to Consultant",
    ]


def test_money_without_a_rate_is_asked_about_once() -> None:
    talk = Talk("i have 200k pounds")
    assert "GBP" in talk.reply.text
    assert "budget" not in talk("how long does dominica take")
    assert "you reach the minimum" in talk("250k")


def test_a_price_in_money_with_a_rate_is_told_with_its_month() -> None:
    assert "AED 707,544 at the rate of June 2026" in Talk("hi", "how much is malta")("and in aed?")


def test_a_name_that_a_form_has_can_be_corrected() -> None:
    talk = Talk("hi", "3", "John Smith")
    assert talk("no, my name is John Smyth") == "Thank you, John Smyth. What is your e-mail address?"
    assert "does not look like" in talk("hmm what")


@pytest.mark.parametrize("name", ["Ana Precio", "Jean Prix", "Maria Preço", "Anna Maria Visa"])
def test_surnames_that_are_topics_are_names(name: str) -> None:
    assert ANSWERS["person_name"].understand(name) == name


@pytest.mark.parametrize("words", ["Precio Dominica", "Precio", "Grenada Precio"])
def test_a_topic_beside_a_country_is_no_name(words: str) -> None:
    assert isinstance(ANSWERS["person_name"].understand(words), Misunderstood)


def test_who_is_handed_over_reads_when_the_bot_answers_again() -> None:
    talk = Talk("hi")
    assert "after 12 hours without a message" in talk("human")


def test_an_arabic_amount_stays_together() -> None:
    amount = "\u2068200,000\u00a0USD\u2069"
    assert isolated(money("ar", 200000)) == amount
    assert aligned("ابتداء من 200,000 USD (أي USD 200,000).", "ar").count("\u00a0") == 2
    assert aligned(f"من {amount}", "ar") == f"من {amount}"


def test_a_matter_that_is_none_of_ours_hides_no_question() -> None:
    talk = Talk("hi")
    assert "192,660" in talk("is it safe? how much is malta?")
    assert [effect.words for effect in talk.turn.effects if isinstance(effect, NoteUnanswered)] == ["is it safe?"]


def test_where_passports_lead_is_asked_of_these_alone() -> None:
    talk = Talk("hi", "best passport to get us visa, grenada or dominica")
    assert [choice.title for choice in talk.reply.choices] == ["Grenada", "Dominica", "Talk to Consultant"]
