"""What came of a turn, in a word: is it the right one for each thing that people do?"""

from datetime import timedelta

import pytest

from relaystack.content.folder import Content, load
from relaystack.content.rehearsal import START
from relaystack.engine import outcome
from relaystack.engine.events import FellSilent, Said
from relaystack.engine.facts import Facts
from relaystack.engine.outcome import Outcome
from relaystack.engine.state import State
from relaystack.engine.turn import take_turn
from relaystack.settings import Settings


@pytest.fixture(scope="module")
def content() -> Content:
    return load(Settings.content_dir)


def last(content: Content, *said: str) -> Outcome:
    """What came of the last of these words."""
    state, facts = State(), Facts(START, content.catalogue, timedelta(minutes=30))
    for words in said:
        before = state
        turn = take_turn(content.book, before, Said(words), facts)
        state = turn.state
    return outcome.of(turn, before, Said(said[-1]))


@pytest.mark.parametrize(("said", "came", "about"), [
    (("hi",), "shown", "main_menu.menu"),
    (("hi", "1"), "option", "main_menu.menu.options.residency"),
    (("hi", "1", "A", "back"), "shown", "residency.category"),
    (("hi", "3", "Ann Example"), "given", "consultant.name"),
    (("hi", "3", "Ann Example", "ann@example.com"), "given", "consultant.email"),
    (("hi", "agent"), "handed_over", "asked"),
    (("hi", "stop"), "stopped", None),
    (("hi", "qwzx vbnm"), "miss", None),
    (("hi", "how much is portugal"), "answered", "fact"),
    (("hi", "can I work in grenada"), "unanswered", "fact"),
])  # fmt: skip
def test_each_has_its_word(content: Content, said: tuple[str, ...], came: str, about: str | None) -> None:
    found = last(content, *said)
    assert (found.came, found.about) == (came, about)


def test_a_question_names_topic_and_programme_and_no_words(content: Content) -> None:
    found = last(content, "hi", "can I work in grenada")
    assert (found.topic, found.program, found.flow) == ("work", "gd-citizenship", "main_menu")


def test_what_nobody_wrote_is_an_event(content: Content) -> None:
    facts, event = Facts(START, content.catalogue, timedelta(minutes=30)), FellSilent("main_menu.menu", 30)
    before = take_turn(content.book, State(), Said("hi"), facts).state
    assert outcome.of(take_turn(content.book, before, event, facts), before, event).came == "event"
