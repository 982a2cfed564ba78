"""For how many people it is, and what the conversation is about by now."""

import pytest
from engine.questions.small import PEOPLE

from relaystack.engine.questions.focus import MOST, Focus
from relaystack.engine.questions.reading import read


@pytest.mark.parametrize(
    ("words", "people"),
    [
        ("for a family of 4", 4), ("family of four", 4), ("we are 3 people", 3), ("me and two kids", 3),
        ("me, my wife and 2 children", 4), ("my wife", 0), ("one kids", 0), ("1 kids", 2), ("family of 13", 0),
        ("family of 12", 12), ("family of 0", 0), ("4", 0), ("2 kids, family of 5", 5), ("", 0),
        ("me, my wife and طفلين", 4), ("طفلين", 3), ("طفلين 4", 3), ("طفلين, family of 5", 5), ("طفلين and 2 kids", 5),
    ],
)  # fmt: skip
def test_people_are_counted_with_the_one_who_writes(words: str, people: int) -> None:
    assert PEOPLE.count(read(words), "en").people == people


def test_the_focus_is_kept_as_it_was_and_what_is_empty_is_left_out() -> None:
    focus = Focus(("a",), ("a", "b"), "price", 4, 2)
    assert Focus.from_json(focus.to_json()) == focus
    assert Focus().to_json() == {}
    assert Focus.from_json({}) == Focus()


def test_of_a_stored_list_only_so_much_is_read_and_nothing_else() -> None:
    assert len(Focus.from_json({"listed": [str(n) for n in range(50)]}).listed) == MOST
    assert Focus.from_json({"programs": "abc", "topic": None, "people": None}) == Focus()
