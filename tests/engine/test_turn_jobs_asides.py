"""Jobs: a country that somebody names beside what they ask for is not searched: their name, their home, a refusal."""

import pytest
from engine.test_turn_jobs import QUESTION, searched
from talking import Talk

from relaystack.engine.answers.asides import asked_for
from relaystack.engine.effects import HandOver, SearchJobs


@pytest.mark.parametrize(
    "words",
    [
        "my name is Jordan Baker",
        "me llamo Chad",
        "меня зовут Иордания",
        "我叫约旦",
        "I don't want jobs in Canada",
        "anywhere except Canada",
        "в любую страну, кроме Канады",
        "I don’t want to work in Canada",
        "no jobs in Canada please",
        "no quiero trabajo en Canadá",
        "je ne veux pas travailler au Canada",
        "não quero emprego no Canadá",
        "не хочу работать в Канаде",
        "لا أريد وظائف في كندا",
        "我不想在加拿大工作",
        "मुझे कनाडा में नौकरी नहीं चाहिए",
    ],
)
def test_a_name_and_a_refusal_are_no_country_to_search(words: str) -> None:
    talk = Talk("hi", "4")
    assert QUESTION in talk(words)
    assert not [effect for effect in talk.turn.effects if isinstance(effect, SearchJobs)]


@pytest.mark.parametrize(
    "words",
    [
        "I live in Dubai and want a visa for Portugal",
        "vivo en Dubái y quiero una visa para Portugal",
        "j'habite à Dubaï et je cherche un visa pour le Portugal",
        "moro em Dubai e quero um visto para Portugal",
        "живу в Дубае, хочу визу в Португалию",
        "أنا أعيش في دبي وأريد تأشيرة البرتغال",
        "我住在迪拜，想要葡萄牙签证",
        "मैं दुबई में रहता हूँ और पुर्तगाल का वीज़ा चाहिए",
    ],
)
def test_what_is_asked_for_beside_a_home_is_answered(words: str) -> None:
    talk = Talk("hi", "4")
    assert "Portugal Golden Visa" in talk(words)


@pytest.mark.parametrize(
    ("words", "country"),
    [
        ("my name is Jordan Baker and I look for work in Canada", "CA"),
        ("I don't want to work in Canada but in Germany", "DE"),
        ("No, Canada", "CA"),
        ("Canada, not the USA", "CA"),
        ("Канада, не США", "CA"),
        ("كندا وليس أمريكا", "CA"),
        ("soy de México y busco trabajo en Canadá", "CA"),
        ("sou do Brasil e procuro trabalho no Canadá", "CA"),
        ("no Canadá", "CA"),
        ("I live in Canada", "CA"),
    ],
)
@pytest.mark.parametrize("before", [("hi", "4"), ("hi", "4", "nurse")], ids=["asked", "asked again"])
def test_the_country_that_is_meant_is_found_beside_such_words(
    before: tuple[str, ...], words: str, country: str
) -> None:
    talk = Talk(*before)
    talk(words)
    assert searched(talk)[0] == country


@pytest.mark.parametrize(
    "words", ["I don't want jobs in Canada", "no quiero trabajo en Canadá", "не хочу работать в Канаде"]
)
def test_a_refusal_at_the_menu_begins_no_search(words: str) -> None:
    talk = Talk("hi")
    talk(words)
    assert talk.place == "main_menu.menu"


@pytest.mark.parametrize("space", [" ", "\u2003", " \n", "\t\n "])
def test_a_message_of_nothing_but_space_costs_no_time(space: str) -> None:
    """It took minutes where each space began a search for the next word."""
    assert asked_for("jobs" + space * 30_000 + "Canada").split() == ["jobs", "Canada"]


def test_a_person_who_is_not_wanted_does_not_come() -> None:
    talk = Talk("hi")
    talk("I don't want a consultant")
    assert not any(isinstance(effect, HandOver) for effect in talk.turn.effects)
