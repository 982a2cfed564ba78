"""Is a day, a time or a part of a day understood as people say it, and nothing else taken for one?"""

from datetime import UTC, date, datetime, timedelta

import pytest
from talking import book, catalogue

from relaystack.engine import time_wishes
from relaystack.engine.answers import Hearing
from relaystack.engine.effects import FindTimes
from relaystack.engine.events import Said
from relaystack.engine.facts import Facts
from relaystack.engine.state import Place, State
from relaystack.engine.turn import take_turn

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
        ("en", "5", {"time": "17:00"}),
        ("fr", "17h", {"time": "17:00"}),
        ("ar", "الساعة ٥", {"time": "17:00"}),
        ("en", "next Tuesday 5pm", {"day": "2026-12-08", "time": "17:00"}),
        ("en", "Tuesday next week", {"day": "2026-12-08"}),
        ("es", "el próximo martes", {"day": "2026-12-08"}),
        ("fr", "mardi prochain", {"day": "2026-12-08"}),
        ("pt", "terça que vem", {"day": "2026-12-08"}),
        ("ru", "в следующий вторник", {"day": "2026-12-08"}),
        ("zh", "下周二", {"day": "2026-12-08"}),
        ("ar", "الثلاثاء القادم", {"day": "2026-12-08"}),
        ("hi", "अगले मंगलवार", {"day": "2026-12-08"}),
    ],
)
def test_what_people_say_is_a_wish(language: str, words: str, wish: dict[str, str]) -> None:
    assert time_wishes.read(words, Hearing(language, "", TODAY)) == wish


@pytest.mark.parametrize("words", ["hello", "how much is portugal?", "call me back", "", "x" * 500, "1 January 2020"])
def test_other_words_are_none(words: str) -> None:
    assert time_wishes.read(words, Hearing("en", "", TODAY)) is None


@pytest.mark.parametrize(("country", "tomorrow"), [("AE", "2026-12-02"), ("PT", "2026-12-01"), ("CO", "2026-12-01")])
def test_tomorrow_is_that_of_the_person(country: str, tomorrow: str) -> None:
    """In Dubai the next day has begun when it is ten in the evening in Lisbon."""
    late = datetime(2026, 11, 30, 22, tzinfo=UTC)
    facts = Facts(late, catalogue(), idle=timedelta(minutes=1), can=frozenset({"find_times"}), country=country)
    times = [{"id": "1-20261203T0800", "at": "2026-12-03T08:00:00+00:00", "zone": "UTC", "office": "", "who": "Lea"}]
    state = State(Place("booking", "times"), book().flows["booking"].version, {"times": times, "exact": True})
    [effect] = take_turn(book(), state, Said("tomorrow"), facts).effects
    assert isinstance(effect, FindTimes)
    assert effect.wish == {"day": tomorrow}
