"""The money that somebody says they have, and who they say they are, in the middle of other words."""

import pytest
from talking import Talk, book

from relaystack.engine import budgets
from relaystack.engine.answers import Hearing
from relaystack.engine.introductions import Introduction, introduction


@pytest.mark.parametrize(
    ("words", "usd"),
    [
        ("I have 300k", 300_000), ("300000", 300_000), ("I have 300000 for Greece", 300_000),
        ("my budget is 250000", 250_000),
        ("$300,000 in cash from a house", 300_000), ("reference 300000", 0), ("ticket no 4512345", 0), ("9999", 0),
        ('they wrote "invest 500k now", true?', 0), ("«500k» says the advert, I have 300k", 300_000),
        ("\x1b[31m 300000 \x1b[0m", 0), ("my house number is 30000 here", 0),
        ("I make 60k eur a year", 0), ("gano 60 mil euros al año", 0), ("I will make it 300k", 300_000),
    ],
)  # fmt: skip
def test_an_amount_is_a_budget_only_where_money_is_meant(words: str, usd: int) -> None:
    assert budgets.usd(budgets.stated(book().lexicon, words, Hearing())) == usd


@pytest.mark.parametrize(
    ("words", "name", "email"),
    [
        ("I am Ana Silva, ana@example.com, tell me about Malta", "Ana Silva", "ana@example.com"),
        ("my name is Ana Silva. write to ana@example.com", "Ana Silva", "ana@example.com"),
        ("please write to ana@example.com about malta", "", "ana@example.com"),
        ("my name is Ana Silva", "", ""), ("me @ home", "", ""), ("", "", ""), ("x" * 5000 + " a@example.com", "", ""),
    ],
)  # fmt: skip
def test_who_somebody_is_is_heard_where_they_give_an_address(words: str, name: str, email: str) -> None:
    assert introduction(words, Hearing()) == Introduction(name, email)


def test_a_name_and_an_address_told_with_a_wish_are_a_lead() -> None:
    talk = Talk("hi")
    told = talk("I am Ana Silva, ana@example.com, how much is Malta?")
    assert (talk.lead.name, talk.lead.email, talk.lead.country) == ("Ana Silva", "ana@example.com", "Malta")
    assert "Price" in told


@pytest.mark.parametrize("words", ["I have no email", "no e-mail, sorry", "I don't have an email"])
def test_who_has_no_address_is_a_lead_without_one(words: str) -> None:
    talk = Talk("hi", "3", "Ana")
    assert "here on WhatsApp" in talk(words)
    assert (talk.lead.name, talk.lead.email) == ("Ana", "")
