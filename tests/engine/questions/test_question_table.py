"""The table of answers: for each rule what it takes, and that it yields to those above it."""

import pytest
from engine.questions.small import CATALOGUE, TABLES

from relaystack.engine.questions.asked import Asked
from relaystack.engine.questions.focus import Focus
from relaystack.engine.questions.meaning import understand
from relaystack.engine.questions.question import Question
from relaystack.engine.questions.table import asked

ON_MALTA = Focus(programs=("mt-pension",))


NOWHERE = Focus()


def read(words: str, focus: Focus, budget: int, *, known: bool) -> Asked | None:
    return asked(Question(understand(TABLES, words, "en"), CATALOGUE, focus, budget, known))


def rule(words: str, focus: Focus = NOWHERE, budget: int = 0) -> Asked:
    """What is asked for; something is."""
    found = read(words, focus, budget, known=False)
    assert found
    return found


def won(words: str, focus: Focus = NOWHERE, budget: int = 0, *, known: bool = False) -> tuple[str, tuple[str, ...]]:
    """The rule that won, with the programmes that it is about."""
    found = read(words, focus, budget, known=known)
    return (found.rule, tuple(p.id for p in found.programs)) if found else ("", ())


def test_who_begins_speaks_of_what_is_shown() -> None:
    assert won("I am interested", ON_MALTA) == ("interested", ("mt-pension",))
    assert won("I am interested, how do I start", ON_MALTA) == ("interested", ("mt-pension",))
    assert won("how do I start", ON_MALTA)[0] == "company"
    assert won("I am interested in Greece", ON_MALTA) == ("page", ("gr-home", "gr-fund"))
    assert won("I am interested in Malta", known=True) == ("interested", ("mt-pension",))


def test_a_question_about_the_company() -> None:
    found = rule("where is the office")
    assert (found.rule, found.company) == ("company", "office")


def test_a_country_where_we_have_nothing() -> None:
    found = rule("a visa for Germany")
    assert (found.rule, found.code) == ("elsewhere", "DE")
    assert won("Germany")[0] == "not_offered"
    assert won("a visa for Malta, not Germany")[0] != "elsewhere"


def test_two_countries_are_compared() -> None:
    assert won("Malta or Greece") == ("comparison", ("mt-pension", "gr-home"))
    assert won("compare the home and the fund of Greece") == ("comparison", ("gr-home", "gr-fund"))
    assert won("compare it to Greece fund", ON_MALTA) == ("comparison", ("mt-pension", "gr-fund"))
    assert won("compare", Focus(listed=("gr-fund", "mt-pension"))) == ("comparison", ("gr-fund", "mt-pension"))


def test_a_list_is_ranked_by_what_is_asked_of_it() -> None:
    found = rule("which country is cheapest")
    assert found.asks == ("cheapest",)
    assert won("cheapest") == ("ranked", tuple(p.id for p in CATALOGUE))
    assert won("cheapest in Greece") == ("ranked", ("gr-home", "gr-fund"))
    assert won("which country for 4 people", budget=300_000)[0] == "ranked"
    assert won("islands: how much")[0] == "ranked"


def test_what_is_to_be_given_narrows_the_list() -> None:
    assert won("cheapest passport") == ("ranked", ("kn-citizenship",))
    assert won("which country has a passport", budget=300_000) == ("ranked", ("kn-citizenship",))


def test_a_subject_and_a_topic_are_a_fact() -> None:
    assert won("how much is Malta") == ("fact", ("mt-pension",))
    assert won("how much is Greece") == ("fact", ("gr-home", "gr-fund"))
    assert won("how much is the Greece fund") == ("fact", ("gr-fund",))
    assert won("how much is a retirement visa") == ("fact", ("mt-pension",))
    assert rule("how much is Malta").topics == ("price",)


def test_a_topic_alone_speaks_of_what_is_shown_unless_it_tells_a_story() -> None:
    assert won("how much", ON_MALTA) == ("fact", ("mt-pension",))
    assert won("family of 4", ON_MALTA) == ("fact", ("mt-pension",))
    assert won("how much " + "and so we went on " * 4, ON_MALTA) == ("", ())


def test_money_and_people_with_a_subject_ask_for_its_price() -> None:
    found = rule("Malta", budget=300_000)
    assert (found.rule, found.topics, found.budget) == ("fact", ("price",), 300_000)
    found = rule("Malta for a family of 4")
    assert (found.rule, found.topics, found.people) == ("fact", ("price",), 4)


def test_who_tells_where_they_are_from_asks_for_their_nationality() -> None:
    found = rule("I am from Germany, can I apply for Malta")
    assert (found.rule, found.topics, found.origins) == ("fact", ("nationality",), ("DE",))
    found = rule("can I apply for Malta")
    assert found.topics == ("eligibility",)


@pytest.mark.parametrize(("words", "focus"), [("call me", ON_MALTA), ("call me about Malta", NOWHERE)])
def test_who_wants_to_be_called(words: str, focus: Focus) -> None:
    assert won(words, focus) == ("call_me", ("mt-pension",))


def test_a_subject_alone_opens_its_page() -> None:
    assert won("Malta") == ("page", ("mt-pension",))
    assert won("tell me about Malta") == ("page", ("mt-pension",))
    assert won("tell me about it", ON_MALTA) == ("page", ("mt-pension",))
    assert won("kolko stoji pobyt na Malta prosim") == ("summary", ("mt-pension",))


def test_a_clear_topic_without_a_subject_is_asked_back_for_which() -> None:
    found = rule("how much")
    assert (found.rule, found.topics) == ("which", ("price",))
    assert won("cost") == ("which", ())
    assert won("tell me about it") == ("", ())
    assert won("nice weather here") == ("", ())


def test_courtesy_is_none_where_something_is_named() -> None:
    assert won("thanks") == ("courtesy", ())
    assert won("tell me of a lovely home in Greece") == ("page", ("gr-home",))
    assert won("a lovely visa") != ("courtesy", ())


def test_who_is_interested_in_something_else_does_not_begin_with_what_is_shown() -> None:
    assert won("I am interested in islands", ON_MALTA) == ("", ())
    assert won("I am interested in Germany", ON_MALTA) == ("", ())
