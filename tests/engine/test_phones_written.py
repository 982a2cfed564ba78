"""Is a number read however staff and their programs write it?"""

import pytest

from relaystack.engine.phones import dialled


@pytest.mark.parametrize(
    "written",
    ["442079460000", "+442079460000", " 442079460000", "00442079460000", "+44 20 7946 0000", "+44-20-7946-0000",
     "44.20.7946.0000", "+44 (0)20 7946 0000", "+44 (20) 79460000", "(+44) 20 7946 0000", "0044 20 7946 0000",
     "\u00a044\u00a020\u20117946\u20130000 "],
)  # fmt: skip
def test_all_usual_ways_are_one_number(written: str) -> None:
    assert dialled(written) == "442079460000"


@pytest.mark.parametrize(
    "written", ["", "+", "1234", "1" * 21, "++442079460000", "44_20", "٤٤٢٠٧٩٤٦", "44a20794600", "00"]
)
def test_what_is_no_number_is_none(written: str) -> None:
    assert dialled(written) is None


def test_odd_input_costs_no_time() -> None:
    """Separators in any number are read in one go."""
    assert dialled("(" * 20_000 + "x") is None
    assert dialled("1 " * 20_000) is None
