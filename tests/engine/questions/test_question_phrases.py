"""Where a phrase stands in a message: order, gaps, slips, other languages, and what only looks like one."""

import pytest
from engine.questions.small import table

from relaystack.engine.questions.phrases import Hit, Phrase, PhraseTable, strongest
from relaystack.engine.questions.reading import read


def hits(phrases: PhraseTable, words: str, language: str = "en") -> list[Hit]:
    return phrases.hits(read(words), language)


def worth(written: str, words: str, language: str = "en") -> float:
    """What the phrase is worth in the words; 0 where it does not stand there."""
    found = hits(table(it=written), words, language)
    return found[0].score if found else 0.0


def test_more_words_of_a_phrase_say_more() -> None:
    assert worth("cost", "the cost") == 1.0
    assert worth("how much", "how much is it") == 1.35
    assert worth("how much money", "how much money") == pytest.approx(1.7)


def test_what_staff_taught_in_several_words_wins_over_the_folder_s_longer_phrase() -> None:
    own, taught = Phrase.of("folder", "en", "where are you"), Phrase.of("taught", "en", "where are", taught=True)
    found = strongest(hits(PhraseTable([own, taught]), "where are you"))
    assert [hit.phrase.about for hit in found][:1] == ["taught"]
    assert Phrase.of("taught", "en", "where", taught=True).worth == 1.0  # a single word is no more exact than another


def test_one_of_several_words_is_enough_at_its_place() -> None:
    assert worth("how much|many", "how many") == worth("how much|many", "how much") == 1.35
    assert worth("how much|many", "how long") == 0


def test_what_stands_between_takes_from_it_and_too_much_ends_it() -> None:
    near, far = worth("how much", "how very much"), worth("how much", "how very very much")
    assert 1.35 > near > far > 0
    assert worth("how much", "how a b c d e much") == 0


def test_another_order_counts_less_but_not_in_languages_of_free_order() -> None:
    assert 0 < worth("how much", "much how") < worth("how much", "how much")
    russian = PhraseTable([Phrase.of("it", "ru", "сколько стоит")])
    assert hits(russian, "стоит сколько", "ru")[0].score == hits(russian, "сколько стоит", "ru")[0].score == 1.35


@pytest.mark.parametrize("words", ["if what", "what about if", "if so what"])
def test_a_phrase_in_order_stands_just_so(words: str) -> None:
    assert worth(">what if", "and what if") == 1.35
    assert worth(">what if", words) == 0


def test_the_letter_of_another_sentence_is_no_part() -> None:
    assert worth("can i", "can i") == 1.35
    assert worth("can i", "i can") == 0


def test_one_slip_is_forgiven_and_counts_less() -> None:
    assert worth("price", "pirce") == worth("price", "prize") == worth("price", "pricee") == 0.85
    assert worth("price", "prie ce") == 0
    assert worth("cost", "cast") == 0, "short words are one slip from too many others"
    assert worth("cost", "cots") == 0.85, "but not where the letters are the same"


def test_a_weak_phrase_is_no_evidence_by_itself() -> None:
    assert worth("budget~", "budget") == 0.5
    assert worth("budget for~", "budget for") == pytest.approx(0.675)


def test_another_language_counts_less_and_its_phrases_almost_the_same() -> None:
    assert worth("how much", "how much", "fr") == pytest.approx(1.35 * 0.92)
    assert worth("cost", "cost", "fr") == 0.85
    french = PhraseTable([Phrase.of("it", "fr", "combien coute")])
    assert hits(french, "combien coute", "es")[0].score == pytest.approx(1.35 * 0.92)


def test_what_a_worthier_phrase_covers_is_not_meant() -> None:
    phrases = table(price="much", time="how much time")
    assert [hit.phrase.about for hit in strongest(hits(phrases, "how much time"))] == ["time"]
    assert [hit.phrase.about for hit in strongest(hits(phrases, "much of that"))] == ["price"]


def test_words_that_mean_nothing_cover_what_they_touch() -> None:
    phrases = table(price="how much is", nothing="is the price right")
    assert [hit.phrase.about for hit in strongest(hits(phrases, "how much is the price right"))] == ["nothing"]
    assert [hit.phrase.about for hit in strongest(hits(phrases, "how much is the house"))] == ["price"]


def test_a_single_word_of_nothing_covers_only_itself() -> None:
    phrases = table(price="price of", nothing="price")
    assert [hit.phrase.about for hit in strongest(hits(phrases, "price of it"))] == ["price"]
