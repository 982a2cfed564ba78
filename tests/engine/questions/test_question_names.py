"""What a message names: countries with their part in it, categories, programmes, and what only looks like a name."""

import pytest
from engine.questions.small import TABLES

from relaystack.engine.questions.meaning import Meaning, understand


def meant(words: str, language: str = "en") -> Meaning:
    return understand(TABLES, words, language)


@pytest.mark.parametrize(
    ("words", "countries"),
    [
        ("Greece", ("GR",)), ("the greek one", ("GR",)), ("Saint Kitts", ("KN",)), ("malta and greece", ("MT", "GR")),
        ("greece greece", ("GR",)), ("saint malta", ("MT",)), ("germany", ("DE",)), ("kitts", ()), ("", ()),
    ],
)  # fmt: skip
def test_countries_are_named_each_once_in_their_order(words: str, countries: tuple[str, ...]) -> None:
    assert meant(words).countries == countries


def test_a_category_is_named_too() -> None:
    assert (meant("islands please").category, meant("islands please").countries) == ("_islands", ())


def test_where_somebody_is_from_is_not_what_is_asked_about() -> None:
    found = meant("I am from Germany, how much is Malta")
    assert (found.countries, found.origins, found.topics) == (("MT",), ("DE",), ("price",))


def test_where_somebody_wants_to_go_is_asked_about_only_where_nothing_else_is() -> None:
    assert meant("can I visit Germany with Malta").countries == ("MT",)
    assert meant("can I visit Germany").countries == ("DE",)


def test_people_beside_a_country_are_where_somebody_is_from() -> None:
    found = meant("can Nigerians apply for Malta")
    assert (found.countries, found.origins) == (("MT",), ("NG",))


@pytest.mark.parametrize(("words", "countries"), [("grecee", ("GR",)), ("mallta", ("MT",)), ("grmany", ("DE",))])
def test_a_misspelt_name_is_a_name(words: str, countries: tuple[str, ...]) -> None:
    assert meant(words).countries == countries


def test_a_misspelt_name_is_none_where_it_is_a_word_or_a_short_name_that_is_not_ours() -> None:
    tables = TABLES.__class__(**{**vars(TABLES), "everyday": frozenset({"mallta"})})
    assert understand(tables, "mallta", "en").countries == ()
    assert meant("belgim").countries == ("BE",)
    assert meant("chille", "fr").countries == ()


def test_an_everyday_word_of_a_language_is_no_name_in_it() -> None:
    assert meant("chile", "en").countries == ()
    assert meant("chile", "fr").countries == ("CL",)


def test_words_tell_of_programmes_and_of_what_is_given() -> None:
    assert meant("the home or the fund").hints.keys() == {"gr-home", "gr-fund"}
    assert meant("a passport").grants == ("citizenship",)
    assert [meant(words).thing for words in ("a passport", "a visa", "a dog")] == [True, True, False]


def test_a_topic_needs_less_beside_a_subject() -> None:
    assert meant("budget malta").topics == ("price",)
    assert meant("budget").topics == ()


def test_a_topic_steps_back_where_the_other_is_asked_too() -> None:
    assert meant("can my parents apply for malta").topics == ("family",)
    assert meant("am I eligible for malta").topics == ("eligibility",)


def test_two_topics_are_answered_at_most() -> None:
    assert meant("how much and how long is malta").topics == ("price", "processing_time")
    assert len(meant("how much, how long, my parents: malta").topics) == 2


def test_what_only_looks_like_a_topic_is_none() -> None:
    assert meant("how much time have you in malta").topics == ()


def test_a_language_that_the_tables_do_not_hold_is_told() -> None:
    assert meant("tell me about malta").known
    assert not meant("kolko stoji pobyt na malta prosim").known
