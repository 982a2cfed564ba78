"""Are the two forms of a number one number, and no other numbers touched?"""

import pytest

from relaystack.engine.phones import canonical

ONE_NUMBER = [
    pytest.param("5511987654321", "551187654321", id="Brazil, São Paulo"),
    pytest.param("5588999990001", "558899990001", id="Brazil, Juazeiro"),
    pytest.param("525512345678", "5215512345678", id="Mexico"),
    pytest.param("5491123456789", "541123456789", id="Argentina, Buenos Aires"),
    pytest.param("5493511234567", "543511234567", id="Argentina, Córdoba"),
]


@pytest.mark.parametrize(("dialled", "other"), ONE_NUMBER)
def test_both_forms_of_a_number_are_the_form_one_dials(dialled: str, other: str) -> None:
    assert canonical(dialled) == canonical(other) == dialled


@pytest.mark.parametrize(
    "number",
    [
        pytest.param("551132345678", id="Brazil, a land line"),
        pytest.param("550187654321", id="Brazil, no such area"),
        pytest.param("521155123456", id="Mexico, ten digits that begin with 1"),
        pytest.param("5411234567", id="Argentina, too short"),
        pytest.param("573001234567", id="Colombia"),
        pytest.param("15551234567", id="United States"),
        pytest.param("", id="nothing"),
    ],
)
def test_other_numbers_stay_as_they_are(number: str) -> None:
    assert canonical(number) == number
