"""The single reminder of a form that was begun: off by default, once, and only where somebody is still silent."""

from dataclasses import replace

import pytest
from talking import Talk, book

from relaystack.engine.effects import WakeUp
from relaystack.engine.events import FellSilent
from relaystack.engine.flow import Book


def nudging(minutes: int = 20) -> Book:
    """The shipped flows with the reminder of the consultant form switched on."""
    flow = book().flows["consultant"]
    assert flow.nudge is not None
    flows = {**book().flows, "consultant": replace(flow, nudge=replace(flow.nudge, minutes=minutes))}
    return replace(book(), flows=flows)


def talking(*said: str) -> Talk:
    """A conversation with the reminder switched on."""
    talk = Talk("hi")
    talk.rehearsal.book = nudging()
    for words in said:
        talk(words)
    return talk


def test_it_is_off_as_shipped() -> None:
    talk = Talk("hi", "3", "Ana")
    assert talk.turn.effects == ()
    assert talk.rehearsal.falls_silent(20).replies == ()


def test_a_question_of_the_form_asks_to_be_woken() -> None:
    talk = talking("3")
    assert talk.turn.effects == (WakeUp(20, "consultant.name"),)
    talk("Ana")
    assert talk.turn.effects == (WakeUp(20, "consultant.email"),)
    assert talking("2").turn.effects == ()


def test_silence_is_broken_once_and_the_question_stands() -> None:
    talk = talking("3", "Ana")
    turn = talk.rehearsal.falls_silent(20)
    assert turn.replies[0].text.startswith("Are you still there, Ana?")
    assert turn.effects == ()
    assert talk.rehearsal.falls_silent(20).replies == ()
    assert talk.later(minutes=-20)("hm?") != ""
    assert not any(isinstance(effect, WakeUp) for effect in talk.turn.effects)
    talk("ana@example.com")
    assert talk.lead.name == "Ana"


def test_a_new_form_may_be_reminded_of_again() -> None:
    talk = talking("3", "Ana")
    talk.rehearsal.falls_silent(20)
    talk("ana@example.com")
    talk("menu")
    talk("3")
    assert talk.turn.effects == (WakeUp(20, "consultant.name"),)


@pytest.mark.parametrize("place", ["consultant.name", "jobs.country", "gone.step", ""])
def test_whoever_has_moved_on_is_left_alone(place: str) -> None:
    talk = talking("3", "Ana").later(minutes=25)
    state = talk.rehearsal.state
    assert talk.rehearsal.take(FellSilent(place, 20), by_person=False).replies == ()
    assert talk.rehearsal.state == state


def test_so_is_whoever_has_just_written() -> None:
    talk = talking("3", "Ana").later(minutes=19)
    assert talk.rehearsal.take(FellSilent("consultant.email", 20), by_person=False).replies == ()


def test_so_is_whoever_said_stop() -> None:
    talk = talking("3", "Ana", "stop").later(minutes=25)
    assert talk.rehearsal.take(FellSilent("consultant.email", 20), by_person=False).replies == ()
