"""How facts are said: each kind of value, figures that are due or expired, programmes that are closed, families."""

from datetime import date
from typing import Any

import pytest
from engine.questions.small import program

from relaystack.engine.catalogue import Fact, Program
from relaystack.engine.fact_words import Asker, FactWords, least, months
from relaystack.engine.views import ProgramView

TODAY = date(2026, 6, 1)


def phrase(key: str, **values: Any) -> str:
    """The key of what would be said, and what fills it in."""
    return " ".join([key, *(f"{name}={value}" for name, value in values.items())])


def said_on(today: date = TODAY) -> FactWords:
    return FactWords("en", today, phrase, str, lambda p: ProgramView(p, today, "en", phrase, {}))


def with_fact(topic: str, words: str = "", values: dict[str, Any] | None = None, **changes: Any) -> Program:
    return program("mt-pension", facts={topic: Fact(words, values or {})}, **changes)


@pytest.mark.parametrize(
    ("values", "short"),
    [
        ({"least": 4.0, "most": 4.0}, "values.months n=4"),
        ({"least": 4, "most": 6.5, "unit": "weeks"}, "values.weeks_range low=4 n=6.5"),
        ({"least": 30, "unit": "days"}, "values.days_least n=30"),
        ({"lives_there": True}, "values.lives_there"),
        ({"days_a_year": 7.0}, "values.days_a_year n=7"),
        ({"days_a_year": 0}, "values.no_stay"),
        ({"at_once": True}, "values.at_once"),
        ({"after_years": 5}, "values.after_years n=5"),
        ({"possible": False}, "values.not_possible"),
        ({"allowed": True}, "values.yes"),
        ({"allowed": False}, "values.no"),
        ({"years": 10}, "values.years n=10"),
        ({}, ""),
    ],
)
def test_each_kind_of_value_is_said_in_a_few_words(values: dict[str, Any], short: str) -> None:
    assert said_on().short(with_fact("it", values=values), "it") == short


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({}, ["values.children"]),  # where nobody tells an age there is none
        ({"children_minor": True}, ["values.children_minor"]),
        ({"children_to": 18}, ["values.children_to n=18"]),
        (
            {"children_under": 18, "students_to": 26, "grandparents": True},
            ["values.children_under n=18", "values.students_to n=26", "values.grandparents"],
        ),
        ({"children_under": 21, "parents": False}, ["values.children_under n=21", "values.no_parents"]),
        ({"parents": True, "parents_from": 55}, ["values.children", "values.parents_from n=55"]),
        ({"parents": True, "siblings": True}, ["values.children", "values.parents", "values.siblings"]),
    ],
)
def test_a_family_is_listed(values: dict[str, Any], told: list[str]) -> None:
    short = said_on().short(with_fact("family", values={"spouse": True, **values}), "family")
    assert short.replace(", and ", ", ").replace(" and ", ", ").split(", ") == ["values.spouse", *told]


def test_words_stand_for_a_value_only_where_they_are_short() -> None:
    assert said_on().short(with_fact("it", "A few words."), "it") == "A few words."
    assert said_on().short(with_fact("it", "x" * 91), "it") == ""


def test_a_fact_is_told_with_its_date_and_a_word_of_care_where_it_is_due() -> None:
    fact = with_fact("it", "Seven days.")
    assert said_on().told(fact, "it", Asker()) == "Seven days.\nfacts.dated as_of=March 2026"
    assert said_on(date(2027, 6, 1)).told(fact, "it", Asker()) == "Seven days.\nfacts.due as_of=March 2026"
    assert said_on().told(with_fact("it", "Seven.", confidence="low"), "it", Asker()).endswith("\nconfirm.low")
    assert said_on().told(fact, "other", Asker()) == ""


def test_an_expired_price_gives_no_amount_and_reckons_with_none() -> None:
    expired = with_fact("price", "From the fund.", expires_on=TODAY)
    told = said_on().told(expired, "price", Asker(4, 300_000))
    assert told.startswith("price.expired")
    assert "facts." not in told
    assert "fund" not in told
    assert said_on().short(expired, "price", 4).startswith("price.expired")
    assert "From the fund." in said_on(date(2026, 5, 31)).told(expired, "price", Asker())


def test_of_a_closed_programme_only_that_is_said() -> None:
    closed = with_fact("work", values={"allowed": True}, status="closed")
    assert said_on().short(closed, "work") == "price.closed"
    assert said_on().told(closed, "status", Asker()).startswith("facts.closed\n")
    noted = program("mt-pension", status="closed", status_note="Ended in May.")
    assert said_on().told(noted, "status", Asker()).startswith("Ended in May.\n")


def test_a_price_is_told_for_the_family_that_was_named() -> None:
    family = with_fact("price", values={"family": [{"people": 1, "usd": 200_000}, {"people": 4, "usd": 300_000}]})
    assert (least(family, 0), least(family, 3), least(family, 4), least(family, 5)) == (250_000, 300_000, 300_000, 0)
    assert "facts.for_people people=3 amount=USD 300,000" in said_on().told(family, "price", Asker(3))
    assert "facts.more_people people=5" in said_on().told(family, "price", Asker(5))
    each = with_fact("price", values={"per_person": True})
    assert "facts.each people=3 amount=USD 750,000" in said_on().told(each, "price", Asker(3))
    assert "people" not in said_on().told(program("mt-pension"), "price", Asker(3))


def test_a_budget_is_compared_with_it() -> None:
    told = said_on().told(program("mt-pension"), "price", Asker(0, 250_000))
    assert "facts.reached budget=USD 250,000" in told
    assert "facts.short budget=USD 200,000 missing=USD 50,000" in said_on().told(
        program("mt-pension"), "price", Asker(0, 200_000)
    )


def test_no_budget_is_enough_where_more_must_be_owned() -> None:
    owned = with_fact("eligibility", "Assets of EUR 500,000.", {"assets_eur": 500_000})
    less, enough = (said_on().told(owned, "price", Asker(0, budget)) for budget in (400_000, 600_000))
    assert "facts.reached" not in less
    assert "facts.reached" in enough
    assert "Assets of EUR 500,000." in less
    assert "Assets of EUR 500,000." in enough


def test_sources_and_cautions_are_listed() -> None:
    found = program("mt-pension", sources=["a", "b", "c", "d", "e"], cautions=["Mind it."])
    assert said_on().told(found, "sources", Asker()) == "facts.sources as_of=March 2026 sources=• a\n• b\n• c\n• d"
    assert said_on().told(found, "cautions", Asker()).startswith("⚠️ Mind it.\n")


@pytest.mark.parametrize(
    ("values", "expected"), [({"least": 4}, 4), ({"least": 45, "unit": "days"}, 1.5), ({"most": 3}, None), ({}, None)]
)
def test_times_are_compared_in_months(values: dict[str, Any], expected: float | None) -> None:
    assert months(with_fact("processing_time", values=values)) == expected
