"""Can a person see what differs, even where nothing is to be seen?"""

import pytest

from relaystack.services.message_templates.word_diff import changed

LONG = "We are glad to tell you that the office in Lisbon, which you know, has moved to another street near the river"


@pytest.mark.parametrize(
    ("theirs", "ours", "told"),
    [
        ("Hello Ana", "Good day Ana", ["- Hello Ana", "+ Good day Ana"]),
        ("", "A footer", ["+ A footer"]),
        ("A footer", "", ["- A footer"]),
        ("one\ntwo\nthree", "one\n\ntwo\nthree", ["+ "]),
        ("one\ntwo\nthree", "one\n2\nthree", ["- two", "+ 2"]),
        ("Hello\u200b Ana", "Hello Ana", ["- Hello\\u200b Ana", "+ Hello Ana"]),
        ("Hello\u00a0Ana", "Hello Ana", ["- Hello\\xa0Ana", "+ Hello\\x20Ana"]),
        ("Hello  Ana", "Hello Ana", ["- Hello\\x20\\x20Ana", "+ Hello\\x20Ana"]),
        ("Hello ", "Hello", ["- Hello\\x20", "+ Hello"]),
        ("a \u202eb", "c \u202eb", ["- a \\u202eb", "+ c \\u202eb"]),
        ("cafe\u0301", "caf\u00e9", ["- cafe\\u0301", "+ caf\\xe9"]),
        ("Hi \u2764\ufe0f", "Hi \u2764", ["- Hi \u2764\\ufe0f", "+ Hi \u2764"]),
        ("Hi \u3164", "Hi", ["- Hi\\x20\\u3164", "+ Hi"]),
        ("\x1b[31mred", "red", ["- \\x1b[31mred", "+ red"]),
        ("नमस्ते {{first_name}}", "नमस्कार {{first_name}}", ["- नमस्ते {{first_name}}", "+ नमस्कार {{first_name}}"]),
        ("{{day}} at {{time}}", "{{date}} at {{time}}", ["- {{day}} at {{time}}", "+ {{date}} at {{time}}"]),
        ("مرحبا\u200f أمينة", "مرحبا أمينة", ["- مرحبا\\u200f أمينة", "+ مرحبا أمينة"]),
        ("مرحبا أمينة", "مرحبا ليلى", ["- مرحبا أمينة", "+ مرحبا ليلى"]),
    ],
)
def test_what_differs_is_told_word_by_word(theirs: str, ours: str, told: list[str]) -> None:
    assert changed(theirs, ours) == told


def test_a_long_line_is_cut_to_the_words_around_the_change() -> None:
    told = changed(f"{LONG}, on 3 May. {LONG}", f"{LONG}, on 4 May. {LONG}")
    assert told == [
        "- …near the river, on 3 May. We are glad…",
        "+ …near the river, on 4 May. We are glad…",
    ]


def test_what_is_filled_in_is_never_cut_in_two() -> None:
    told = changed("on {{day}} {{a}} {{b}} {{c}} {{d}} {{e}}", "on {{date}} {{a}} {{b}} {{c}} {{d}} {{e}} ")
    assert told[1] == "+ on {{date}} {{a}} {{b}} {{c}} {{d}} {{e}}\\x20"
    told = changed("on {{day}} " + "{{a}} " * 30, "on {{date}} " + "{{a}} " * 30)
    assert told == ["- on {{day}} {{a}} {{a}} {{a}} {{a}} …", "+ on {{date}} {{a}} {{a}} {{a}} {{a}} …"]


def test_what_is_the_same_is_not_told() -> None:
    assert changed(LONG, LONG) == changed("", "") == []
