"""Is a day, a time or a part of a day understood as people say it, and nothing else taken for one?"""

from datetime import date

import pytest

from relaystack.engine import time_wishes
from relaystack.engine.answers import Hearing

TODAY = date(2026, 11, 30)  # a Monday
AFTERNOON, EVENING = {"from": "12:00", "to": "18:00"}, {"from": "17:00", "to": "23:00"}
TOMORROW = {"day": "2026-12-01"}


@pytest.mark.parametrize(
    ("language", "words", "wish"),
    [
        ("en", "tomorrow afternoon", {**TOMORROW, **AFTERNOON}),
        ("en", "Tuesday 5pm", {**TOMORROW, "time": "17:00"}),
        ("en", "next week", {"day": "2026-12-07", "until": "2026-12-13"}),
        ("en", "in the morning", {"from": "05:00", "to": "12:00"}),
        ("en", "16:30", {"time": "16:30"}),
        ("es", "mañana por la tarde", {**TOMORROW, **AFTERNOON}),
        ("fr", "demain après-midi", {**TOMORROW, **AFTERNOON}),
        ("pt", "amanhã à tarde", {**TOMORROW, **AFTERNOON}),
        ("ru", "завтра вечером", {**TOMORROW, **EVENING}),
        ("zh", "明天下午", {**TOMORROW, **AFTERNOON}),
        ("ar", "غدا مساء", {**TOMORROW, **EVENING}),
        ("hi", "कल दोपहर", {**TOMORROW, **AFTERNOON}),
    ],
)
def test_what_people_say_is_a_wish(language: str, words: str, wish: dict[str, str]) -> None:
    assert time_wishes.read(words, Hearing(language, "", TODAY)) == wish


@pytest.mark.parametrize("words", ["hello", "how much is portugal?", "call me back", "", "x" * 500, "1 January 2020"])
def test_other_words_are_none(words: str) -> None:
    assert time_wishes.read(words, Hearing("en", "", TODAY)) is None
