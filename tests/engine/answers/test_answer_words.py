"""Names, addresses, countries, phones, dates and free words as people write them."""

from typing import Any

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from relaystack.engine.answers import ANSWERS, Misunderstood
from relaystack.engine.answers.folding import fold
from relaystack.engine.answers.name_words import CHINESE, NEVER, NO_NAMES, RARELY, TITLED

CASES: list[tuple[str, str, Any]] = [
    ("person_name", "  Ana   Silva ", "Ana Silva"),
    ("person_name", "Ana\nSilva", "Ana Silva"),
    ("person_name", "O'Neill-García, Ana", "O'Neill-García, Ana"),
    ("person_name", "mcDONALD", "mcDONALD"),
    ("person_name", "محمد علي", "محمد علي"),
    ("person_name", "王芳", "王芳"),
    ("person_name", "प्रिया शर्मा", "प्रिया शर्मा"),
    ("person_name", "{{ 7 * 7 }}", Misunderstood("digits")),
    ("person_name", "{{ brand }}", "{{ brand }}"),
    ("person_name", "", Misunderstood("nothing")),
    ("person_name", "👍", Misunderstood("nothing")),
    ("person_name", "A", Misunderstood("nothing")),
    ("person_name", "12345", Misunderstood("digits")),
    ("person_name", "ana@example.com", Misunderstood("address")),
    ("person_name", "https://a.example", Misunderstood("address")),
    ("person_name", "www.a.example", Misunderstood("address")),
    ("person_name", "a" * 81, Misunderstood("too_long")),
    ("email", "ana@example.com", "ana@example.com"),
    ("email", " it is Ana.Silva+x@Example.COM, thanks!", "Ana.Silva+x@example.com"),
    ("email", "<ana@example.com>", "ana@example.com"),
    ("email", "mailto:ana@example.com", "ana@example.com"),
    ("email", "ana@example.com.", "ana@example.com"),
    ("email", "ana@example.com ana@example.com", "ana@example.com"),
    ("email", "ana@münchen.de", "ana@münchen.de"),
    ("email", "ana@gmail.con", Misunderstood("typo", "ana@gmail.com")),
    ("email", "Ana@GMIAL.com", Misunderstood("typo", "Ana@gmail.com")),
    ("email", "a@example.com or b@example.com", Misunderstood("several")),
    ("email", "ana at example.com", Misunderstood("typo", "ana@example.com")),
    ("email", "ana@@example.com", Misunderstood("incomplete")),
    ("email", "ana@localhost", Misunderstood("incomplete")),
    ("email", "@example.com", Misunderstood("incomplete")),
    ("email", "", Misunderstood("nothing")),
    ("country", "Canada", {"code": "CA", "name": "Canada"}),
    ("country", "CANADA!!", {"code": "CA", "name": "Canada"}),
    ("country", "jobs in Germany please", {"code": "DE", "name": "Germany"}),
    ("country", "Germny", {"code": "DE", "name": "Germany"}),
    ("country", "USA", {"code": "US", "name": "United States"}),
    ("country", "in the us", {"code": "US", "name": "United States"}),
    ("country", "Dubai", {"code": "AE", "name": "United Arab Emirates", "place": "Dubai"}),
    ("country", "DE", {"code": "DE", "name": "Germany"}),
    ("country", "🇨🇦", {"code": "CA", "name": "Canada"}),
    ("country", "turkiye", {"code": "TR", "name": "Türkiye"}),
    ("country", "Curacao", {"code": "CW", "name": "Curaçao"}),
    ("country", "cote d'ivoire", {"code": "CI", "name": "Côte d’Ivoire"}),
    ("country", "niger", {"code": "NE", "name": "Niger"}),
    ("country", "visa for Papua New Guinea, soon", {"code": "PG", "name": "Papua New Guinea"}),
    ("country", "Iraan", Misunderstood("unsure", "Iran")),
    ("country", "nigera", Misunderstood("unsure", "Nigeria")),
    ("country", "Canada or Germany", Misunderstood("several")),
    ("country", "no", Misunderstood("nothing")),
    ("country", "nowhere land", Misunderstood("unknown")),
    ("country", "42", Misunderstood("nothing")),
    ("country", "", Misunderstood("nothing")),
    ("phone", "+1 (555) 012-3456", "+15550123456"),
    ("phone", "0049 151 23456789", "+4915123456789"),
    ("phone", "12", Misunderstood("nothing")),
    ("phone", "call me", Misunderstood("nothing")),
    ("date", "2027-03-31", "2027-03-31"),
    ("date", "on 2027/3/1 please", "2027-03-01"),
    ("date", "2027-02-30", Misunderstood("impossible")),
    ("date", "31.03.2027", "2027-03-31"),
    ("text", "  two\nlines ", "two\nlines"),
    ("text", "\x00", Misunderstood("nothing")),
    ("text", "a" * 1001, Misunderstood("too_long")),
]


@pytest.mark.parametrize(("kind", "words", "value"), CASES, ids=[f"{kind}: {words[:30]!r}" for kind, words, _ in CASES])
def test_words_are_understood(kind: str, words: str, value: Any) -> None:
    assert ANSWERS[kind].understand(words) == value


@given(st.lists(st.text(st.characters(categories=["Lu", "Ll", "Lo"]), min_size=2, max_size=12), min_size=1, max_size=4))
def test_a_name_is_kept_as_it_was_typed(parts: list[str]) -> None:
    assume(not any(fold(part) in NEVER | RARELY | NO_NAMES | TITLED for part in parts))  # "AT" is a word, too
    assume(not any(CHINESE.search(part) for part in parts))
    name = " ".join(parts)
    assert ANSWERS["person_name"].understand(name) == name


@given(st.emails())
@example("!0@A.aS")
def test_an_address_in_a_sentence_is_the_address_alone(address: str) -> None:
    alone = ANSWERS["email"].understand(address)
    if not isinstance(alone, Misunderstood):
        assert ANSWERS["email"].understand(f"please write to {address} soon") == alone


@pytest.mark.parametrize(
    ("kind", "filler", "words"),
    [("email", "so ", "ana@example.com"), ("date", "so ", "2027-03-31"), ("phone", " ", "+15550123456 ")],
)
def test_an_answer_is_never_cut_where_the_look_ends(kind: str, filler: str, words: str) -> None:
    """At every length around the bound it is the whole answer or none."""
    whole = ANSWERS[kind].understand(words)
    for length in range(1100):
        assert ANSWERS[kind].understand(filler * length + words) in (whole, Misunderstood("nothing"))
