"""A turn is a pure function: same input, same turn; nothing given is changed; the state is plain JSON."""

import copy
import json
from dataclasses import replace
from datetime import timedelta

import pytest
from talking import MENU, Talk, book, catalogue

from relaystack.content.flows import load_flows
from relaystack.content.rehearsal import START
from relaystack.engine.events import JobsFound, Said, Shared, Tapped
from relaystack.engine.facts import Facts
from relaystack.engine.flow import Ask, Book, Flow, FlowFault, Go, Say, When, Words
from relaystack.engine.state import Place, State
from relaystack.engine.turn import take_turn

FACTS = Facts(START, catalogue(), timedelta(minutes=1), can=frozenset({"search_jobs"}))
CONVERSATIONS = {
    "residency": ("hi", "1", "a", "1", "1", "Ana", "ana@example.com"),
    "eligibility": ("hi", "2", "nonsense", "250k", "1", "back"),
    "jobs": ("hi", "4", "Canada", "hm"),
    "stop": ("hi", "3", "Ana", "stop", "hi", "start"),
}
JOBS = JobsFound("jobs.found", {"outcome": "found", "name": "Canada", "openings": [], "hits": 0})


@pytest.mark.parametrize("said", CONVERSATIONS.values(), ids=CONVERSATIONS)
def test_the_same_input_gives_the_same_turn_and_changes_nothing(said: tuple[str, ...]) -> None:
    state = State()
    for words in said:
        for incoming in (Said(words), Tapped(words, words), Shared("image"), JOBS):
            before = copy.deepcopy(state)
            first, second = (take_turn(book(), state, incoming, FACTS) for _ in range(2))
            assert first == second
            assert state == before
        state = take_turn(book(), state, Said(words), FACTS).state


@pytest.mark.parametrize("said", CONVERSATIONS.values(), ids=CONVERSATIONS)
def test_the_state_survives_json(said: tuple[str, ...]) -> None:
    state = State()
    for words in said:
        state = take_turn(book(), state, Said(words), FACTS).state
        assert State.from_json(json.loads(json.dumps(state.to_json()))) == state


def test_a_state_of_an_older_version_is_read_as_far_as_it_goes() -> None:
    assert State.from_json({}) == State()
    assert State.from_json({"flow": "jobs", "answers": None, "colour": "red"}) == State()


@pytest.mark.parametrize("place", [Place("residency", "vanished"), Place("vanished", "menu")])
@pytest.mark.parametrize("words", ["1", "250k", "back", "hm"])
def test_a_step_that_vanished_leads_to_the_menu_with_words(place: Place, words: str) -> None:
    turn = take_turn(book(), State(place, 1, {"name": "Ana"}, (place,)), Said(words), FACTS)
    assert turn.replies[0].text == (
        "Our menu has changed since your last message, so we start again from the menu.\n\n" + MENU
    )
    assert turn.state.place == book().menu


def test_vanished_steps_on_the_way_back_are_passed_over() -> None:
    way = (Place("consultant", "name"), Place("gone", "gone"))
    turn = take_turn(book(), State(Place("eligibility", "budget"), 1, {}, way), Said("back"), FACTS)
    assert turn.state.place == Place("consultant", "name")


def test_a_vanished_half_filled_step_resumes_at_the_menu() -> None:
    left = State(Place("gone", "gone"), 1, {"name": "Ana"}).to_json()
    turn = take_turn(book(), State(book().menu, 1, left=left), Said("0"), FACTS)
    assert turn.replies[0].text == MENU


def _with_steps(**steps: list[Say | Ask | Go | When]) -> Book:
    return replace(book(), flows={**book().flows, "booking": Flow("booking", 1, steps)})


@pytest.mark.parametrize(
    "steps",
    [
        {"link": [Go("link")]},
        {"link": [Go("other")], "other": [Go("link")]},
        {"link": [When(lambda values: True, "other")], "other": [Say(Words("x", {"en": lambda v: "x"})), Go("link")]},
        {"link": [Go("nowhere")]},
    ],
    ids=["itself", "two steps", "by a condition", "no such step"],
)
def test_a_loop_or_a_dead_end_in_a_flow_is_a_flow_fault(steps: dict[str, list[Say | Ask | Go | When]]) -> None:
    with pytest.raises(FlowFault):
        take_turn(_with_steps(**steps), State(book().menu, 1), Said("5"), FACTS)


def test_words_that_cannot_be_filled_in_are_a_flow_fault(tmp_path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "booking.yaml").write_text('flow: booking\nversion: 1\nsteps:\n  link: [{say: "Dear {{ nobody }}"}]\n')
    flows, _ = load_flows(tmp_path)
    with pytest.raises(FlowFault, match="nobody"):
        take_turn(replace(book(), flows={**book().flows, **flows}), State(book().menu, 1), Said("5"), FACTS)


@pytest.mark.parametrize("words", ["{{ 7 * 7 }} Ana", "{% raw %}", "{{ brand.name }}", "*Ana* _x_", "A" * 80])
def test_what_people_type_is_never_a_template(words: str) -> None:
    talk = Talk("hi", "3")
    answer = talk(words)
    assert "49" not in answer
    assert words in answer or answer.startswith("A name has no digits.")
