"""Does a word take what was offered by itself, as its button does, in each language and wherever somebody is?"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from talking import book, catalogue

from relaystack.engine.calendar_words import place_of
from relaystack.engine.effects import HELD, BookTime, CancelBooking
from relaystack.engine.events import PaymentSettled, Said
from relaystack.engine.facts import Facts
from relaystack.engine.state import Place, State
from relaystack.engine.turn import take_turn

NOW = datetime(2026, 11, 30, 9, tzinfo=UTC)
OFFER = {"outcome": "offered", "minutes": 15, "appointment": {
    "at": "2026-12-01T10:00:00+00:00", "zone": "Asia/Dubai", "office": "", "who": "Lea", "ours": False, "booking": 7,
    "version": 1}}  # fmt: skip
CAN = frozenset({"find_times", "book_time", "cancel_booking", "wait_for_time"})
ELSEWHERE, THERE = Place("main_menu", "menu"), Place("booking", "offered")


def offered(language: str, at: Place) -> tuple[State, Facts]:
    """Nobody has written for five hours when it comes."""
    facts = Facts(NOW, catalogue(), language=language, can=CAN, idle=timedelta(hours=5))
    state = State(at, book().flows[at.flow].version)
    return take_turn(book(), state, PaymentSettled(place_of(book()), OFFER), facts).state, facts


@pytest.mark.parametrize(
    ("language", "yes", "no"),
    [("en", "ok", "no"), ("ar", "ايوه", "لا"), ("es", "sí", "no"), ("fr", "oui", "non"), ("pt", "claro", "não"),
     ("ru", "да", "нет"), ("zh", "好的", "不用"), ("hi", "जी हाँ", "नहीं")],
)  # fmt: skip
def test_yes_takes_it_and_no_lets_it_go(language: str, yes: str, no: str) -> None:
    for at in (ELSEWHERE, THERE):
        state, facts = offered(language, at)
        later = replace(facts, now=NOW + timedelta(minutes=14))
        assert take_turn(book(), state, Said(yes), later).effects == (BookTime(_PLACE, HELD, 7, 1),)
        assert take_turn(book(), state, Said(no), later).effects == (CancelBooking(_PLACE, 7, 1),)
    fresh = replace(facts, idle=timedelta(minutes=1))
    asked_again = take_turn(book(), state, Said("xyzzy"), fresh).state
    assert take_turn(book(), asked_again, Said(yes), fresh).effects == (BookTime(_PLACE, HELD, 7, 1),)


def test_it_is_a_word_like_others_once_they_have_said_something_else_or_it_was_long_ago() -> None:
    state, facts = offered("en", ELSEWHERE)
    late = replace(facts, now=NOW + timedelta(hours=2))
    assert take_turn(book(), state, Said("yes"), late).state.place == book().menu
    after = take_turn(book(), state, Said("what is residency?"), facts).state
    then = take_turn(book(), after, Said("yes"), replace(facts, idle=timedelta())).effects
    assert not any(isinstance(effect, BookTime) for effect in then)


_PLACE = place_of(book())
