"""What staff say in the bot's words, and what the bot reads in a message that they cannot read."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from talking import book, catalogue

from relaystack.engine.facts import Facts
from relaystack.engine.heard import Heard, hear
from relaystack.engine.own_words import OwnWords

NOW = datetime(2026, 6, 1, tzinfo=UTC)
GREECE = "gr-golden-visa"


def said(language: str, now: datetime = NOW) -> OwnWords:
    return OwnWords(book(), Facts(now, catalogue()), language)


def heard(language: str, words: str) -> Heard | None:
    return hear(book(), Facts(NOW, catalogue(), language=language), words)


def test_a_figure_is_refused_when_it_has_expired() -> None:
    program = catalogue().get(GREECE)
    assert program
    assert "285.000" in said("es").fact(program, "price")
    assert "285.000" not in said("es").fact(replace(program, expires_on=NOW.date()), "price")


def test_a_language_that_the_bot_does_not_speak_is_answered_in_that_of_the_brand() -> None:
    assert said("de").company("office") == said("en").company("office") != said("ar").company("office")


@pytest.mark.parametrize(
    ("language", "words", "kind", "about"),
    [
        ("es", "¿Cuánto tarda la golden visa de Grecia?", "fact", ("Greece", "Processing time")),
        ("zh", "希腊黄金签证多少钱？需要多久？", "fact", ("Greece", "Price", "Processing time")),
        ("ar", "كم سعر إقامة الإمارات؟", "fact", ("United Arab Emirates", "Price")),
        ("fr", "Je veux parler à quelqu'un", "handover", ("asked",)),
        ("ar", "إلغاء الاشتراك", "stop", ()),
        ("es", "tengo 300000 dólares", "wish", ("Check Eligibility",)),
        ("pt", "trabalho de enfermeira em Portugal", "wish", ("Job search", "Portugal")),
    ],
)
def test_a_message_is_told_in_our_words(language: str, words: str, kind: str, about: tuple[str, ...]) -> None:
    found = heard(language, words)
    assert found
    assert (found.kind, found.about[: len(about)]) == (kind, about)


@pytest.mark.parametrize("words", ["", "Ana López", "ana@example.com", "x" * 4000, "😀", "١٢٣"])
def test_what_means_nothing_is_told_as_nothing(words: str) -> None:
    assert heard("es", words) is None
