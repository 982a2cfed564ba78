"""Not understood: each time a better hint, after three in a row a person."""

import pytest
from talking import MENU, Talk

from relaystack.engine.effects import CaptureLead, HandOver, SearchJobs

OFFER = "I am sorry, I still do not understand you. Would you like to talk to one of our consultants?"
BUDGET = "💰 What is your investment budget in USD?\n\nReply with amount (example: 150000)"


def test_a_second_hint_says_more_than_the_first_and_a_third_offers_a_person() -> None:
    talk = Talk("hi", "2")
    first, second = talk("lots"), talk("very much")
    assert second.startswith(first.removesuffix(BUDGET))
    assert "A rough figure is enough" in second
    assert "A rough figure is enough" not in first
    assert talk("really a lot").startswith(OFFER)
    assert [choice.title for choice in talk.reply.choices] == ["Talk to a person", "Try again", "Main menu"]


@pytest.mark.parametrize("before", [(), ("1",), ("5",), ("3", "Ana"), ("4",)], ids="-".join)
def test_everywhere_the_third_miss_is_answered_by_an_offer(before: tuple[str, ...]) -> None:
    talk = Talk("hi", *before)
    answers = [talk(words) for words in ("tralala", "tralala la", "tralala la la")]
    assert len(set(answers)) == 3 or before == ("5",)
    assert answers[2].startswith(OFFER)


@pytest.mark.parametrize("way", ["[Talk to a person]", "talk to a person", "yes", "Yes, please", "human", "ok"])
def test_the_offer_is_taken(way: str) -> None:
    talk = Talk("hi", "2", "a", "b", "c")
    assert talk(way).startswith("👤 A consultant will answer you here")
    assert talk.turn.effects == (HandOver("misses"),)


@pytest.mark.parametrize("way", ["[Try again]", "try again", "Try again!"])
def test_trying_again_asks_again(way: str) -> None:
    talk = Talk("hi", "3", "Ana", "a", "b", "c")
    assert talk(way) == "Thank you, Ana. What is your e-mail address?"
    assert talk("d").startswith("That does not look like an e-mail address.")


def test_an_answer_is_taken_whatever_is_offered() -> None:
    assert Talk("hi", "2", "a", "b", "c")("250k").startswith("✅ With USD 250,000")
    assert Talk("hi", "2", "a", "b", "c")("[Main menu]") == MENU


@pytest.mark.parametrize("between", ["help", "thanks", "250k", "menu", "how much is portugal?", "back"])
def test_anything_understood_begins_the_count_anew(between: str) -> None:
    talk = Talk("hi", "2", "tra", "tralala", between)
    assert talk.rehearsal.state.misses == 0


def test_a_sticker_is_no_miss_and_no_understanding() -> None:
    talk = Talk("hi", "2", "a", "b")
    talk.shares("sticker")
    assert talk("c").startswith(OFFER)


def test_at_rest_there_is_nothing_to_try_again() -> None:
    talk = Talk("hi", "5", "tralala", "tralala", "tralala")
    assert [choice.title for choice in talk.reply.choices] == ["Talk to a person", "Main menu"]


def test_a_typo_that_is_asked_back_needs_no_longer_hint() -> None:
    talk = Talk("hi", "3", "Ana", "what", "ana@gmial.com")
    assert talk.turn.replies[0].text.startswith("Did you mean ana@gmail.com?")
    assert "@ in the middle" not in talk.reply.text


def test_yes_takes_the_answer_that_the_bot_has_guessed() -> None:
    talk = Talk("hi", "3", "Ana")
    assert talk("ana@gmial.com").startswith("Did you mean ana@gmail.com? Reply *yes*")
    assert "will contact you at ana@gmail.com" in talk("yes, please")
    talk = Talk("hi", "4")
    assert talk("Iraan").startswith("Did you mean Iran? Reply *yes*")
    talk("Yes!")
    assert [effect.country for effect in talk.turn.effects if isinstance(effect, SearchJobs)] == ["IR"]


@pytest.mark.parametrize(
    ("before", "said"),
    [(("3", "Ana"), ("ana@gmial.com", "what?")), (("2",), ("JPY 5000000",)), (("3", "Ana"), ("ana@",))],
)
def test_where_nothing_is_guessed_yes_is_no_answer(before: tuple[str, ...], said: tuple[str, ...]) -> None:
    talk = Talk("hi", *before, *said)
    place = talk.turn.state.place
    talk("yes")
    assert talk.turn.state.place == place
    assert not talk.turn.effects


@pytest.mark.parametrize("before", [("hi",), ("hi", "1"), ("hi", "5")], ids="-".join)
@pytest.mark.parametrize(
    ("said", "usd"), [("my budget is 300k", 300_000), ("USD 500,000", 500_000), ("I have 1.2m to invest", 1_200_000)]
)
def test_a_budget_said_before_it_is_asked_for_is_taken(before: tuple[str, ...], said: str, usd: int) -> None:
    talk = Talk(*before)
    talk(said)
    assert [effect.budget for effect in talk.turn.effects if isinstance(effect, CaptureLead)] == [usd]


def test_a_budget_is_no_name() -> None:
    talk = Talk("hi", "3")
    talk("my budget is 300k")
    assert [effect.budget for effect in talk.turn.effects if isinstance(effect, CaptureLead)] == [300_000]


@pytest.mark.parametrize("said", ["5551234567", "0501234567", "2027", "999", "12/03/2027", "I have 3 kids"])
def test_other_numbers_at_the_menu_are_no_budget(said: str) -> None:
    talk = Talk("hi")
    talk(said)
    assert not [effect for effect in talk.turn.effects if isinstance(effect, CaptureLead)]
