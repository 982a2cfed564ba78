"""Words looked up in a message: as they stand, as stems, several together, one slip away; and how they are read."""

import pytest
from engine.questions.small import terms

from relaystack.engine.questions.reading import FIRST, LAST, fold, read
from relaystack.engine.questions.terms import MOST_SLIPS, Term, Terms


def found(listed: str, words: str, known: str = "") -> list[tuple[str, int, int, bool]]:
    places = Terms(terms(listed)).find(read(words), known=lambda token: token in known.split())
    return [(" ".join(p.term.tokens), p.start, p.stop, p.slip) for p in places]


def test_a_term_stands_where_all_its_words_follow_one_another() -> None:
    assert found("golden visa", "a golden visa") == [("golden visa", 1, 3, False)]
    assert found("golden visa", "golden my visa") == found("golden visa", "a golden") == []


def test_a_stem_takes_endings_but_no_other_words() -> None:
    assert found("greek*", "greeks") == [("greek", 0, 1, False)]
    assert found("greek*", "greekabcdefg") == [("greek", 0, 1, False)]
    assert found("greek*", "greekabcdefgh") == []
    assert found("greek", "greeks") == [("greek", 0, 1, True)]
    assert found("golden visa*", "golden visas") == [("golden visa", 0, 2, False)]


@pytest.mark.parametrize("written", ["portugl", "portugall", "protugal", "portugol"])
def test_a_letter_less_more_another_or_two_changed_about_are_one_slip(written: str) -> None:
    assert found("portugal", written) == [("portugal", 0, 1, True)]


@pytest.mark.parametrize("written", ["protugla", "portual1", "port"])
def test_two_slips_are_none(written: str) -> None:
    assert found("portugal", written) == []


def test_a_word_that_is_known_elsewhere_is_no_slip() -> None:
    assert found("greece", "grease") == []
    assert found("malta", "malts") == [("malta", 0, 1, True)]
    assert found("malta", "malts", known="malts") == []


def test_slips_of_only_so_many_words_are_looked_for() -> None:
    strange = "zzzzz " * MOST_SLIPS
    assert found("malta", strange + "mallta") == []
    assert found("malta", strange + "malta") == [("malta", MOST_SLIPS, MOST_SLIPS + 1, False)]


def test_signs_for_countries_and_numbers_are_terms() -> None:
    assert [Term.of(sign).tokens for sign in "@#"] == [("@",), ("#",)]


def test_letters_that_people_write_for_one_another_are_one() -> None:
    assert fold("ёлка") == fold("елка")
    assert fold("簽證") == fold("签证")
    assert fold("جنسية") == fold("جنسيه")
    assert found("برتغال", "والبرتغال") == [("برتغال", 0, 1, False)]


def test_of_a_long_message_begin_and_end_are_read() -> None:
    words = read(" ".join(f"w{i}" for i in range(100)))
    assert (len(words), words[FIRST - 1], words[FIRST], words[-1]) == (FIRST + LAST, "w39", "w80", "w99")
